"""States that stand only in a rule's sentence: "longer if still irritated", "until the cream runs out", "once calm"."""

from __future__ import annotations

import re

from sheets.anchors import Plain
from sheets.clauses import TAKEN_UP, clauses
from sheets.draft import Draft, longest
from sheets.events import PART_OF_DAY
from sheets.figures import amounts
from sheets.guards import read_condition
from sheets.lengths import span_of_amount
from sheets.numbering import numbered_in

_LONGER = re.compile(
    r"\b(?:longer|wait(?:ing)? longer|more time|extend(?:ed)?)\s+(?P<join>if"
    r"|when|where|with|on|in|for|around|after)\s+(?P<still>(?:it is |it's |(?:the "
    r"|your )?skin is )?still\s+)?(?P<what>[^;,()]+)",
    re.I,
)


def longer(draft: Draft) -> None:
    found = _LONGER.search(draft.sentence)
    if not found:
        return
    what = found["what"].strip()
    if draft.verb == "expect" or not found["still"]:
        end = longest(draft.windows)
        when: Plain = {"after": "session-end", **({"from": end} if end else {}), "for": "unstated"}
        if draft.windows and all("before" in window for window in draft.windows):
            when = {"before": "session", "for": "unstated"}
        draft.beside({**draft.main, "when": [when]}, guards=asked(draft, f"{found['join']} {what}"))
        return
    _ends_with(draft, f"no longer {what}", "and-until")


_UNTIL = re.compile(r"(?P<join>\b(?:or|and|,)?\s*)\b(?:until|till) (?P<what>[a-z][^;,()]+)", re.IGNORECASE)


def until(draft: Draft) -> None:
    """Take up "until X" in a remark: what the rule waits for too, or what ends it sooner."""
    for found in _UNTIL.finditer(draft.sentence):
        what = re.sub(r"^(?:the|your|that) ", "", found["what"].strip().lower())
        printed = [
            f"{w.until_event} {w.closes.words if w.closes else ''} {w.anchor}".lower()
            for w in draft.printed.windows
        ]
        if any(what in said for said in printed) or amounts(what) or numbered_in(f"until {what}", 1):
            continue
        if draft.main.get("repeat"):
            draft.main["repeat"]["until"] = draft.names.condition(what, kind="state")
        elif what in PART_OF_DAY:
            _ends_at(draft, PART_OF_DAY[what])
        elif _OTHER.fullmatch(what):
            draft.windows.append({"after": "session-end", "until": {"anchor": "next-session"}})
        elif found["join"].strip().lower() == "or":
            _ends_with(draft, what, "or-until")
        elif draft.verb != "exclude":
            _ends_with(draft, what, "and-until")


_OTHER = re.compile(r"(?:the |your )?(?:next|following) (?:session|treatment|appointment|visit|procedure)")


def _ends_at(draft: Draft, part: str) -> None:
    """Let the first window after the session that has no end close at a part of a day."""
    for window in draft.windows:
        if "after" in window and (
            window.get("for") == "unstated" or set(window) <= {"after", "from", "and-since"}
        ):
            window.pop("for", None)
            window["until"] = part
            return
    draft.windows.append({"after": "session-end", "until": part})


def _ends_with(draft: Draft, state: str, key: str) -> None:
    """Let a state end the first window after the session, besides its own end (the later, or the earlier of both)."""
    condition = draft.names.condition(state, kind="healing")
    for window in draft.windows:
        timed = "for" in window or "to" in window or isinstance(window.get("until"), str)
        if "after" in window and timed and key not in window and window.get("for") != "unstated":
            window[key] = condition
            return
    for window in draft.windows:
        if window.get("for") == "unstated" and "after" in window:
            del window["for"]
            window["until"] = {"condition": condition}
            return
        if "after" in window and set(window) <= {"after", "from", "and-since"}:
            window["until"] = {"condition": condition}
            return
    draft.windows.append({"until": {"condition": condition}})


_SOONER = re.compile(r"\b(?:sooner|earlier)\s+(?:if|when)\s+(?P<what>[^;,()]+)", re.IGNORECASE)


def sooner(draft: Draft) -> None:
    found = _SOONER.search(draft.sentence)
    if found:
        guards = read_condition(found["what"], draft.names).all_of
        draft.beside({**draft.main, "when": [{"after": "session-end", "from": "0 minute"}]}, guards=guards)


_UP_TO_IF = re.compile(r"(?P<amount>up to [^;,()]+?)\s+if\s+(?P<what>[^;,()]+)", re.IGNORECASE)


def up_to_if(draft: Draft) -> None:
    found = _UP_TO_IF.search(draft.sentence)
    lengths = amounts(found["amount"]) if found else []
    if found and len(lengths) == 1 and not draft.holds(lengths[0]):
        end = longest(draft.windows)
        when: Plain = {
            "after": "session-end",
            **({"from": end} if end else {}),
            "to" if end else "for": span_of_amount(lengths[0]),
        }
        draft.beside({**draft.main, "when": [when]}, guards=read_condition(found["what"], draft.names).all_of)


def asked(draft: Draft, said: str) -> list[Plain]:
    """Return the guards of "if the skin is dry", "for deeper peels", "on the neck"."""
    part = re.fullmatch(r"(?:on|around) (?:the |your )?(?P<area>[a-z ]+)", said.lower().strip())
    if part:
        return [{"area": [draft.names.area(part["area"])]}]
    what = re.sub(r"^(?:if|when|where|for|in|with|on|around|after|following)\s+", "", said.strip())
    return read_condition(what, draft.names).all_of


_ONCE = re.compile(
    r"\b(?:once|when|as soon as|only after)\s+(?:the |your )?(?P<what>[^,()]*(?:heal|calm|normal|gone"
    r"|resolv|settl|clos|dry|fad|peel"
    r"|clear|subsid|shed|stop|finish)[^,()]*)",
    re.IGNORECASE,
)


def once(draft: Draft) -> None:
    """Take up "restart only once the skin feels normal": what a ban, or a permission from a time on, waits for too."""
    for clause in clauses(draft)[1:]:
        found = _ONCE.search(clause)
        if not found or amounts(clause) or TAKEN_UP.search(clause):
            continue
        state = found["what"].strip()
        if draft.verb == "avoid":
            _ends_with(draft, state, "and-until")
        elif draft.verb in ("allow", "require", "recommend", "only"):
            _starts_with(draft, state)


def _starts_with(draft: Draft, state: str) -> None:
    for window in draft.windows:
        if "after" in window and not {"and-since", "days", "nights"} & set(window):
            window["and-since"] = draft.names.condition(state, kind="healing")
            if window.get("for") == "unstated":
                del window["for"]
