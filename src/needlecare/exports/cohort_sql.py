"""The tables, and the one statement that joins them in any database.

Beside the joins themselves, only whole-number arithmetic, CASE, MAX and GROUP BY are used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from needlecare.exports.cohort_batch import NEVER_DAY, OPEN_DAY
from needlecare.exports.tables import RuleTables, Verdict, weight_of
from needlecare.protocol.model import Outcome
from needlecare.protocol.time import BEGINNING, END

# Wall seconds need 64 bits, and so does what they are multiplied with.
LONG = (
    "lo",
    "hi",
    "session_lo",
    "session_hi",
    "advised",
    "floor",
    "onward",
    "certain",
    "possible",
    "advised_moves",
    "floor_moves",
    "onward_moves",
)
TABLES = {
    "uses": "client ladder lo lo_day hi hi_day session_lo session_hi session_day",
    "answers": "client answer",
    "waits": "ladder place spans span until perhaps ask_mild ask_fail mild mixed fail",
    "verdicts": "answer weight certain possible",
    "calendar": "slot advised advised_moves floor floor_moves onward onward_moves",
}

# A limit, or the end of a wait, is the time it is counted from plus a shift; where nothing moves it, the shift alone.
ANSWERS = """
SELECT client, MAX(weight) AS weight, MAX(certain) AS certain, MAX(possible) AS possible
FROM (
  SELECT u.client AS client,
    CASE WHEN u.hi <= u.session_lo * s.advised_moves + s.advised THEN 0
         WHEN u.hi <= u.session_lo * s.floor_moves + s.floor THEN
           CASE WHEN u.lo <= u.session_hi * s.advised_moves + s.advised THEN w.ask_mild ELSE w.mild END
         WHEN u.lo <= u.session_hi * s.advised_moves + s.advised THEN w.ask_fail
         WHEN u.lo <= u.session_hi * s.floor_moves + s.floor THEN w.mixed
         ELSE w.fail END AS weight,
    u.hi * h.onward_moves + h.onward AS certain,
    u.lo * l.onward_moves + l.onward AS possible
  FROM uses u
  JOIN waits w ON w.ladder = u.ladder
  JOIN calendar s ON s.slot = u.session_day * w.spans + w.span
  JOIN calendar h ON h.slot = u.hi_day * w.spans + w.until
  JOIN calendar l ON l.slot = u.lo_day * w.spans + w.perhaps
  UNION ALL
  SELECT a.client, v.weight, v.certain, v.possible
  FROM answers a JOIN verdicts v ON v.answer = a.answer
) findings
GROUP BY client
"""


def rule_rows(tables: RuleTables) -> list[tuple[int, ...]]:
    """Return the rule table: a rule's lengths by number, and the weights of what it may say.

    `span` is the length of its limits, `until` and `perhaps` that of the earliest dates, certain and possible; a length
    without a date has the number past all others. The weights are of a last use that may be past the advised value, or past
    the floor, while it may also keep the rule (`ask_mild`, `ask_fail`); is past the advised value (`mild`), perhaps past
    the floor (`mixed`); or is past the floor (`fail`).
    """
    nowhere = len(tables.spans)
    rows = []
    for ladder, place, number, mild, fail, sure, dates in tables.waits:
        span = nowhere if number < 0 else number
        ends = [(0, mild), (0, fail), (mild, mild), (mild, fail), (fail, fail)]
        weights = [weight_of(Outcome(best if sure else 0), Outcome(worst), place) for best, worst in ends]
        until, perhaps = (span if dates else nowhere), (span if dates and sure else nowhere)
        rows.append((ladder, place, nowhere + 1, span, until, perhaps, *weights))
    return rows


def calendar_rows(tables: RuleTables, days: Iterable[int]) -> list[tuple[int, ...]]:
    """Return the calendar table; a slot is a day times the number of lengths, plus the number of the length.

    A length without a date is kept only by no use at all, and ends no wait. No use, and one of which nothing is known, have
    days of their own.
    """
    nowhere = len(tables.spans)
    found = [day for day in days if day not in (NEVER_DAY, OPEN_DAY)]
    rows: list[tuple[int, ...]] = [
        (step.day * (nowhere + 1) + step.span, *_moving(step[2:4]), *_moving(step[4:6]), *_moving(step[6:]))
        for step in tables.calendar(found)
    ]
    dateless = (BEGINNING, 0, BEGINNING, 0, BEGINNING, 0)
    rows += [(day * (nowhere + 1) + nowhere, *dateless) for day in (*found, NEVER_DAY, OPEN_DAY)]
    for day, end in ((NEVER_DAY, BEGINNING), (OPEN_DAY, END)):
        rows += [(day * (nowhere + 1) + span, end, 0, end, 0, end, 0) for span in range(nowhere)]
    return rows


def verdict_rows(verdicts: Sequence[Verdict]) -> list[tuple[int, ...]]:
    """Return the weights of answers by their numbers, and the dates that they leave."""
    return [
        (number, weight, END if certain else BEGINNING, END if possible else BEGINNING)
        for number, (weight, certain, possible) in enumerate(verdicts)
    ]


def _moving(step: Sequence[int]) -> tuple[int, int]:
    second, is_fixed = step
    return second, 1 - is_fixed
