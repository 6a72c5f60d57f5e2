"""How the skin heals: what is expected after a session, what to watch, and what needs help.

Each sign has a typical end, a time until which it is still normal, one from which it is a flag, and one after which it
must not grow; all run from the session's end by the law of time. Bounds are half-open: normal before "normal until", a
flag at and after "flag from". Red flags need no calculation and no session. Reasons are codes; words are another layer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum

from needlecare.protocol.checkin import Answer, CheckIn, Level, Trend
from needlecare.protocol.document import RedFlag, Sign
from needlecare.protocol.model import Span
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Truth
from needlecare.protocol.time import Instant, Interval, Zone, after
from needlecare.protocol.values import dataclass


class Status(IntEnum):
    """What a check-in says of a sign, from best to worst."""

    EXPECTED = 0
    WATCH = 1
    FLAG = 2

    @property
    def word(self) -> str:
        return self.name.lower()


class Urgency(IntEnum):
    """How soon to get help, from least to most."""

    SELF_CARE = 0
    CALL_CLINIC = 1
    SAME_DAY = 2
    EMERGENCY = 3

    @property
    def word(self) -> str:
        return self.name.lower().replace("_", "-")


URGENCY = {urgency.word: urgency for urgency in Urgency}

# A severe sign is never a mere call within the day: the red flag for severe pain asks for help the same day.
SEVERE = Urgency.SAME_DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The numbers of one sign as instants; None where the protocol gives none.

    `typical` holds the earlier and the later usual end.
    """

    onset: Instant | None
    typical: Interval
    normal_until: Instant | None
    flag_from: Instant | None
    worse_after: Instant | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignAnswer:
    """What one answered sign means, with its proof.

    `trend` is what was said, or what levels show against the check-in at `compared_with`. `trend_held` is None where
    the trend is not known. `reasons` are the codes that make the status what it is: not-present, a-result, early,
    typical, still-normal, past-normal, lasting, never-usual, stronger-than-usual, severe, worsening, worsening-early,
    not-fading, trend-not-known, session-not-known.
    """

    sign: Sign
    answer: Answer
    status: Status
    urgency: Urgency
    limits: Limits | None
    trend: Trend | None
    trend_held: Truth
    compared_with: Instant | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagAnswer:
    """A red flag that was answered with yes."""

    flag: RedFlag
    status: Status
    urgency: Urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What a check-in means: red flags first, then signs, each worst first.

    `status` and `urgency` are the worst of all; `status` is None where nothing was said. What is unanswered is listed,
    never taken for fine.
    """

    status: Status | None
    urgency: Urgency
    flags: tuple[FlagAnswer, ...]
    signs: tuple[SignAnswer, ...]
    unanswered_flags: tuple[RedFlag, ...]
    unanswered_signs: tuple[Sign, ...]
    check_in: CheckIn
    digest: str

    @property
    def is_complete(self) -> bool:
        """Return whether every red flag and every sign was answered."""
        return not (self.unanswered_flags or self.unanswered_signs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What one sign means if it is there at one moment.

    `phase` is early, typical, still-normal, past-normal, lasting, never-usual or a-result.
    """

    sign: Sign
    phase: str
    status: Status
    limits: Limits


def flags_first(book: Rulebook) -> tuple[RedFlag, ...]:
    """Return the red flags to show before anything is asked, most urgent first; each id once."""
    unique: dict[str, RedFlag] = {}
    for flag in book.red_flags:
        unique.setdefault(flag.id, flag)
    return tuple(sorted(unique.values(), key=lambda flag: -URGENCY[flag.level]))


def assess(
    book: Rulebook,
    check_in: CheckIn,
    *,
    session_end: Instant | None,
    zone: Zone,
    earlier: Iterable[CheckIn] = (),
) -> Course:
    """Return what the answers of a check-in mean.

    Parameters
    ----------
    session_end : int or None
        None where no session is known: red flags still count, and no time-bound sign is called expected. [s]
    earlier : iterable of CheckIn
        Earlier check-ins of the same session; where a trend is not said, levels are compared with the last of them.

    Raises
    ------
    ValueError
        If the check-in comes before the session's end, or names what the rulebook does not.
    """
    known_signs, known_flags = {sign.id: sign for sign in book.course}, flags_first(book)
    _refuse_unknown(check_in, known_signs, {flag.id for flag in known_flags})
    if session_end is not None and check_in.at < session_end:
        raise ValueError("a check-in cannot come before the end of the session; mend one of the two times")
    past = [
        entry
        for entry in earlier
        if entry.at < check_in.at and (session_end is None or entry.at >= session_end)
    ]
    past.sort(key=lambda entry: -entry.at)
    flags = tuple(_flagged(flag) for flag in known_flags if check_in.flags.get(flag.id))
    signs = tuple(
        sorted(
            (
                _sign(known_signs[name], answer, check_in.at, session_end, zone, past)
                for name, answer in check_in.signs.items()
                if answer.present is not None
            ),
            key=lambda found: (-found.status, -found.urgency),
        )
    )
    found = [
        *((flag.status, flag.urgency) for flag in flags),
        *((sign.status, sign.urgency) for sign in signs),
    ]
    if any(said is False for said in check_in.flags.values()):
        found.append((Status.EXPECTED, Urgency.SELF_CARE))
    return Course(
        status=max((status for status, _ in found), default=None),
        urgency=max((urgency for _, urgency in found), default=Urgency.SELF_CARE),
        flags=flags,
        signs=signs,
        unanswered_flags=tuple(
            flag
            for flag in known_flags
            if check_in.flags.get(flag.id) is None and URGENCY[flag.level] > Urgency.SELF_CARE
        ),
        unanswered_signs=tuple(sign for sign in book.course if _is_open(sign, check_in)),
        check_in=check_in,
        digest=book.digest,
    )


def expected_at(book: Rulebook, session_end: Instant, moment: Instant, zone: Zone) -> tuple[Expectation, ...]:
    """Return, for every sign, what it would mean at a moment if it is there, strength and trend aside.

    Raises
    ------
    ValueError
        If the moment comes before the session's end.
    """
    if moment < session_end:
        raise ValueError("nothing is expected before the session has ended; give a later moment")
    found = []
    for sign in book.course:
        numbers = limits(sign, session_end, zone)
        status, phase = _phase(sign, numbers, moment)
        found.append(Expectation(sign=sign, phase=phase, status=status, limits=numbers))
    return tuple(found)


def limits(sign: Sign, session_end: Instant, zone: Zone) -> Limits:
    """Return the numbers of a sign as instants; of a range, a limit takes the earlier value and so speaks sooner."""

    def at(span: Span | None) -> Instant | None:
        if span is None:
            return None
        return after(session_end, span.advised if span.bound == "up to" else span.floor, zone)

    return Limits(
        onset=at(sign.onset),
        typical=Interval(
            after(session_end, sign.typical.floor, zone), after(session_end, sign.typical.advised, zone)
        ),
        normal_until=at(sign.normal_until),
        flag_from=at(sign.flag_from),
        worse_after=at(sign.worse_after),
    )


# --- one sign --------------------------------------------------------------------------------------------------------


def is_result(sign: Sign) -> bool:
    """Return whether a sign is a result to look forward to: it has no limit that could be passed."""
    return sign.normal_until is None and sign.flag_from is None and sign.worse_after is None


def _sign(
    sign: Sign, answer: Answer, moment: Instant, session_end: Instant | None, zone: Zone, past: list[CheckIn]
) -> SignAnswer:
    numbers = None if session_end is None else limits(sign, session_end, zone)
    trend, compared_with = _trend(sign, answer, past)
    held = _held(sign, trend, moment, numbers)
    found = list(_verdicts(sign, answer, moment, numbers, trend, held))
    status = max(status for status, _ in found)
    reasons = tuple(reason for level, reason in found if level is status)
    return SignAnswer(
        sign=sign,
        answer=answer,
        status=status,
        urgency=_urgency(sign, status, reasons),
        limits=numbers,
        trend=trend,
        trend_held=held if answer.present else None,
        compared_with=compared_with,
        reasons=reasons,
    )


def _verdicts(
    sign: Sign, answer: Answer, moment: Instant, numbers: Limits | None, trend: Trend | None, held: Truth
) -> Iterator[tuple[Status, str]]:
    """Yield everything that speaks of an answer; the worst decides."""
    if not answer.present:
        yield Status.EXPECTED, "not-present"
        return
    if is_result(sign):
        yield Status.EXPECTED, "a-result"
        return
    if answer.level is Level.SEVERE:
        yield Status.FLAG, "severe"
    elif answer.level is Level.MODERATE:
        yield Status.WATCH, "stronger-than-usual"
    if numbers is None:
        yield (Status.FLAG, "never-usual") if _is_never_usual(sign) else (Status.WATCH, "session-not-known")
        return
    yield _phase(sign, numbers, moment)
    if trend is Trend.WORSE and numbers.worse_after is not None and moment >= numbers.worse_after:
        yield Status.FLAG, "worsening"
    elif held is False:
        yield Status.WATCH, "worsening-early" if trend is Trend.WORSE else "not-fading"
    elif held is None and sign.trend != "none" and moment >= _settling(numbers):
        yield Status.WATCH, "trend-not-known"


def _phase(sign: Sign, numbers: Limits, moment: Instant) -> tuple[Status, str]:
    """Return what time alone says of a sign that is there."""
    if is_result(sign):
        return Status.EXPECTED, "a-result"
    if numbers.flag_from is not None and moment >= numbers.flag_from:
        return Status.FLAG, "never-usual" if _is_never_usual(sign) else "lasting"
    if numbers.normal_until is not None and moment >= numbers.normal_until:
        return Status.WATCH, "past-normal"
    if numbers.onset is not None and moment < numbers.onset:
        return Status.EXPECTED, "early"
    return Status.EXPECTED, "typical" if moment < numbers.typical.hi else "still-normal"


def _is_never_usual(sign: Sign) -> bool:
    return sign.flag_from is not None and sign.flag_from.advised.amount == 0


def _settling(numbers: Limits) -> Instant:
    """Return from when on a sign must be seen to fade: past its usual end, and where growing would be a flag."""
    return max(numbers.typical.hi, numbers.worse_after or numbers.typical.hi)


def _trend(sign: Sign, answer: Answer, past: list[CheckIn]) -> tuple[Trend | None, Instant | None]:
    """Return the trend said, or the one levels show, with the moment of the answer compared with."""
    if answer.trend is not None or not answer.present:
        return answer.trend, None
    for entry in past:
        last = entry.signs.get(sign.id)
        if last is None or last.present is None:
            continue
        if not last.present:
            return Trend.WORSE, entry.at  # it was gone, or had not begun
        if last.level is None or answer.level is None:
            return None, None
        return Trend((answer.level > last.level) - (answer.level < last.level)), entry.at
    return None, None


def _held(sign: Sign, trend: Trend | None, moment: Instant, numbers: Limits | None) -> Truth:
    """Return whether a sign goes the way it should; None where its trend is not known."""
    if trend is None:
        return None
    if trend is Trend.WORSE:
        return sign.trend == "starts-later" and numbers is not None and moment < numbers.typical.hi
    if trend is Trend.BETTER or sign.trend == "none":
        return True
    return numbers is not None and moment < _settling(numbers)


def _urgency(sign: Sign, status: Status, reasons: tuple[str, ...]) -> Urgency:
    if status is not Status.FLAG:
        return Urgency.SELF_CARE
    own = URGENCY[sign.level]
    return max(own, SEVERE) if "severe" in reasons else own


# --- red flags and what is open --------------------------------------------------------------------------------------


def _flagged(flag: RedFlag) -> FlagAnswer:
    urgency = URGENCY[flag.level]
    status = Status.FLAG if urgency > Urgency.SELF_CARE else Status.EXPECTED
    return FlagAnswer(flag=flag, status=status, urgency=urgency)


def _is_open(sign: Sign, check_in: CheckIn) -> bool:
    said = check_in.signs.get(sign.id)
    return not is_result(sign) and (said is None or said.present is None)


def _refuse_unknown(check_in: CheckIn, signs: dict[str, Sign], flags: set[str]) -> None:
    unknown = [*(name for name in check_in.signs if name not in signs), *(check_in.flags.keys() - flags)]
    if unknown:
        raise ValueError(f"the rulebook names no sign or red flag {unknown[0]!r}")
