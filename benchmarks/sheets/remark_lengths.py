"""Doses and lengths that stand only in a rule's sentence: "1000 mg", "a week is better", "ten minutes on, ten off"."""

from __future__ import annotations

import re

from sheets.clauses import SUBSTITUTE, clauses, substitute_clauses
from sheets.draft import Draft
from sheets.figures import LOOSE_TO, NUMBER, Amount, Portion, amounts, number, portions, written
from sheets.lengths import span_of_amount

PREFERRED = re.compile(
    r"\b(?:better|prefer\w*|ideal\w*|optimal\w*|best|even longer|recommended(?: longer)?|advised"
    r"|advisable|safer|if possible"
    r"|where possible|if you can|or longer|sometimes longer)\b",
    re.IGNORECASE,
)
_TYPICAL = re.compile(
    r"\b(?:usual\w*|typical\w*|normally|generally|on average|average\w*|commonly|mostly|often"
    r"|in most (?:cases|people)"
    r"|most (?:people|clients)|tends? to)\b",
    re.IGNORECASE,
)
_EACH = re.compile(
    r"\b(?:at a time|each(?: time)?|per (?:area|application|session|side|use|spot|treatment|visit)|long"
    r"|on|off|every time|duration"
    r"|lasting|lasts?|in total|takes?|leave|left|soak|intervals?|appointment|processing|sitting|bursts?"
    r"|stretch(?:es)?)\b",
    re.IGNORECASE,
)
_LENGTH_OF = re.compile(
    r"\b(?:length|duration|time set aside|appointment time|time needed|takes|treatment time|session time"
    r"|numbing time)\b",
    re.IGNORECASE,
)


_FOR_SOME = re.compile(
    r"\b(?:for|in|on|with) (?!at\b|up\b|about\b|the\b|an?\b|\d)[a-z]+|\bif\b(?! possible)", re.IGNORECASE
)


def doses(draft: Draft) -> None:
    """Take up doses; several doses of several subjects become a rule each."""
    named = [
        portion for subject in draft.printed.subjects for portion in portions(subject) if portion.unit != "%"
    ]
    own = [said.lower() for said in (*draft.printed.subjects, *draft.printed.conditions)]
    instead = [c for c in substitute_clauses(draft) if draft.action == "avoid" and SUBSTITUTE.search(c)]
    found = [
        portion
        for clause in clauses(draft)
        if clause not in instead
        for portion in portions(clause)
        if not any(portion.words.lower() in said for said in own)
    ]
    found = list({(p.least, p.most, p.unit): p for p in [*named, *found]}.values())
    if not found:
        return
    subjects = draft.main.get(draft.verb)
    if len(found) > 1 and isinstance(subjects, list) and len(found) == len(subjects):
        for subject, portion in zip(subjects[1:], found[1:], strict=True):
            _dosed(draft, portion, subjects=[subject])
        draft.main[draft.verb] = subjects[:1]
    else:
        for portion in found[1:]:  # "500 mg, or 1 g if needed": each printed dose is kept
            _dosed(draft, portion)
    least, *more = written_doses(found[0], draft)
    for dose in more:
        draft.beside({**draft.main, "dose": dose})
    draft.main["dose"] = least


def _dosed(draft: Draft, portion: Portion, *, subjects: list[str] | None = None) -> None:
    for dose in written_doses(portion, draft):
        said = {draft.verb: subjects} if subjects else {}
        draft.beside({**draft.main, **said, "dose": dose})


def written_doses(portion: Portion, draft: Draft) -> list[str]:
    """Return a dose as the language writes it; a range is a least and a largest dose."""
    least, most, per = portion.least, portion.most, portion.per
    often = re.match(r"(\d+)(?:\.\.(\d+)?)? per day", draft.main.get("often", ""))
    if (
        often
        and (least, most) == (float(often[1]), float(often[2] or often[1]))
        and portion.unit not in ("mg", "g", "ml", "IU", "mcg")
    ):
        return [f"1 {portion.unit}"]  # "eight glasses daily": one glass, eight times
    again = (
        per is not None
        and not portion.lead
        and draft.main.get("often")
        and (per.least, per.unit) == (1, "day")
    )
    time = f" per {written(per.least)} {per.unit}" if per and not again else ""
    if least != most:
        return [
            f"at least {written(least)} {portion.unit}{time}",
            f"up to {written(most)} {portion.unit}{time}",
        ]
    lead = f"{portion.lead} " if portion.lead in ("up to", "at least") else ""
    return [f"{lead}{written(least)} {portion.unit}{time}"]


def preferred(draft: Draft) -> None:
    """Make a better length the advised end; what it cannot widen is left to the further windows."""
    for clause in clauses(draft):
        if PREFERRED.search(clause):
            for amount in amounts(clause):
                if not amount.vague and not draft.holds(amount) and not _FOR_SOME.search(clause):
                    draft.widen(amount)


def typical(draft: Draft) -> None:
    """Make a usual length that of a state that has none, or of a window that has none."""
    for clause in clauses(draft):
        if not _TYPICAL.search(clause):
            continue
        for amount in amounts(clause):
            if not draft.holds(amount):
                _usual(draft, amount)


def _usual(draft: Draft, amount: Amount) -> None:
    length = span_of_amount(amount)
    for window in draft.windows:
        if window.get("for") == "unstated":
            window["inherit"] = length
        elif isinstance(window.get("until"), dict) and "after" in window:
            window["usually"] = length
        elif set(window) == {"until"}:
            window.update({"after": "session-end", "usually": length})


def about(draft: Draft) -> None:
    """Mark a length as "about" where the sentence does and the window does not."""
    for amount in amounts(draft.sentence):
        if amount.lead == "about" and not amount.vague:
            plain = span_of_amount(Amount(least=amount.least, most=amount.most, unit=amount.unit))
            for window in draft.windows:
                for key in ("for", "from", "to", "at"):
                    if window.get(key) == plain:
                        window[key] = f"about {plain}"


_ON = re.compile(
    rf"(?P<on>{NUMBER}(?:{LOOSE_TO}{NUMBER})?)\s*-?(?P<unit>min(?:ute)?s?|hours?|hrs?)?\s+on\b[\s,;/and]*"
    rf"(?P<off>{NUMBER}(?:{LOOSE_TO}{NUMBER})?)\s*-?(?P<unit2>min(?:ute)?s?|hours?|hrs?)?\s+off\b"
    rf"|\bon (?:for )?(?P<on3>{NUMBER}(?:{LOOSE_TO}{NUMBER})?)\s*(?P<unit3>min(?:ute)?s?|hours?"
    rf"|hrs?)[\s,;/and]*off (?:for )?"
    rf"(?P<off3>{NUMBER}(?:{LOOSE_TO}{NUMBER})?)(?:\s*(?P<unit4>min(?:ute)?s?|hours?|hrs?))?",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"\b(?:in total|total|altogether|overall|all together)\b", re.IGNORECASE)


def lasting(draft: Draft) -> None:
    """Take up how long one act lasts, the pause after it, and how long all of them together."""
    lasts = dict(draft.main.get("lasts") or {})
    rest = draft.sentence
    cycle = _ON.search(rest)
    if cycle:
        unit = cycle["unit"] or cycle["unit2"] or cycle["unit3"] or cycle["unit4"] or "minute"
        lasts["each"] = _span(cycle["on"] or cycle["on3"], unit)
        lasts["pause"] = _span(cycle["off"] or cycle["off3"], cycle["unit2"] or cycle["unit4"] or unit)
        rest = f"{rest[: cycle.start()]};{rest[cycle.end() :]}"
    around = " ".join(draft.printed.subjects)
    for clause in clauses(draft, rest):
        for amount in amounts(clause):
            if amount.unit not in ("minute", "hour") or draft.holds(amount) or _RELATIVE.search(clause):
                continue
            if _TOTAL.search(clause) or (cycle and amount.lead == "up to"):
                lasts["total"] = span_of_amount(amount)
            elif rate := _A_DAY.match(clause[amount.end :]):  # "ten minutes a day"
                lasts.setdefault("each", span_of_amount(amount))
                often = "1 per hour" if rate["unit"] == "hour" else "1 per day"
                draft.main["often"] = (
                    often if draft.main.get("often") in (None, "needed") else draft.main["often"]
                )
            elif (
                _EACH.search(clause)
                or _LENGTH_OF.search(f"{clause} {around}")
                or _is_each(draft, amount, clause)
            ):
                lasts.setdefault("each", span_of_amount(amount))
    if lasts:
        draft.main["lasts"] = lasts


_A_DAY = re.compile(
    r"\s*(?:(?:a|an|per|each|every) (?P<unit>day|night|hour)\b|(?:daily"
    r"|nightly)\b)",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:before|after|afterwards?|prior|following|post|until|beforehand|ahead|within|apart|between"
    r"|sooner|earlier|later"
    r"|from|normal by|improv\w+|resolv\w+|fad\w+|longer if|once|wait)\b",
    re.IGNORECASE,
)


def _is_each(draft: Draft, amount: Amount, clause: str) -> bool:
    """Return whether a bare length beside an act that recurs, or is done in the clinic, is that of the act."""
    bare = clause.strip().lower() == amount.words.strip().lower() or bool(re.match(r"for\s", clause.strip()))
    is_act = draft.verb in ("step", "require", "recommend", "allow", "only")
    return is_act and (
        (bool(draft.main.get("often")) and amount.unit == "minute")
        or (bare and draft.printed.phase in ("in_clinic", "day_of"))
        or (draft.verb == "step" and not any("before" in w or "after" in w for w in draft.windows))
    )


def _span(figures: str, unit: str) -> str:
    ends = re.split(LOOSE_TO, figures)
    least, most = number(ends[0]), number(ends[-1])
    name = "hour" if unit.startswith("h") else "minute"
    return f"{written(least)}{'' if least == most else '..' + written(most)} {name}"
