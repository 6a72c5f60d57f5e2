"""Check-in files: what they hold, what is refused and in which words, and the published schema."""

import pytest
from jsonschema import Draft202012Validator

import needlecare
from needlecare.protocol.checkin import DIARY, Answer, Level, Trend, checkins, read_checkins
from needlecare.protocol.reader import BadFile, read_text

NOW = 1_797_000_000  # 11 December 2026, 14:40 in London
END = 1_796_311_800  # 3 December 2026, 15:30 in London


@pytest.fixture(scope="module")
def book():
    return needlecare.load("microneedling", "safety")


def said(*check_ins, **more):
    return {"zone": "Europe/London", "session-end": "2026-12-03T15:30", "check-ins": list(check_ins), **more}


def test_a_diary_holds_its_check_ins_oldest_first(book):
    diary = checkins(
        said(
            {"at": "2026-12-05T09:00", "signs": {"redness": "mild"}, "flags": {"fever": "no"}},
            {"at": "2026-12-04T09:00", "signs": {"redness": "moderate"}},
        ),
        book,
        now=NOW,
    )

    assert diary.session_end == END
    assert [entry.at - END for entry in (*diary.earlier, diary.latest)] == [63_000, 149_400]
    assert diary.latest.signs["redness"] == Answer(present=True, level=Level.MILD)
    assert diary.latest.flags == {"fever": False}


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("yes", Answer(present=True)),
        (True, Answer(present=True)),
        ("no", Answer(present=False)),
        (False, Answer(present=False)),
        ("not-sure", Answer(present=None)),
        ("none", Answer(present=False, level=Level.NONE)),
        ("severe", Answer(present=True, level=Level.SEVERE)),
        ({"level": "mild", "trend": "better"}, Answer(present=True, level=Level.MILD, trend=Trend.BETTER)),
        ({"trend": "worse"}, Answer(present=True, trend=Trend.WORSE)),
        ({"present": True, "words": "a bit"}, Answer(present=True, words="a bit")),
        ({"words": "hard to say"}, Answer(present=None, words="hard to say")),
    ],
)
def test_a_sign_is_a_word_or_a_mapping(book, written, answer):
    diary = checkins(said({"at": "2026-12-05T09:00", "signs": {"redness": written}}), book, now=NOW)

    assert diary.latest.signs["redness"] == answer


def test_where_only_the_start_is_known_the_session_has_the_usual_length(book):
    file = {"zone": "Europe/London", "session": "2026-12-03T14:30", "check-ins": {"at": "2026-12-03T16:00"}}

    assert checkins(file, book, now=NOW).session_end == END


def test_a_check_in_without_a_session_is_read_for_its_red_flags(book):
    file = {"zone": "Europe/London", "check-ins": {"at": "2026-12-03T16:00", "flags": {"breathing": "yes"}}}

    diary = checkins(file, book, now=NOW)

    assert diary.session_end is None
    assert diary.latest.flags == {"breathing": True}


def test_a_vague_end_of_the_session_counts_from_its_earlier_end(book):
    diary = checkins(
        said({"at": "2026-12-05T09:00"}, **{"session-end": "about 2026-12-03T15:30"}), book, now=NOW
    )

    assert diary.session_end == END - 3 * 3600


def test_the_zone_can_come_from_outside(book):
    root = read_text("check-ins: {at: 2026-12-05T09:00}", name="c.yaml")

    assert (
        read_checkins(root, book, name="c.yaml", now=NOW, zone_key="Europe/London").zone.key
        == "Europe/London"
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "[]",
            "c.yaml:1:1: expected check-ins, a mapping with zone, session-end and check-ins, found an empty list",
        ),
        (
            "check-ins: {at: 2026-12-05T09:00}",
            "c.yaml:1:1: key 'zone' is missing; add the clinic's zone, such as 'zone: Europe/London'",
        ),
        ("zone: Europe/London", "c.yaml:1:1: key 'check-ins' is missing; add it"),
        (
            "zone: Europe/Londn\ncheck-ins: {at: 2026-12-05T09:00}",
            "c.yaml:1:7: zone 'Europe/Londn' is not known (did you mean 'Europe/London'?); "
            "use a name such as Europe/London",
        ),
        (
            "zone: UTC\nsession-end: 2026-12-03\ncheck-ins: {at: 2026-12-05T09:00}",
            "c.yaml:2:14: signs are counted in hours; add the time of day, as in 2026-12-03T14:30",
        ),
        (
            "zone: UTC\nsession: 2026-12-03T15:00\nsession-end: 2026-12-03T14:00\ncheck-ins: {at: 2026-12-05T09:00}",
            "c.yaml:3:14: the session ends before it starts; mend one of the two",
        ),
        (
            "zone: UTC\nsession-end: 2026-12-03T15:00\ncheck-ins:\n- at: 2026-12-03T14:59",
            "c.yaml:4:7: this check-in comes before the end of the session; mend its time, or the session's",
        ),
        (
            "zone: UTC\ncheck-ins:\n- at: 2026-12-12T09:00",
            "c.yaml:3:7: this check-in lies in the future; mend its time, or wait until then",
        ),
        (
            "zone: UTC\ncheck-ins: {at: 2026-12-05}",
            "c.yaml:2:17: a check-in is a moment; add the time of day, as in 2026-12-04T09:00",
        ),
        (
            "zone: UTC\ncheck-ins:\n- at: 2026-12-05T09:00\n- at: 2026-12-05T09:00",
            "c.yaml:3:1: two check-ins have the same time; join them, or mend one of the times",
        ),
        (
            "zone: UTC\ncheck-ins: {at: 2026-12-05T09:00, signs: {rednes: mild}}",
            "c.yaml:2:43: sign 'rednes' is not known (did you mean 'redness'?)",
        ),
        (
            "zone: UTC\ncheck-ins: {at: 2026-12-05T09:00, signs: {fever: mild}}",
            "c.yaml:2:43: sign 'fever' is not known; put it under 'flags'",
        ),
        (
            "zone: UTC\ncheck-ins: {at: 2026-12-05T09:00, flags: {hiccups: yes}}",
            "c.yaml:2:43: red flag 'hiccups' is not known; this protocol does not name it",
        ),
        (
            "zone: UTC\ncheck-ins: {at: 2026-12-05T09:00, signs: {redness: milld}}",
            "c.yaml:2:52: expected one of yes, no, not-sure, none, mild, moderate, severe, or a mapping such as "
            "{level: mild, trend: better}, found 'milld' (did you mean 'mild'?)",
        ),
        (
            "zone: UTC\ncheck-ins: {at: 2026-12-05T09:00, signs: {redness: {present: no, level: mild}}}",
            "c.yaml:2:53: 'present' and 'level' contradict each other; keep one",
        ),
        (
            "zone: UTC\ncheck-ins: {at: 2026-12-05T09:00, signs: {redness: {present: no, trend: same}}}",
            "c.yaml:2:66: a sign that is not there has no trend; remove it",
        ),
        (
            "zone: UTC\ncheck-ins: {at: 2026-12-05T09:00, flags: {fever: maybe}}",
            "c.yaml:2:50: expected yes, no or not-sure, found 'maybe'",
        ),
    ],
)
def test_each_defect_has_its_words(book, text, problem):
    with pytest.raises(BadFile) as caught:
        read_checkins(read_text(text, name="c.yaml"), book, name="c.yaml", now=NOW)

    assert str(caught.value) == problem


def test_the_written_form_reads_as_the_same_diary(book):
    file = said(
        {
            "at": "2026-12-04T09:00",
            "signs": {"redness": "moderate", "itch": "not-sure"},
            "flags": {"fever": "not-sure"},
        },
        {
            "at": "2026-12-05T09:00",
            "signs": {"redness": {"level": "mild", "trend": "better", "words": "less"}},
        },
    )
    diary = checkins(file, book, now=NOW)
    entries = [{"at": "2026-12-04T09:00"}, {"at": "2026-12-05T09:00"}]
    fields = DIARY.table["check-ins"].kind.item.table
    for entry, read in zip(entries, diary.entries, strict=True):
        entry["signs"] = fields["signs"].kind.write(read.signs)
        entry["flags"] = fields["flags"].kind.write(read.flags)

    assert checkins(said(*entries), book, now=NOW) == diary


def test_the_schema_takes_what_the_reader_takes(book):
    schema = Draft202012Validator(DIARY.schema())
    good = said(
        {
            "at": "2026-12-04T09:00",
            "signs": {"redness": {"level": "mild"}, "itch": "no"},
            "flags": {"fever": True},
        }
    )

    Draft202012Validator.check_schema(DIARY.schema())
    assert schema.is_valid(good)
    assert not schema.is_valid(said({"at": "2026-12-04T09:00", "signs": {"redness": "milld"}}))
    assert not schema.is_valid({"zone": "UTC"})
