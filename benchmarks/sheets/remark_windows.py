"""Windows that stand only in a rule's sentence: "normal by day three", "much better within hours", "between sessions"."""

from __future__ import annotations

import re

from sheets.anchors import known_anchor
from sheets.clauses import clauses
from sheets.draft import Draft
from sheets.figures import amounts
from sheets.further import subject_of
from sheets.lengths import span_of_amount
from sheets.numbering import numbered_in

_AROUND_SESSION = re.compile(
    r"(?P<side>before|after|following|prior to)\s+(?:the|your)\s+(?P<which>last"
    r"|final|first|next|previous)\s+(?:session|treatment|appointment)",
    re.I,
)


def other_sessions(draft: Draft) -> None:
    for clause in clauses(draft):
        found = _AROUND_SESSION.search(clause)
        lengths = amounts(clause[: found.start()]) if found else []
        if found and lengths and not draft.holds(lengths[-1]):
            which = {"final": "last"}.get(found["which"].lower(), found["which"].lower())
            side = "before" if found["side"].lower() in ("before", "prior to") else "after"
            draft.windows.append({side: f"{which}-session", "for": span_of_amount(lengths[-1])})


def by_number(draft: Draft) -> None:
    """Take up days and weeks by number: "normal by day two or three", "usually day 7 to 10"."""
    for position, clause in enumerate(clauses(draft)):
        if draft.printed.phase in ("pre", "contraindication", "day_of"):
            return
        for stretch in numbered_in(clause, draft.first_day):
            if position == 0 or stretch.window in draft.windows or _holds_numbers(draft, stretch.figures):
                continue
            said = subject_of(clause[: stretch.start])
            kept = {key: value for key, value in draft.main.items() if key in ("if", "unless", "source")}
            if said:
                own = {"expect": [draft.names.condition(said, kind="healing")]}
            else:
                own = {draft.verb: draft.main[draft.verb]}
            draft.beside({**kept, **own, "when": [stretch.window]})
            draft.readings.append(f"treatment day is day {draft.first_day}")


def _holds_numbers(draft: Draft, figures: tuple[int, ...]) -> bool:
    held = " ".join(str(window.get("days", "")) for window in draft.windows)
    return all(re.search(rf"\b{figure}\b", held) for figure in figures)


_IMPROVES = re.compile(
    r"(?P<what>(?:[a-z]+ )?(?:better|normal|diminish\w*|fad\w*"
    r"|resolv\w*|settl\w*|improv\w*|subsid\w*|heal\w*|calm\w*"
    r"|gone)(?: [a-z]+)?)\s+(?P<rest>(?:after|within|by|in|over)\s+[^;()]+)",
    re.IGNORECASE,
)


def improves(draft: Draft) -> None:
    for clause in clauses(draft):
        found = _IMPROVES.search(clause)
        lengths = amounts(found["rest"]) if found and draft.verb == "expect" else []
        if found and lengths and not draft.holds(lengths[0]):
            sign = draft.names.condition(found["what"].strip(), kind="healing")
            kept = {key: value for key, value in draft.main.items() if key in ("if", "unless", "source")}
            when = {"after": "session-end", "from": span_of_amount(lengths[0])}
            draft.beside({**kept, "expect": [sign], "when": [when]})


_COURSE_NOTES = ("both_sides", "course_both")


def both_sides(draft: Draft) -> None:
    """Add the side a course is said to have without a length."""
    if not draft.has_note(*_COURSE_NOTES):
        return
    ahead = any("before" in w or ("on" in w and w.get("days", 0) < 0) for w in draft.windows)
    behind = any("after" in w or ("on" in w and w.get("days", 0) > 0) for w in draft.windows)
    if not ahead:
        draft.windows.append({"before": "session", "for": "unstated"})
    if not behind:
        draft.windows.append({"after": "session-end", "for": "unstated"})


_BETWEEN = re.compile(
    r"\bbetween (?:the |your |each )?(?:sessions|treatments|appointments|visits|procedures)\b", re.IGNORECASE
)


def between_sessions(draft: Draft) -> None:
    """Take up "between sessions": from the end of one to the next."""
    wanted = {"after": "session-end", "until": {"anchor": "next-session"}}
    if _BETWEEN.search(draft.sentence) and wanted not in draft.windows and not draft.main.get("repeat"):
        unsaid = [w for w in draft.windows if w.get("for") == "unstated"]
        draft.main["when"] = [*(w for w in draft.windows if w not in unsaid), wanted]


def around_an_anchor(draft: Draft) -> None:
    """Take up a remark that only names one of the language's own anchors: "after the initial course"."""
    for clause in clauses(draft)[1:]:
        found = known_anchor(clause)
        if found is None or found[1] in ("session", "session-end"):
            continue
        unsaid = [w for w in draft.windows if w.get("for") == "unstated"]
        window = {"before" if found[0] < 0 else "after": found[1], "for": "unstated"}
        draft.main["when"] = [*(w for w in draft.windows if w not in unsaid), window]
