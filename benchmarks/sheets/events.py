"""Events and states that open or close a window: "once healed", "until the next session", "while peeling"."""

from __future__ import annotations

import re

from sheets.anchors import ONE_SESSION, Context, Plain, anchored, known_anchor, tidy, usual_side
from sheets.figures import Amount, amounts
from sheets.lengths import NoForm, span_of_amount
from sheets.sheet import PrintedWindow

PART_OF_DAY = {
    **dict.fromkeys(
        (
            "end of day",
            "end of the day",
            "end of that day",
            "rest of day",
            "rest of the day",
            "rest of that day",
            "bedtime",
            "midnight",
            "next day",
            "the next day",
            "following day",
            "the following day",
            "day after",
            "day end",
            "same day",
            "that day",
        ),
        "end-of-day",
    ),
    **dict.fromkeys(
        (
            *(
                "next morning",
                "following morning",
                "the next morning",
                "the following morning",
                "morning after",
            ),
            *("the morning after", "morning", "next day morning", "tomorrow morning"),
        ),
        "next-morning",
    ),
    **dict.fromkeys(
        (
            "evening",
            "that evening",
            "the evening",
            "this evening",
            "same evening",
            "night",
            "that night",
            "tonight",
        ),
        "evening",
    ),
}
OTHER_SESSION = re.compile(
    rf"(?:the |your )?(?P<which>next|following|subsequent|last|final) {ONE_SESSION}(?: of .+)?"
)


def has_state(window: PrintedWindow) -> bool:
    return bool(window.while_state or window.until_event or window.from_event)


def other_session(which: str | None) -> str:
    """Return the anchor of "the next session", "your final treatment"."""
    return {"last": "last-session", "final": "last-session"}.get(which or "", "next-session")


def opened_by(placed: Plain, event: str, context: Context) -> None:
    """Set the event a window opens with; a length beside it is counted from that event."""
    words = tidy(event)
    if words in PART_OF_DAY and "from" not in placed:
        placed["from"] = PART_OF_DAY[words]
        return
    side = known_anchor(f"after {words}")
    if side is not None:
        placed["after"] = side[1]
        return
    if {"for", "from", "to"} & set(placed):
        placed["after"] = context.names.anchor(event)
        context.own_words.append(event)
    placed["and-since"] = context.names.condition(event, kind="healing")


def closed_by(placed: Plain, event: str, qualifier: str, context: Context) -> None:
    """Set the event a window closes with: alone, besides a length, or whichever comes first."""
    words = tidy(event)
    word = PART_OF_DAY.get(words)
    other = OTHER_SESSION.fullmatch(words)
    end: Plain | str | None = {"anchor": other_session(other["which"])} if other else word
    has_length = "for" in placed or "to" in placed
    if not (has_length or "until" in placed):
        placed["until"] = end or {"condition": context.names.condition(event, kind="healing")}
        return
    if end is not None:
        raise NoForm(f"two ends: {event} and another")
    said = f"{qualifier} {context.text.lower()}"
    state = context.names.condition(event, kind="healing")
    if has_length and re.search(r"\b(?:usual|typical|normal|general|average)", qualifier):
        length = placed.pop("for", None) or placed.pop("to", None)
        placed.update({"until": {"condition": state}, "usually": length.removeprefix("about ")})
    elif re.search(
        rf"whichever (?:comes |is |happens )?(?:first|sooner|earlier)|\bor until {re.escape(words)}", said
    ):
        placed["or-until"] = state
    else:
        placed["and-until"] = state


def states(window: PrintedWindow, context: Context) -> list[Plain]:
    """Return the windows of a rule that only states bound."""
    found: list[Plain] = []
    for said in (window.until_event, window.from_event, window.while_state):
        lengths = amounts(said)
        if lengths:
            found.append(_length_in_event(said, lengths, context))
    if window.until_event and not amounts(window.until_event):
        other = OTHER_SESSION.fullmatch(tidy(window.until_event))
        word = PART_OF_DAY.get(tidy(window.until_event))
        if other:
            end: Plain | str = {"anchor": other_session(other["which"])}
            found.append({"after": "session-end", "until": end})
        elif word and context.phase not in ("pre", "contraindication"):
            found.append({"after": "session-end", "until": word})
        else:
            name = context.names.condition(window.until_event, kind="healing")
            found.append({"until": {"condition": name}})
    if window.from_event and not amounts(window.from_event):
        found.append({"since": {"condition": context.names.condition(window.from_event, kind="healing")}})
    if window.while_state and not amounts(window.while_state):
        found.append({"while": {"condition": context.names.condition(window.while_state, kind="healing")}})
    return found


def _length_in_event(said: str, lengths: list[Amount], context: Context) -> Plain:
    """Return the window of an event that is a length from something: "four weeks after healing"."""
    if len(lengths) > 1:
        raise NoForm(f"several lengths among the events: '{said}'")
    rest = tidy(f"{said[: lengths[0].start]} {said[lengths[0].end :]}")
    length = span_of_amount(lengths[0])
    if not rest:
        side, anchor = usual_side(context)
        return {"before" if side < 0 else "after": anchor, "for": length}
    found = anchored(rest, context.names)
    if found is None:
        raise NoForm(f"a length among the events: '{said}'")
    return {"before" if found[0] < 0 else "after": found[1], "for": length}
