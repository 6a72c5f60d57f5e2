"""What people type about products and procedures."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from needlecare.protocol.facts import facts
from needlecare.protocol.load import load
from needlecare.substances import understand

DATA = Path(__file__).parents[1] / "data"
WEDNESDAY = date(2026, 3, 11)


def own_phrases() -> list[dict[str, str]]:
    with (DATA / "products" / "phrases.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def given_phrases() -> list[dict]:
    lines = (DATA / "products-dev" / "free_text.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("row", own_phrases(), ids=lambda row: row["text"] or "nothing")
def test_a_phrase_gives_class_and_days(row):
    today = date.fromisoformat(row["today"])
    phrase = understand(row["text"], today=today)
    days = [int(row[end]) if row[end] else None for end in ("least", "most")]

    assert phrase.verdict == row["verdict"]
    assert sorted({group for use in phrase.uses for group in use.groups}) == sorted(row["classes"].split())
    assert any(use.is_ongoing for use in phrase.uses) == (row["ongoing"] == "yes")
    for use in phrase.uses:
        found = list(use.when[0].days_ago(today)) if len(use.when) == 1 else [None, None]
        assert found == days


def test_of_the_given_phrases_95_of_100_are_right_the_rest_is_asked_and_none_is_wrong():
    right, wrong = 0, []
    for row in given_phrases():
        today, truth = date.fromisoformat(row["today"]), row["truth"]
        phrase = understand(row["text"], today=today)
        groups = sorted({group for use in phrase.uses for group in use.groups})
        days = [list(use.when[0].days_ago(today)) if len(use.when) == 1 else None for use in phrase.uses]
        if groups == sorted(truth["classes"]) and (
            not days or set(map(str, days)) == {str(truth["days_ago"])}
        ):
            right += 1
        elif phrase.verdict not in ("ask", "not understood"):
            wrong.append(row["text"])

    assert wrong == []
    assert right >= 0.95 * 20


def test_a_phrase_becomes_an_entry_of_a_facts_file():
    facts = understand("stopped tret 2 nights ago", today=date(2026, 11, 22)).to_facts()

    assert facts == {
        "used": {
            "topical-retinoid": {
                "last": {"from": "2026-11-19", "to": "2026-11-20"},
                "words": "tret: 2 nights ago",
            }
        }
    }


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("used retinol on monday", {"last": "2026-03-09"}),
        ("never used retinol", {"last": "never"}),
        (
            "on retinol since january",
            {"last": "ongoing", "started": {"from": "2026-01-01", "to": "2026-01-31"}},
        ),
        ("waxed my legs yesterday", {"last": "2026-03-10", "area": "legs"}),
        ("laser next tuesday", {"planned": "2026-03-17"}),
    ],
)
def test_facts_say_last_use_start_plan_and_area(text, fact):
    (entry,) = understand(text, today=WEDNESDAY).to_facts()["used"].values()

    assert {name: value for name, value in entry.items() if name != "words"} == fact


@pytest.mark.parametrize("text", ["retinol every night", "i use retinol daily", "still using retinol"])
def test_what_goes_on_is_never_a_day_that_is_over(text):
    assert understand(text, today=WEDNESDAY).to_facts()["used"]["topical-retinoid"]["last"] == "ongoing"


@pytest.mark.parametrize(
    "text",
    [
        "my dermatologist put me on doxycycline last week",
        "I was prescribed doxycycline on Monday",
        "me recetaron doxiciclina la semana pasada",
        "on m'a prescrit de la doxycycline hier",
    ],
)
def test_a_medicine_that_someone_began_for_a_person_goes_on(text):
    (use,) = understand(text, today=WEDNESDAY).uses

    assert use.is_ongoing
    assert use.started is not None


@pytest.mark.parametrize(
    "text",
    [
        "haven't touched retinol since Halloween",
        "never used retinol since my last session",
        "no retinol in ages",
        "haven't used retinol for a long time",
        "I no longer use retinol",
        "ya no uso retinol",
        "no uso retinol desde hace mucho tiempo",
        "je n'utilise plus de retinol",
    ],
)
def test_a_last_use_that_no_calendar_dates_is_asked_about_and_never_a_no(text):
    phrase = understand(text, today=WEDNESDAY)

    assert phrase.verdict == "ask"
    assert phrase.denied == ()
    assert [use.question for use in phrase.uses] == ["when"]


@pytest.mark.parametrize(
    "text", ["I do dermaplaning monthly, last time 3 days ago", "laser every six weeks, the last 3 days ago"]
)
def test_of_a_procedure_that_is_done_again_and_again_the_last_time_counts(text):
    (use,) = understand(text, today=WEDNESDAY).uses

    assert not use.is_ongoing
    assert [list(interval.days_ago(WEDNESDAY)) for interval in use.when] == [[3, 3]]


@pytest.mark.parametrize(
    ("text", "ago"),
    [
        ("between 3 and 5 days ago I used salicylic acid", [3, 5]),
        ("hace entre 3 y 5 días usé ácido salicílico", [3, 5]),
        ("I used retinol 2 and 5 days ago", [2, 5]),
        ("two and a half weeks ago I had a peel", [15, 19]),
        ("got my botox done two Mondays ago", [9, 9]),
        ("hace dos lunes me depilé con cera", [9, 9]),
        ("hace dos meses que no uso ácido glicólico", [44, None]),
        ("ça fait 3 semaines que je n'utilise pas de retinol", [19, None]),
        ("it's been 3 weeks since my last peel", [19, 23]),
        ("had a peel 4 months and 2 weeks ago", [132, 136]),
        ("peeling hace 1 año y 3 días", [368, 368]),
        ("peel between 2 weeks and 3 months ago", [0, 105]),
        ("used AHA 2 days and 5 days ago", [2, 5]),
        ("got waxed before Friday", [6, None]),
        ("me depilé con cera antes del viernes", [6, None]),
        ("antes de ayer usé retinol", [2, 2]),
        ("me hice un peeling hace mes y medio", [28, 58]),
        ("hace semana y media me depilé con cera", [9, 11]),
        ("me bronceé anteayer", [2, 2]),
        ("took two aspirins last night", [1, 1]),
        ("tomé dos ibuprofenos anoche", [1, 1]),
        ("I was using Differin every night until Thursday", [6, 6]),
    ],
)
def test_an_amount_of_time_is_read_as_it_is_said(text, ago):
    (use,) = understand(text, today=WEDNESDAY).uses

    assert [list(interval.days_ago(WEDNESDAY)) for interval in use.when] == [ago]
    assert not use.is_ongoing


@pytest.mark.parametrize(
    "text",
    [
        "tomo ibuprofeno desde ayer",
        "I take ibuprofen since yesterday",
        "je prends de l'ibuprofene depuis hier",
    ],
)
def test_what_began_yesterday_and_goes_on_is_not_over_since_yesterday(text):
    (use,) = understand(text, today=WEDNESDAY).uses

    assert use.is_ongoing
    assert use.started is not None
    assert list(use.started.days_ago(WEDNESDAY)) == [1, 1]


@pytest.mark.parametrize(
    ("text", "ahead"),
    [("laser before Christmas is booked", [0, 287]), ("I'll have botox at Christmas", [288, 290])],
)
def test_a_feast_that_is_planned_for_is_the_next_one(text, ahead):
    (use,) = understand(text, today=WEDNESDAY).uses
    (interval,) = use.when

    assert use.is_planned
    assert [(day - WEDNESDAY).days for day in (interval.start, interval.end)] == ahead


def test_how_long_it_will_be_by_next_week_is_no_plan():
    phrase = understand("6 months off Accutane next week", today=WEDNESDAY)

    assert phrase.verdict == "ask"
    assert not phrase.uses[0].is_planned


@pytest.mark.parametrize(
    "text", ["I alternate retinol and AHA, did AHA last night", "alterno retinol y glicólico, ayer retinol"]
)
def test_of_two_things_by_turns_neither_gets_the_day_of_the_other(text):
    phrase = understand(text, today=WEDNESDAY)

    assert phrase.verdict == "ask"
    assert phrase.to_facts() == {"used": {}}


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("ended Accutane in early 2025", date(2025, 1, 1), date(2025, 4, 30)),
        ("terminé roacután a finales de 2024", date(2024, 9, 1), date(2024, 12, 31)),
        ("laser half a year ago", date(2025, 7, 28), date(2025, 10, 26)),
    ],
)
def test_a_part_of_a_year_is_not_the_whole_of_it(text, first, last):
    (use,) = understand(text, today=WEDNESDAY).uses

    assert [(interval.start, interval.end) for interval in use.when] == [(first, last)]


@pytest.mark.parametrize(
    ("text", "used", "denied"),
    [
        ("retinol no, acids yes", "bha", "topical-retinoid"),
        ("retinol: no; AHA: yes", "aha", "topical-retinoid"),
        ("retinol yes, aha no", "topical-retinoid", "aha"),
        ("Retinol? Nope. Peels? Yes, on Friday", "peel", "topical-retinoid"),
        ("no he usado retinol, ácido glicólico sí, el lunes", "aha", "topical-retinoid"),
    ],
)
def test_a_no_or_yes_behind_a_thing_is_about_that_thing_and_not_the_next(text, used, denied):
    phrase = understand(text, today=WEDNESDAY)

    assert used in phrase.uses[0].groups
    assert len(phrase.uses) == 1
    assert phrase.denied == (denied,)


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("me han puesto ácido hialurónico en los labios la semana pasada", "dermal-filler"),
        ("got hyaluronic acid in my lips in September", "dermal-filler"),
        ("vampire facial last month", "microneedling"),
        ("tengo un herpes", "cold-sore"),
    ],
)
def test_a_procedure_that_goes_by_an_ordinary_name_is_asked_about_and_never_ordinary(text, group):
    phrase = understand(text, today=WEDNESDAY)

    assert phrase.verdict == "ask"
    assert [use.groups for use in phrase.uses] == [(group,)]


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("have not waxed, shaved this morning", "shaving"),
        ("haven't used retinol, waxed on Friday", "waxing"),
        ("no retinol, no acids, tanned last week", "tanning"),
        ("didn't exfoliate, sunbathed yesterday", "tanning"),
    ],
)
def test_a_no_does_not_reach_over_a_comma_to_what_has_its_own_day(text, group):
    phrase = understand(text, today=WEDNESDAY)

    assert [use.groups for use in phrase.uses] == [(group,)]
    assert phrase.uses[0].when


def test_a_no_reaches_over_a_list():
    phrase = understand("haven't waxed, shaved or tanned this week", today=WEDNESDAY)

    assert phrase.uses == ()


def test_a_class_that_is_named_twice_keeps_both_days():
    used = understand("tret yesterday, retinol last week", today=WEDNESDAY).to_facts()["used"]

    assert [entry["last"] for entry in used["topical-retinoid"]] == [
        "2026-03-10",
        {"from": "2026-03-02", "to": "2026-03-08"},
    ]


@pytest.mark.parametrize(
    "text", ["retinol last monday and yesterday", "waxed my legs last week and my lip yesterday"]
)
def test_a_later_day_that_was_not_understood_is_asked_about(text):
    phrase = understand(text, today=WEDNESDAY)

    assert (phrase.verdict, phrase.to_facts()) == ("ask", {"used": {}})
    assert phrase.uses[0].when[-1].end == date(2026, 3, 10)


def test_an_area_belongs_to_the_thing_it_stands_with():
    used = understand("waxed my legs last week, laser next friday", today=WEDNESDAY).to_facts()["used"]

    assert used["waxing"]["area"] == "legs"
    assert "area" not in used["laser"]


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2 nights ago", "2026-03-09"),
        ("hace 3 días", "2026-03-08"),
        ("nunca", "never"),
        ("stopped on monday", {"from": "2026-03-08", "to": "2026-03-09"}),
        ("every night", "ongoing"),
    ],
)
def test_an_answer_that_names_nothing_is_about_what_was_asked(text, last):
    used = understand(text, today=WEDNESDAY, about="topical-retinoid").to_facts()["used"]

    assert used == {"topical-retinoid": {"last": last, "words": text}}


@pytest.mark.parametrize("text", ["banana", "", "the moisturiser yesterday", "42"])
def test_an_answer_that_says_no_time_is_no_use_of_what_was_asked(text):
    assert understand(text, today=WEDNESDAY, about="topical-retinoid").uses == ()


def test_what_is_in_question_is_no_fact():
    assert understand("isotretinoin last week", today=WEDNESDAY).to_facts() == {"used": {}}
    assert understand("retinol on 03/04", today=date(2026, 11, 22)).to_facts() == {"used": {}}


def test_an_ambiguous_date_keeps_both_readings_and_asks():
    (use,) = understand("retinol on 03/04", today=date(2026, 11, 22)).uses

    assert [interval.start for interval in use.when] == [date(2026, 4, 3), date(2026, 3, 4)]
    assert use.to_json("es")["question"] == "¿A qué día se refiere?"


def test_in_spanish_the_day_comes_first():
    (use,) = understand("usé retinol el 03/02", today=WEDNESDAY, lang="es").uses

    assert use.when[0].start == date(2026, 2, 3)


def test_two_things_in_one_sentence_keep_their_own_days():
    uses = understand("retinol last night and waxed my lip 3 days ago", today=WEDNESDAY).uses

    assert [(use.groups, use.when[0].days_ago(WEDNESDAY)) for use in uses] == [
        (("topical-retinoid",), (1, 1)),
        (("waxing",), (3, 3)),
    ]


def test_bha_in_conversation_is_an_acid():
    assert understand("bha toner yesterday", today=WEDNESDAY).classes == ("bha",)


def test_a_misspelt_medicine_is_asked_about():
    phrase = understand("used isotretinoinn last week", today=WEDNESDAY)

    assert phrase.verdict == "ask"


def test_the_words_are_kept():
    (use,) = understand("Dejé el RETINOL hace 3 días", today=WEDNESDAY).uses

    assert (use.words, use.expression) == ("RETINOL", "hace 3 días")


def test_text_that_was_not_read_to_its_end_leaves_a_question():
    assert understand("retinol yesterday " + "x" * 5000, today=WEDNESDAY).verdict == "ask"


@given(text=st.text(max_size=400), today=st.dates(min_value=date(1, 1, 2)))
def test_any_text_is_answered(text, today):
    document = understand(text, today=today).to_json("es")

    assert json.dumps(document)


@given(
    amount=st.integers(1, 60),
    unit=st.sampled_from(["days", "weeks", "months", "years"]),
    today=st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 1, 1)),
)
def test_a_past_use_never_lies_ahead_and_its_ends_are_in_order(amount, unit, today):
    (use,) = understand(f"retinol {amount} {unit} ago", today=today).uses

    (interval,) = use.when
    assert interval.start is not None
    assert interval.end is not None
    assert interval.start <= interval.end <= today


@pytest.fixture(scope="module")
def both_layers():
    return load("microneedling", "safety")


@pytest.mark.parametrize("row", own_phrases(), ids=lambda row: row["text"] or "nothing")
def test_every_fact_from_a_phrase_is_accepted_by_a_facts_file(row, both_layers):
    today = date.fromisoformat(row["today"])
    used = understand(row["text"], today=today).to_facts()["used"]

    said = {
        "zone": "Europe/London",
        "asked": f"{today}T12:00",
        "session": (today + timedelta(60)).isoformat(),
        "used": used,
    }

    assert facts(said, both_layers)
