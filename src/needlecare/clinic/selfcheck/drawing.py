"""One finding drawn as a line: the last use, the limit, and the session, where they lie in time."""

from __future__ import annotations

from dataclasses import dataclass

from needlecare.engine.screening import Finding
from needlecare.engine.timing import is_washout
from needlecare.protocol.model import Outcome
from needlecare.protocol.time import BEGINNING, END
from needlecare.wording.findings import last_use
from needlecare.wording.language import Speaker

LEFT, RIGHT = 40, 470  # of the line, in the drawing's own units


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Where the three moments lie on the line, and their days. [units of the drawing]"""

    last: int
    limit: int
    last_day: str
    limit_day: str
    session_day: str
    is_kept: bool
    right: int = RIGHT
    left: int = LEFT

    @property
    def middle(self) -> int:
        """Return where the name of the limit stands, away from both ends of the drawing."""
        return min(max(self.limit, LEFT + 60), RIGHT - 60)


def sum_of(speaker: Speaker, found: Finding) -> Sum | None:
    """Return the drawing of a finding; None where one of its moments is not known."""
    last, limit, session = last_use(found), found.limit, speaker.facts.session
    is_before = found.rule is not None and any(map(is_washout, found.rule.when))
    if last is None or limit is None or found.slack is None or not is_before or found.goes_on:
        return None
    if last.lo <= BEGINNING or last.hi >= END or not last.hi < session.hi:
        return None
    first = min(last.hi, limit.lo)
    whole = max(session.lo - first, 1)

    def place(moment: int) -> int:
        return LEFT + round((RIGHT - LEFT) * (moment - first) / whole)

    where, times = speaker.facts.zone, speaker.times
    return Sum(
        last=place(last.hi),
        limit=place(limit.lo),
        last_day=times.day(where.day_of(last.hi), short=True),
        limit_day=times.day(where.day_of(limit.lo), short=True),
        session_day=times.day(where.day_of(session.lo), short=True),
        is_kept=found.outcome is Outcome.READY,
    )
