"""The healing course: each sign by its numbers and trend, red flags without any calculation, silence kept as silence."""

import doctest
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import needlecare
from needlecare.engine.course import Status, Urgency, assess, expected_at, flags_first, is_result, limits
from needlecare.protocol.checkin import Answer, CheckIn, Level, Trend
from needlecare.protocol.model import Span
from needlecare.protocol.time import Duration, Unit, zone

LONDON = zone("Europe/London")
END = 1_796_311_800  # 3 December 2026, 15:30 in London
HOUR, DAY = 3600, 86_400
TWO_DAYS, FOUR_DAYS = Duration(2, Unit.DAY), Duration(4, Unit.DAY)
EXPECTED, WATCH, FLAG = Status.EXPECTED, Status.WATCH, Status.FLAG
BETTER, SAME, WORSE = Trend.BETTER, Trend.SAME, Trend.WORSE


@pytest.fixture(scope="module")
def book():
    return needlecare.load("microneedling", "safety")


def sign_after(book, name, seconds, answer=None, *, earlier=()):
    """Return what one sign means so long after the session."""
    check_in = CheckIn(at=END + seconds, signs={name: answer or Answer(present=True)})
    return assess(book, check_in, session_end=END, zone=LONDON, earlier=earlier).signs[0]


def there(level=None, trend=None) -> Answer:
    return Answer(present=True, level=level, trend=trend)


@pytest.mark.parametrize(
    ("name", "seconds", "trend", "status", "reason"),
    [
        # redness: typical 8 h, normal until 7 d while it fades, no growing after 24 h
        ("redness", 2 * HOUR, None, EXPECTED, "typical"),
        ("redness", 9 * HOUR, None, EXPECTED, "still-normal"),  # past the page's 8 hours, and no alarm
        ("redness", 9 * HOUR, SAME, EXPECTED, "still-normal"),
        ("redness", 9 * HOUR, WORSE, WATCH, "worsening-early"),
        ("redness", 24 * HOUR - 1, WORSE, WATCH, "worsening-early"),
        ("redness", 24 * HOUR, WORSE, FLAG, "worsening"),
        ("redness", 3 * DAY, BETTER, EXPECTED, "still-normal"),
        ("redness", 3 * DAY, SAME, WATCH, "not-fading"),
        ("redness", 3 * DAY, None, WATCH, "trend-not-known"),
        ("redness", 7 * DAY - 1, BETTER, EXPECTED, "still-normal"),
        ("redness", 7 * DAY, BETTER, FLAG, "lasting"),
        # swelling: normal until 72 h, a flag from 7 d
        ("swelling", 9 * HOUR, None, EXPECTED, "still-normal"),
        ("swelling", 71 * HOUR, BETTER, EXPECTED, "still-normal"),
        ("swelling", 72 * HOUR, BETTER, WATCH, "past-normal"),
        ("swelling", 25 * HOUR, WORSE, FLAG, "worsening"),
        ("swelling", 7 * DAY, BETTER, FLAG, "lasting"),
        # tightness and warmth, the page's other two on the day
        ("tightness", 1 * HOUR, None, EXPECTED, "typical"),
        ("tightness", 47 * HOUR, SAME, EXPECTED, "still-normal"),
        ("tightness", 48 * HOUR, BETTER, WATCH, "past-normal"),
        ("tightness", 7 * DAY, BETTER, FLAG, "lasting"),
        ("warmth", 9 * HOUR, None, EXPECTED, "still-normal"),
        ("warmth", 24 * HOUR, WORSE, FLAG, "worsening"),
        ("warmth", 48 * HOUR, BETTER, FLAG, "lasting"),
        # peeling and dryness begin later, and may grow before they fade
        ("peeling", 12 * HOUR, None, EXPECTED, "early"),
        ("peeling", 3 * DAY, WORSE, EXPECTED, "typical"),
        ("peeling", 6 * DAY + HOUR, None, EXPECTED, "still-normal"),
        ("peeling", 6 * DAY - 1, WORSE, EXPECTED, "typical"),
        ("peeling", 6 * DAY, WORSE, WATCH, "worsening-early"),
        ("peeling", 7 * DAY, BETTER, FLAG, "lasting"),
        ("dryness", 4 * DAY, WORSE, EXPECTED, "typical"),
        ("dryness", 7 * DAY, BETTER, FLAG, "lasting"),
        # the result is no symptom
        ("result", 2 * DAY, None, EXPECTED, "a-result"),
        ("result", 400 * DAY, WORSE, EXPECTED, "a-result"),
        # the other layer
        ("pain", 25 * HOUR, WORSE, FLAG, "worsening"),
        ("pain", 72 * HOUR, BETTER, FLAG, "lasting"),
        ("bleeding", 30 * 60, None, EXPECTED, "typical"),
        ("bleeding", 2 * HOUR, WORSE, FLAG, "worsening"),
        ("itch", 71 * HOUR, WORSE, EXPECTED, "typical"),
        ("itch", 72 * HOUR, WORSE, FLAG, "worsening"),
        ("bumps", 0, None, FLAG, "never-usual"),
        ("pus", 30 * DAY, BETTER, FLAG, "never-usual"),
        ("darkening", 13 * DAY, BETTER, EXPECTED, "still-normal"),
        ("darkening", 14 * DAY, BETTER, FLAG, "lasting"),
    ],
)
def test_a_sign_is_judged_by_its_numbers_and_its_trend(book, name, seconds, trend, status, reason):
    found = sign_after(book, name, seconds, there(trend=trend))

    assert (found.status, found.reasons) == (status, (reason,))


@pytest.mark.parametrize(
    ("level", "status", "reasons"),
    [
        (Level.NONE, EXPECTED, ("not-present",)),
        (Level.MILD, EXPECTED, ("typical",)),
        (Level.MODERATE, WATCH, ("stronger-than-usual",)),  # S-18 speaks of minor swelling only
        (Level.SEVERE, FLAG, ("severe",)),
    ],
)
def test_a_stronger_sign_is_a_worse_one(book, level, status, reasons):
    found = sign_after(book, "swelling", 3 * HOUR, Answer(present=level > Level.NONE, level=level))

    assert (found.status, found.reasons) == (status, reasons)


def test_a_flag_has_the_urgency_of_its_sign_and_a_severe_one_is_for_the_same_day(book):
    assert sign_after(book, "redness", 8 * DAY).urgency is Urgency.CALL_CLINIC
    assert sign_after(book, "redness", 8 * DAY, there(Level.SEVERE)).urgency is Urgency.SAME_DAY
    assert sign_after(book, "redness", 3 * DAY, there(trend=SAME)).urgency is Urgency.SELF_CARE


def test_all_reasons_of_the_worst_status_are_given(book):
    found = sign_after(book, "redness", 8 * DAY, there(Level.SEVERE, WORSE))

    assert found.reasons == ("severe", "lasting", "worsening")


def test_the_numbers_are_instants_by_the_law_of_time(book):
    week_before_the_clock_goes_forward = 1_806_000_000  # 25 March 2027, 16:00 in London
    redness = next(sign for sign in book.course if sign.id == "redness")

    found = limits(redness, week_before_the_clock_goes_forward, LONDON)

    assert found.typical.lo == week_before_the_clock_goes_forward + 2 * HOUR
    assert found.typical.hi == week_before_the_clock_goes_forward + 8 * HOUR
    assert found.worse_after == week_before_the_clock_goes_forward + 24 * HOUR
    assert (
        found.flag_from == week_before_the_clock_goes_forward + 7 * DAY - HOUR
    )  # seven days, one an hour short


def test_an_answer_carries_the_numbers_it_was_judged_by(book):
    redness = next(sign for sign in book.course if sign.id == "redness")

    assert sign_after(book, "redness", 2 * HOUR).limits == limits(redness, END, LONDON)


def test_a_sign_that_has_no_trend_is_not_held_to_one(book):
    without = [sign.id for sign in book.course if sign.trend == "none" and not is_result(sign)]

    assert without
    for name in without:
        assert sign_after(book, name, 5 * DAY, there(trend=SAME)).trend_held is True


def test_of_a_range_a_limit_takes_the_earlier_value_but_up_to_means_the_later(book):
    two_to_four, up_to = Span(TWO_DAYS, FOUR_DAYS), Span(TWO_DAYS, FOUR_DAYS, bound="up to")
    redness = next(sign for sign in book.course if sign.id == "redness")

    found = limits(replace(redness, flag_from=two_to_four, worse_after=up_to), END, LONDON)

    assert (found.flag_from, found.worse_after) == (END + 2 * DAY, END + 4 * DAY)


# --- the trend from earlier check-ins --------------------------------------------------------------------------------


def earlier_at(seconds, answer) -> CheckIn:
    return CheckIn(at=END + seconds, signs={"redness": answer})


@pytest.mark.parametrize(
    ("before", "now", "trend"),
    [
        (there(Level.MODERATE), there(Level.MILD), BETTER),
        (there(Level.MILD), there(Level.MILD), SAME),
        (there(Level.MILD), there(Level.MODERATE), WORSE),
        (Answer(present=False), there(Level.MILD), WORSE),
        (Answer(present=False), there(), WORSE),  # it came back
        (there(), there(Level.MILD), None),  # one of the two levels was not said
        (there(Level.SEVERE), there(), None),
        (there(Level.SEVERE), there(Level.MILD, WORSE), WORSE),  # what is said comes first
    ],
)
def test_a_trend_that_is_not_said_shows_in_the_levels(book, before, now, trend):
    found = sign_after(book, "redness", 2 * DAY, now, earlier=[earlier_at(DAY, before)])

    assert found.trend is trend
    assert (found.compared_with == END + DAY) is (trend is not None and now.trend is None)


def test_the_last_answer_about_the_sign_is_the_one_compared_with(book):
    entries = [
        earlier_at(20 * HOUR, there(Level.SEVERE)),
        earlier_at(30 * HOUR, there(Level.MILD)),
        earlier_at(40 * HOUR, Answer(present=None)),
        CheckIn(at=END + 45 * HOUR, signs={"itch": there(Level.MILD)}),
        earlier_at(60 * HOUR, there(Level.SEVERE)),  # later than the one that is decided
        earlier_at(-HOUR, there(Level.SEVERE)),  # before the session
    ]

    found = sign_after(book, "redness", 2 * DAY, there(Level.MODERATE), earlier=entries)

    assert (found.trend, found.compared_with) == (WORSE, END + 30 * HOUR)
    assert found.trend_held is False


@pytest.mark.parametrize(
    ("seconds", "counts"), [(-1, False), (0, True), (2 * DAY - 1, True), (2 * DAY, False)]
)
def test_only_answers_after_the_session_and_before_this_one_are_compared_with(book, seconds, counts):
    found = sign_after(
        book, "redness", 2 * DAY, there(Level.MILD), earlier=[earlier_at(seconds, there(Level.SEVERE))]
    )

    assert (found.trend is BETTER) is counts


# --- red flags and silence -------------------------------------------------------------------------------------------


def test_an_emergency_needs_no_session_and_no_calculation(book):
    check_in = CheckIn(at=END, flags={"breathing": True, "fever": True}, signs={"redness": there()})

    course = assess(book, check_in, session_end=None, zone=LONDON)

    assert (course.status, course.urgency) == (FLAG, Urgency.EMERGENCY)
    assert [found.flag.id for found in course.flags] == ["breathing", "fever"]


def test_without_a_session_no_time_bound_sign_is_called_expected(book):
    answers = {"redness": there(), "pus": there(), "pain": there(Level.SEVERE), "itch": Answer(present=False)}

    course = assess(book, CheckIn(at=END, signs=answers), session_end=None, zone=LONDON)

    assert {found.sign.id: (found.status, found.reasons) for found in course.signs} == {
        "pain": (FLAG, ("severe",)),
        "pus": (FLAG, ("never-usual",)),
        "redness": (WATCH, ("session-not-known",)),
        "itch": (EXPECTED, ("not-present",)),
    }
    assert all(found.limits is None for found in course.signs)


def test_red_flags_are_shown_most_urgent_first(book):
    urgencies = [Urgency[flag.level.upper().replace("-", "_")] for flag in flags_first(book)]

    assert urgencies == sorted(urgencies, reverse=True)
    assert urgencies[0] is Urgency.EMERGENCY
    assert urgencies[-1] is Urgency.SELF_CARE


def test_usual_healing_is_no_flag(book):
    course = assess(book, CheckIn(at=END, flags={"usual-and-fading": True}), session_end=END, zone=LONDON)

    assert (course.status, course.urgency) == (EXPECTED, Urgency.SELF_CARE)


def test_silence_is_listed_and_not_taken_for_fine(book):
    course = assess(book, CheckIn(at=END + HOUR), session_end=END, zone=LONDON)

    assert course.status is None
    assert not course.is_complete
    assert {sign.id for sign in course.unanswered_signs} == {s.id for s in book.course if not is_result(s)}
    assert {flag.id for flag in course.unanswered_flags} == {
        flag.id for flag in book.red_flags if flag.level != "self-care"
    }


def test_not_sure_is_not_an_answer(book):
    said = CheckIn(at=END + HOUR, signs={"redness": Answer(present=None)}, flags={"fever": None})

    course = assess(book, said, session_end=END, zone=LONDON)

    assert course.status is None
    assert "redness" in {sign.id for sign in course.unanswered_signs}
    assert "fever" in {flag.id for flag in course.unanswered_flags}


def test_a_check_in_that_answers_everything_is_complete(book):
    signs = {sign.id: Answer(present=False) for sign in book.course}
    flags = {flag.id: False for flag in book.red_flags}

    course = assess(book, CheckIn(at=END, signs=signs, flags=flags), session_end=END, zone=LONDON)

    assert course.is_complete
    assert course.status is EXPECTED


@pytest.mark.parametrize(
    ("check_in", "words"),
    [
        (CheckIn(at=END - 1), "before the end of the session"),
        (CheckIn(at=END, signs={"hiccups": Answer(present=True)}), "'hiccups'"),
        (CheckIn(at=END, flags={"hiccups": True}), "'hiccups'"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(book, check_in, words):
    with pytest.raises(ValueError, match=words):
        assess(book, check_in, session_end=END, zone=LONDON)


def test_a_level_and_an_absence_cannot_both_be_said():
    with pytest.raises(ValueError, match="level severe cannot be False"):
        Answer(present=False, level=Level.SEVERE)


# --- what is normal at one instant -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "seconds", "phase", "status"),
    [
        ("redness", 0, "typical", EXPECTED),
        ("redness", 8 * HOUR, "still-normal", EXPECTED),
        ("redness", 7 * DAY, "lasting", FLAG),
        ("swelling", 72 * HOUR, "past-normal", WATCH),
        ("peeling", 23 * HOUR, "early", EXPECTED),
        ("peeling", 24 * HOUR, "typical", EXPECTED),
        ("bumps", 0, "never-usual", FLAG),
        ("result", DAY, "a-result", EXPECTED),
    ],
)
def test_at_one_instant_each_sign_has_a_phase(book, name, seconds, phase, status):
    found = {e.sign.id: e for e in expected_at(book, END, END + seconds, LONDON)}

    assert (found[name].phase, found[name].status) == (phase, status)
    assert len(found) == len(book.course)


def test_nothing_is_expected_before_the_session_has_ended(book):
    with pytest.raises(ValueError, match="before the session has ended"):
        expected_at(book, END, END - 1, LONDON)


# --- laws ------------------------------------------------------------------------------------------------------------

TRENDS = (BETTER, None, SAME, WORSE)
LEVELS = (Level.MILD, Level.MODERATE, Level.SEVERE)


def moments_of(sign) -> list[int]:
    """Return the seconds at which a sign's answer can change, and the ones around."""
    found = limits(sign, END, LONDON)
    points = {END, found.typical.lo, found.typical.hi}
    points |= {found.onset, found.normal_until, found.flag_from, found.worse_after} - {None}
    return sorted({point + step - END for point in points for step in (-1, 0, 1) if point + step >= END})


def at_every_moment(book, others):
    return [(sign, s, other) for sign in book.course for s, other in product(moments_of(sign), others)]


def rises(found) -> bool:
    """Return whether neither status nor urgency ever falls."""
    return all(one.status <= then.status and one.urgency <= then.urgency for one, then in pairwise(found))


def test_a_worse_trend_never_gives_a_better_answer(book):
    for sign, seconds, level in at_every_moment(book, (None, *LEVELS)):
        found = [sign_after(book, sign.id, seconds, there(level, trend)) for trend in TRENDS]

        assert rises(found), (sign.id, seconds, level)


def test_a_higher_level_never_gives_a_better_answer(book):
    for sign, seconds, trend in at_every_moment(book, TRENDS):
        found = [sign_after(book, sign.id, seconds, there(level, trend)) for level in LEVELS]
        none = sign_after(book, sign.id, seconds, Answer(present=False))

        assert rises([none, *found]), (sign.id, seconds)


def test_a_flag_stays_a_flag_as_long_as_the_sign_stays_the_same(book):
    for sign, level, trend in product(book.course, (None, *LEVELS), TRENDS):
        statuses = [sign_after(book, sign.id, s, there(level, trend)).status for s in moments_of(sign)]
        flags = [status is FLAG for status in statuses]

        assert flags == sorted(flags), (sign.id, level, trend)


def test_what_is_normal_at_an_instant_is_what_a_mild_fading_sign_is_then(book):
    for sign, seconds, _ in at_every_moment(book, (None,)):
        answer = sign_after(book, sign.id, seconds, there(Level.MILD, BETTER))
        found = next(e for e in expected_at(book, END, END + seconds, LONDON) if e.sign is sign)

        assert (answer.status, answer.reasons) == (found.status, (found.phase,))


@pytest.mark.broad
@settings(max_examples=200, deadline=None)
@given(st.data())
def test_one_more_red_flag_or_sign_never_makes_the_whole_better(book, data):
    answers = st.builds(there, st.sampled_from((None, *LEVELS)), st.sampled_from(TRENDS))
    signs = data.draw(st.dictionaries(st.sampled_from([s.id for s in book.course]), answers))
    ids = [flag.id for flag in book.red_flags]
    flags = data.draw(st.dictionaries(st.sampled_from(ids), st.sampled_from((True, False, None))))
    seconds = data.draw(st.integers(0, 20 * DAY))
    session_end = data.draw(st.sampled_from((END, None)))
    more = {**flags, data.draw(st.sampled_from(ids)): True}

    def whole(some_flags, some_signs):
        check_in = CheckIn(at=END + seconds, signs=some_signs, flags=some_flags)
        found = assess(book, check_in, session_end=session_end, zone=LONDON)
        return (-1 if found.status is None else found.status, found.urgency)

    levels = [whole(flags, {}), whole(flags, signs), whole(more, signs)]
    for less, then in pairwise(levels):
        assert less[0] <= then[0]
        assert less[1] <= then[1]


def test_the_page_that_explains_this_shows_what_is_printed():
    page = Path(__file__).parents[2] / "docs" / "explanation" / "healing-course.md"

    found = doctest.testfile(str(page), module_relative=False)

    assert found.attempted > 5
    assert found.failed == 0
