"""For which moment to plan: the session that was asked about, or the first after every wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from needlecare.protocol.model import Outcome
from needlecare.protocol.time import Interval
from needlecare.wording.language import Speaker

if TYPE_CHECKING:
    from needlecare.answering.case import Case
    from needlecare.engine.screening import Verdict


def for_planning(case: Case, verdict: Verdict) -> Case | None:
    """Return the case to plan for: as asked, or at the same hour on the first day that is certainly free of waits.

    None where the session is out of the question, or has to wait without a date.
    """
    if verdict.outcome < Outcome.WAIT:
        return case
    if verdict.outcome is Outcome.STOP or verdict.certain is None:
        return None
    first = at_same_hour(case, verdict.certain)
    facts = case.facts.on(Interval(first, first))
    return replace(case, facts=facts, speaker=Speaker(case.book, facts, case.speaker.language))


def at_same_hour(case: Case, earliest: int) -> int:
    """Return the first moment at or after `earliest` at the session's hour; `earliest` itself where none is known."""
    session, where = case.facts.session, case.facts.zone
    if not session.is_exact:
        return earliest
    clock = where.local(session.lo).time()
    day = where.day_of(earliest)
    moments = (where.first_reaching(datetime.combine(day + timedelta(days=n), clock)) for n in (0, 1))
    return next(moment for moment in moments if moment >= earliest)
