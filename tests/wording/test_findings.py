"""What a rule says of a session, in a sentence with its dates."""

from typing import Any

import pytest
from wording.worlds import book, facts

from needlecare.engine.finding import Finding
from needlecare.engine.screening import screen
from needlecare.protocol.said import Facts
from needlecare.wording import questions, verdict
from needlecare.wording.findings import kept_line, sentence
from needlecare.wording.language import Speaker


def finding(of: Facts, rule: str) -> Finding:
    return next(found for found in screen(book(), of).findings if found.rule_id == rule)


def says(rule: str, language: str = "en", **said: Any) -> str:
    client = facts(**said)
    return sentence(Speaker(book(), client, language), finding(client, rule))


def asks(rule: str, language: str = "en", **said: Any) -> str:
    client = facts(**said)
    asked = finding(client, rule).question
    assert asked is not None
    return questions.question(Speaker(book(), client, language), asked)


@pytest.mark.parametrize(
    ("used", "says_en"),
    [
        (
            "2026-11-26",
            "Retinoid on the skin: your last use was on Thursday 26 November, in time; "
            "the limit, 3 days before the session, is Monday 30 November, 14:30.",
        ),
        ("never", "Retinoid on the skin: none in the area to be treated, so there is nothing to wait for."),
        (
            "2026-11-30T15:00",
            "Retinoid on the skin: your last use was on Monday 30 November, 15:00, less than 3 days before the session; "
            "wait until Thursday 3 December, 15:00.",
        ),
        (
            "2026-11-30",
            "Retinoid on the skin: possible if your last use was on or before Monday 30 November, 14:30.",
        ),
        (
            {"last": "ongoing", "prescribed": "no"},
            "Retinoid on the skin: this still goes on, and the limit for this session was Monday 30 November, 14:30; "
            "a session is possible 3 days after your last use.",
        ),
        (
            {"last": "never", "planned": "2026-12-02"},
            "Retinoid on the skin: planned on Wednesday 2 December, less than 3 days before the session; "
            "wait until Sunday 6 December, or tell us if that plan changes.",
        ),
    ],
)
def test_a_wait_before_the_session_says_the_last_use_the_limit_and_the_date(used, says_en):
    assert says("topical-retinoid-before", used={"topical-retinoid": used}) == says_en


def test_something_on_prescription_that_goes_on_is_for_the_prescriber():
    on_prescription = {"topical-retinoid": {"last": "ongoing", "prescribed": "yes"}}

    assert says("topical-retinoid-before", used=on_prescription, session="2026-12-20T10:00") == (
        "Retinoid on the skin: you use it on prescription, so your prescriber and our clinician decide. "
        "Do not change a prescribed medicine on our account: ask your prescriber first."
    )
    assert says("topical-retinoid-before", used=on_prescription) == (
        "Retinoid on the skin: you use it on prescription, so this session waits, and we find you a later date. "
        "Do not change a prescribed medicine on our account: ask your prescriber first."
    )


def test_a_medicine_against_clots_is_kept_on_whatever_the_session_needs():
    said = says("blood-thinner-asked", used={"anticoagulant": "ongoing"}, states={"blood-thinner-plan": "no"})

    assert said.startswith("Please keep taking a medicine against blood clots exactly as prescribed")
    assert said.endswith("ask your prescriber first.")


def test_between_floor_and_advised_value_the_practitioner_decides():
    assert says("waxing-before", used={"waxing": "2026-11-27"}) == (
        "Waxing: the last time was on Friday 27 November, between 5 and 7 days before the session; "
        "the practitioner decides. It is settled from Saturday 5 December on."
    )
    assert (
        says("waxing-before", "es", used={"waxing": "2026-11-27"})
        == (
            "Depilación con cera: la última vez fue el viernes 27 de noviembre, entre 5 y 7 días antes de la sesión; "
            "decide el profesional. Queda resuelto desde el sábado 5 de diciembre."  # codespell:ignore profesional
        )
    )


def test_silence_says_until_when_it_would_be_possible_and_what_the_range_leaves_open():
    assert says("waxing-before") == (
        "Waxing: possible if the last time was on or before Thursday 26 November, 14:30. "
        "If it is later, but no later than Saturday 28 November, 14:30, the practitioner decides."
    )


def test_a_length_the_page_leaves_out_is_named_with_its_lender():
    said = says("acids-before-unstated", used={"exfoliating-acid": "2026-11-30T17:00"})

    assert "The clinic's page gives no length here; we count 3 days, as for exfoliant, and say so." in said
    assert "published value" in says(
        "tanning-after", used={"tanning": {"last": "never", "planned": "2026-12-08"}}
    )


def test_a_plan_for_afterwards_says_from_when_it_is_better():
    assert says("filler-after", used={"dermal-filler": {"last": "never", "planned": "2026-12-08"}}) == (
        "Filler injection: planned on Tuesday 8 December, within 2 weeks after the end of the session; "
        "better from Thursday 17 December, 15:30 on. The practitioner decides."
    )


def test_a_reason_against_is_said_in_the_protocols_own_words():
    assert (
        says("not-during-pregnancy", states={"pregnant": "yes"})
        == book().rule["not-during-pregnancy"].says.en
    )


def test_what_is_found_on_arrival_comes_with_its_remedy():
    assert says("no-makeup", stage="arrival", states={"makeup-on-skin": "yes"}) == (
        "Makeup on the skin. We take the makeup off before we begin."
    )


def test_what_no_rule_names_is_not_covered_and_never_fine():
    client = facts(used={"bakuchiol": "2026-11-01"})
    found = next(f for f in screen(book(), client).findings if not f.rule_id)

    assert sentence(Speaker(book(), client), found) == (
        "Bakuchiol: not covered by this protocol, so a clinician looks at it before the session."
    )


def test_too_short_a_gap_says_the_first_day():
    assert says("series-gap", **{"previous-sessions": ["2026-11-20"]}) == (
        "Last session on Friday 20 November, less than 4 weeks ago; wait until Saturday 19 December."
    )


def test_a_kept_rule_fits_on_one_line():
    client = facts(used={"topical-retinoid": "2026-11-26"})

    assert kept_line(Speaker(book(), client), finding(client, "topical-retinoid-before")) == (
        "Retinoid on the skin: on Thursday 26 November, limit Monday 30 November, 14:30"
    )


@pytest.mark.parametrize(
    ("rule", "said", "en", "es"),
    [
        (
            "topical-retinoid-before",
            {"used": {"topical-retinoid": "2026-11-30"}},
            "Retinoid on the skin: was it before 14:30 on Monday 30 November?",
            "Retinoide sobre la piel: ¿fue antes de las 14:30 del lunes 30 de noviembre?",
        ),
        (
            "topical-retinoid-before",
            {"used": {"topical-retinoid": "ongoing"}, "session": "2026-12-20T10:00"},
            "Retinoid on the skin: was it prescribed for you?",
            "Retinoide sobre la piel: ¿se lo recetaron?",
        ),
        (
            "waxing-before",
            {"used": {"waxing": "ongoing"}, "session": "2026-12-20T10:00"},
            "Waxing: will the last time be before 10:00 on Sunday 13 December?",
            "Depilación con cera: ¿será la última vez antes de las 10:00 del domingo 13 de diciembre?",
        ),
        (
            "waxing-before",
            {},
            "When did you last wax the area?",
            "¿Cuándo se depiló la zona con cera por última vez?",
        ),
        (
            "topical-retinoid-before",
            {"used": {"topical-retinoid": "2026-11-30T12:00"}, "session": "2026-12-03"},
            "At what time does the session begin?",
            "¿A qué hora empieza la sesión?",
        ),
        ("adults-only", {}, "What is your date of birth?", "¿Cuál es su fecha de nacimiento?"),
        (
            "topical-retinoid-before-peel",
            {"used": {"topical-retinoid": "2026-11-30"}, "plan": {"peel": "yes"}},
            "When is the peel?",
            "¿Cuándo es el peeling?",
        ),
        (
            "series-gap",
            {"previous-sessions": ["2026-11-05"]},
            "Your last session: was it before 14:30 on Thursday 5 November?",
            "Su última sesión: ¿fue antes de las 14:30 del jueves 5 de noviembre?",
        ),
    ],
)
def test_each_open_finding_asks_one_plain_question(rule, said, en, es):
    assert asks(rule, "en", **said) == en
    assert asks(rule, "es", **said) == es


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("2026-11-26", "Retinoid on the skin: last on Thursday 26 November"),
        ("never", "Retinoid on the skin: never"),
        ("ongoing", "Retinoid on the skin: still in use"),
        ("since 2025-03", "Retinoid on the skin: began in March 2025, still going on"),
        ("not-sure", "Retinoid on the skin: not sure"),
        ({"last": "never", "planned": "2026-12-20"}, "Retinoid on the skin: planned on Sunday 20 December"),
        (
            {"last": "ongoing", "prescribed": "yes", "area": "cheeks", "words": "tretinoin at night"},
            "Retinoid on the skin: still in use, prescribed, where: cheeks, “tretinoin at night”",
        ),
    ],
)
def test_the_clients_own_words_stay_beside_a_finding(said, shown):
    client = facts(used={"topical-retinoid": said})

    assert verdict.said(Speaker(book(), client), finding(client, "topical-retinoid-before"))[0] == shown
