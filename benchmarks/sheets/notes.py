"""Codes beside a rule that name an awkward form: is the form there?"""

from __future__ import annotations

import json
import re

from sheets.draft import Draft, Plain

# Codes that name a form which the rule's own keys show: those are read, and audited, without them.
_NAMES_A_FORM = re.compile(
    r"vague|unstated|discretion|provider|practitioner|individual|depends|varies|variable|skin_type|fitz"
    r"|tone|colou?r|device"
    r"|add_on|variant|indication|area|site|body|face|only|exclusiv|disclos|notify|arriv|on_site|remedy"
    r"|refus|postpon|resched"
    r"|escalat|red_flag|urgent|emergency|symptom|trigger|as_needed|as_directed|directed|night|evening"
    r"|morning|bed|routine"
    r"|recur|interval|every|times|frequen|count|series|session|course|maintenance|day|week|month|hour"
    r"|minute|number|range"
    r"|until|while|since|from|onset|resume|restart|delay|start|stop|pause|washout|wait|life_event|surgery"
    r"|remission|scar"
    r"|history|prone|prescri|drug|medicat|exception|unless|allow|soft|hard|force|severity|grade|absolute"
    r"|relative|caution"
    r"|risk|rare|likel|common|trend|step|procedure|length|duration|time|total|supply|product|mineral|spf"
    r"|sun|heal|state"
    r"|condition|guard|if_|men|women|sex|hair|pregnan|age|minor|parent|consent|law|jurisdiction|role"
    r"|staff|travel|flight"
    r"|holiday|social|wedding|safety|reason|rationale|explain|info|advice|tip|ambig|unclear|typo|odd"
    r"|awkward|split|merged"
    r"|partial|approx|about|at_least|up_to|minimum|maximum|norm|template|duplicate|repeat|same|second"
    r"|other|two|both|half"
)


def check_notes(draft: Draft) -> None:
    """Refuse a remark's code unless the form it names is there."""
    rules = draft.rules
    text = json.dumps(rules)
    windows = [window for rule in rules for window in rule.get("when", [])]
    sides = {key for window in windows for key in ("before", "after") if key in window}
    shown = {
        r"dose|cap\b": '"dose"' in text,
        r"prefer_longer|preferred_longer|two_tier|ideal": ".." in text,
        r"plus_until|and_state|plus_state": any(
            word in text
            for word in ("and-until", "or-until", "and-since", '"until"', '"while"', "unless", '"if"')
        )
        or bool(draft.others),
        r"typical|usual": '"inherit"' in text or '"usually"' in text or "about" in text,
        r"both_sides|continue_through|asymmetric|two_sid|course_both": sides == {"before", "after"}
        or any("course" in w for w in windows)
        or len(windows) > 1,
        r"depth|setting": "depth-mm" in text or '"if"' in text or '"device"' in text,
        r"(?:^|_)age(?:$|_)": '"age"' in text,
        r"(?:^|_)order|sequence": '"order"' in text,
        r"substitut|alternative": '"substitute"' in text
        or draft.verb in ("allow", "recommend", "require", "only"),
        r"(?<!p)reference|other_protocol|cross_ref": '"follow"' in text,
        r"override|personal": "personal-advice" in text,
        r"conflict|contradict|disagree": True,
        r"clearance|consent|letter": "clearance"
        in str([draft.names.conditions.get(n) for n in _words(rules)])
        or any(
            re.search(
                r"doctor|physician|gp|clear|consent|letter|prescrib|specialist|medical|approv|check|consult",
                n,
            )
            for n in _words(rules)
        ),
        r"preference": '"if"' in text,
        r"if_you_must|fallback|unavoidable": '"if"' in text,
        r"patch|spot": "patch" in text or "spot" in text or "test" in text,
        r"future|planned|event|travel": '"plan"' in text or '"event"' in text or "event" in text,
        r"start_then_stop|prime": any("from" in w and "to" in w for w in windows),
        r"inter_treatment|spacing": True,
    }
    for note in draft.printed.notes:
        code = note.split(":")[0].strip().lower().replace(" ", "_").replace("-", "_")
        known = [held for form, held in shown.items() if re.search(form, code)]
        if not known and not re.search(r"\s", note) and not _NAMES_A_FORM.search(code):
            draft.lose(f"the note '{note}' is not known")
        elif known and not any(known):
            draft.lose(f"what the note '{note}' names is not in the rule")


def _words(rules: list[Plain]) -> list[str]:
    return re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*", json.dumps(rules))
