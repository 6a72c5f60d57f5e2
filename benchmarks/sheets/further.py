"""Every length that no other reader of remarks has taken up: a window of its own, as the words around it say."""

from __future__ import annotations

import re

from sheets.anchors import Context, Plain
from sheets.clauses import TAKEN_UP, clauses
from sheets.draft import Draft
from sheets.figures import LOOSE_TO, NUMBER, Amount, amounts, is_rate, number
from sheets.guards import read_condition
from sheets.lengths import NoForm, span_of_amount
from sheets.numeric import number_guard
from sheets.phrases import windows_of
from sheets.recurrence import recurrences
from sheets.remark_lengths import PREFERRED
from sheets.remark_states import asked

# Words that stand around a length and name nothing themselves.
_FILLER = (
    r"and|but|then|or|also|can|may|might|will|could|usually|typically|often|sometimes|up to|take[sn]?"
    r"|lasts?|lasting|is|are|be"
    r"|for|within|over|in|after|from|by|starting|another|the|a|an|it|this|longer|shorter|more|further"
    r"|wait|waiting|allow|expect"
    r"|at least|minimum|maximum|continue[sd]?|until|ideally|preferably|preferred|better|best|ideal"
    r"|optimal|of|to|extend(?:ed|s)?"
    r"|some|even|only|just|needed|required|recommended|advised|if possible|must|should|at|on|session"
    r"|sessions|treatment|procedure"
    r"|before|beforehand|prior|afterwards?|following|post|onwards?|with|around|approximately|between"
    r"|during|throughout|as well|last"
    r"|no|not|avoid|resume[sd]?|once|about|roughly|wear|use|apply|keep|stop|if|when|unless|better|every"
    r"|each|within"
)
_ENDS_IN_FILLER = re.compile(
    rf"(?:\b(?:{_FILLER}|first|next|again|total|fine|ok|okay|allowed|permitted|safe)|[\s,:(-])+$",
    re.IGNORECASE,
)
_BEGINS_WITH_FILLER = re.compile(rf"^(?:(?:{_FILLER})\b|[\s,:(-])+", re.IGNORECASE)


def subject_of(ahead: str) -> str:
    """Return what the words before a length name, without the words that only lead to it."""
    for words in [*(found.words for found in recurrences(ahead)), *(found.words for found in amounts(ahead))]:
        ahead = ahead.replace(words, " ")
    return " ".join(_BEGINS_WITH_FILLER.sub("", _ENDS_IN_FILLER.sub("", ahead)).split())


_GUARD = re.compile(
    r"\b(?:if|when|where|for|in|with|on|following)\s+(?P<what>(?!(?:the |a |an )?(?:total|order|advance"
    r"|between|case|best|ideal|safe|optimal)\b)"
    r"[a-z][^,()]*)$",
    re.IGNORECASE,
)
_ANCHORED = re.compile(
    r"\b(?P<side>before|beforehand|prior(?: to)?|ahead(?: of)?|in advance(?: of)?|after|afterwards?"
    r"|following|post|since|from)\b(?P<what>[^,()]*)$",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"\b(?:after|from|starting|beginning|resume[sd]? (?:after|at)|not before|no sooner than|onwards?"
    r"|later)\W*$",
    re.IGNORECASE,
)


def further(draft: Draft) -> None:
    """Take up every length no other reader has: a window with its own guard, subject and verb where it says them."""
    for position, clause in enumerate(clauses(draft)):
        for amount in amounts(clause):
            if is_rate(clause, amount.start) or _is_part_of_a_name(draft, amount):
                continue
            near = clause[amount.end :].partition(",")[0]
            if re.match(r"\s+(?:late|notice|old|overdue)\b", near):
                _state_of(draft, clause, amount)
                continue
            guarded = position > 0 and _guard(near) and not TAKEN_UP.search(clause)
            if guarded or not draft.holds(amount):
                _further(draft, clause, amount, is_head=position == 0)


_COUNT_FOR = re.compile(
    rf"(?P<one>{NUMBER})(?:{LOOSE_TO}(?P<two>{NUMBER}))?(?:\s+(?:sessions?"
    rf"|treatments?))?\s+(?P<asked>(?:for|if|in|with|on)\s+[a-z].*)$",
    re.IGNORECASE,
)


def further_counts(draft: Draft) -> None:
    """Take up another number of sessions for some people: "six for deep scars"."""
    if draft.verb != "repeat":
        return
    for clause in clauses(draft)[1:]:
        found = _COUNT_FOR.search(clause)
        if found and not amounts(clause):
            one, two = int(number(found["one"])), int(number(found["two"] or found["one"]))
            count = {
                "repeat": {"count": one if one == two else f"{one}..{two}"},
                "source": draft.main["source"],
            }
            draft.beside({**count, "if": draft.main.get("if", {})}, guards=asked(draft, found["asked"]))


def _state_of(draft: Draft, clause: str, amount: Amount) -> None:
    """Take up a length that is no time around the session: "more than 15 minutes late means rebooking"."""
    found = re.match(r"\s+\w+", clause[amount.end :])
    assert found is not None
    state = draft.names.condition(f"{amount.words}{found.group()}")
    rest = subject_of(f"{clause[: amount.start]} {clause[amount.end + found.end() :]}") or clause
    said = {"recommend": [draft.names.subject(rest, kind="duty")], "source": draft.main["source"]}
    draft.beside(said, guards=[{"has": [state]}])


def _guard(behind: str) -> re.Match[str] | None:
    """Return what the words behind a length limit it to: "for deeper peels", but not "depending on the area"."""
    found = _GUARD.search(behind)
    return (
        None
        if found and re.search(r"\b(?:depend\w*|based|var(?:y|ies)\w*)\W*$", behind[: found.start()])
        else found
    )


def _is_part_of_a_name(draft: Draft, amount: Amount) -> bool:
    asked = [entry["name"]["en"] for entry in draft.names.conditions.values()]
    asked = [name for name in asked if name.lower() in draft.sentence.lower()]
    named = (*draft.printed.subjects, *draft.printed.conditions, *asked)
    return any(amount.words.lower() in said.lower() for said in named)


def _further(draft: Draft, clause: str, amount: Amount, *, is_head: bool) -> None:
    ahead, behind = clause[: amount.start], clause[amount.end :]
    window, behind = _window_of(draft, ahead, behind, amount)
    guard = _guard(behind)
    wanted = asked(draft, guard.group()) if guard else []
    numeric = number_guard(f"needle depth {behind}" if re.search(r"\dmm\b|\d mm\b", behind) else behind)
    if numeric:  # "at 2.0 mm or more", "past the age of fifty"
        wanted = [numeric[0]]
    leading = re.match(r"(?:if|when|for|in|with)\s+(?P<what>[^,:]+)[,:]\s*", ahead, re.IGNORECASE)
    if leading and not guard:
        wanted = read_condition(leading["what"], draft.names).all_of
        ahead = ahead[leading.end() :]
    kept = {
        key: value
        for key, value in draft.main.items()
        if key not in ("when", "often", "dose", "lasts", "usually")
    }
    subject = "" if is_head else subject_of(ahead)
    if draft.verb == "repeat":
        gap = {"repeat": {"gap": span_of_amount(amount)}, "source": draft.main["source"]}
        draft.beside({**gap, "if": draft.main.get("if", {})}, guards=wanted)
    elif is_head and all(w.get("for") == "unstated" for w in draft.windows):
        draft.main["when"] = [window]
    elif draft.verb in _TIMED and not subject:
        wished = PREFERRED.search(clause) and draft.verb in ("avoid", "require", "recommend", "only")
        force = {"strength": "if-possible"} if wished else {}
        draft.beside({**kept, **force, "when": [window]}, guards=wanted)
    else:
        verb = _verb_of(clause, draft)
        said = subject or draft.printed.subjects[0]
        name = (
            draft.names.condition(said, kind="healing")
            if verb == "expect"
            else draft.names.subject(said, kind="duty")
        )
        base = {key: value for key, value in kept.items() if key in ("if", "unless", "source")}
        draft.beside({**base, verb: [name], "when": [window]}, guards=wanted)


_TIMED = ("avoid", "require", "recommend", "allow", "only", "expect", "tell", "step")


def _verb_of(clause: str, draft: Draft) -> str:
    if draft.verb == "exclude":
        return "avoid"
    for verb, form in (
        ("avoid", r"\b(?:no|avoid|not|never|stop|skip|don't|without|nothing)\b"),
        ("allow", r"\b(?:may|can|ok|okay|allowed|fine|safe|resume[sd]?|permitted)\b"),
        ("require", r"\b(?:must|required|needed|necessary|has to|have to)\b"),
        (
            "expect",
            r"\b(?:heal\w*|fad\w*|last\w*|improv\w*|visible|results?|appear\w*|subsid\w*|resolv\w*"
            r"|settl\w*|peel\w*|lift\w*)\b",
        ),
    ):
        if re.search(form, clause, re.IGNORECASE):
            return verb
    if draft.verb in ("exclude", "check"):
        return "avoid"
    return draft.verb if draft.verb in ("avoid", "require", "recommend", "allow", "expect") else "recommend"


def _window_of(draft: Draft, ahead: str, behind: str, amount: Amount) -> tuple[Plain, str]:
    """Return the window of a length by the words around it, and what is left of the words behind it."""
    backward = draft.printed.phase in ("pre", "contraindication", "day_of")
    length = span_of_amount(amount)
    anchored = _ANCHORED.search(behind)
    itself = r"\W*(?:that|this|it|then)?\W*(?:(?:is|are|would be) .*|preferred|ideal\w*|best|better)?\W*"
    if anchored and anchored["what"].strip() and re.fullmatch(itself, anchored["what"], re.IGNORECASE):
        return {"after": _own_event(draft), "for": length}, behind[: anchored.start()]
    if anchored:
        context = Context(draft.names, draft.printed.phase, draft.action, draft.sentence)
        try:
            found = windows_of(f"{amount.words} {anchored.group()}".lower().strip(), context)
        except NoForm:
            found = []
        if len(found) == 1 and "for" in found[0]:
            return _opening(found[0], ahead, length, expected=draft.verb == "expect"), behind[
                : anchored.start()
            ]
    if backward and not re.search(r"\bafter(?:wards?)?\b", f"{ahead} {behind}", re.IGNORECASE):
        return {"before": "session", "for": length}, behind
    return _opening(
        {"after": "session-end", "for": length}, ahead, length, expected=draft.verb == "expect"
    ), behind


def _own_event(draft: Draft) -> str:
    """Return the anchor that "after that" means: the state the rule itself waits for, or the session."""
    for window in draft.windows:
        state = window.get("until") or window.get("since")
        if isinstance(state, dict) and "condition" in state:
            return draft.names.anchor(draft.names.conditions[state["condition"]]["name"]["en"])
    return "session-end"


def _opening(window: Plain, ahead: str, length: str, *, expected: bool) -> Plain:
    onset = expected and re.search(
        r"\b(?:at|by|around)\W*$", ahead, re.IGNORECASE
    )  # "new growth at three months"
    if "after" in window and (onset or _OPENS.search(ahead)):
        return {"after": window["after"], "from": length}
    return window
