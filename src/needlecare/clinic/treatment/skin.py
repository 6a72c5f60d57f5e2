"""The drawing of skin in six moments, with what the protocol expects at each of them.

Only the drawing is described in words of this page; every time and every sign comes from the protocol's course.
"""

from __future__ import annotations

from dataclasses import dataclass

from needlecare.clinic.common.words import say
from needlecare.engine.course import Expectation, expected_at
from needlecare.protocol.document import Sign
from needlecare.protocol.time import Duration, Unit, after, zone
from needlecare.wording.language import Speaker, first_capital

# The address of each moment, and how long after the session it lies; None is before it.
MOMENTS: tuple[tuple[str, Duration | None], ...] = (
    ("before", None),
    ("hour-0", Duration(0, Unit.HOUR)),
    ("day-1", Duration(1, Unit.DAY)),
    ("day-3", Duration(3, Unit.DAY)),
    ("day-7", Duration(7, Unit.DAY)),
    ("week-6", Duration(6, Unit.WEEK)),
)
LAYERS = ("horn", "epi", "basal", "cap", "fib", "new")
_USUAL = ("typical", "still-normal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One state of the drawing: its name, what is drawn, and what is usual then."""

    id: str
    label: str
    title: str
    drawn: str
    usual: str
    statements: tuple[str, ...]


def layers() -> list[tuple[str, str]]:
    """Return the parts of the drawing, each with its name."""
    return [(name, say(f"skin-{name}")) for name in LAYERS]


def moments(speaker: Speaker) -> list[Moment]:
    """Return the six moments in order."""
    return [_moment(speaker, name, length) for name, length in MOMENTS]


def _moment(speaker: Speaker, name: str, length: Duration | None) -> Moment:
    signs = [] if length is None else _usual(speaker, length)
    names = [speaker.text(sign.sign) for sign in signs]
    usual = first_capital(speaker.listed(names)) if names else ""
    if len(signs) == 1:
        usual = speaker.text(signs[0].says)
    return Moment(
        id=name,
        label=say(f"skin-{name}"),
        title=say(f"skin-{name}-title"),
        drawn=say(f"skin-{name}-drawn"),
        usual=usual,
        statements=tuple(dict.fromkeys(id for sign in signs for id in sign.source.statement)),
    )


def _usual(speaker: Speaker, length: Duration) -> list[Sign]:
    """Return the signs that are usual some time after a session."""
    utc = zone("UTC")
    moment = after(0, length, utc)
    found = expected_at(speaker.book, 0, moment, utc)
    return [one.sign for one in found if one.phase in _USUAL or _shows(one, moment)]


def _shows(found: Expectation, moment: int) -> bool:
    """Return whether a result may show by a moment."""
    return found.phase == "a-result" and found.limits.onset is not None and found.limits.onset <= moment
