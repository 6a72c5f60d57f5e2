"""The care-sheet benchmark: what it holds, what it refuses, and that its intervals are those of plain arithmetic."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from benchmarks.sheet_arithmetic import Row, differences_of, printed_rules

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "benchmarks" / "care_sheets.py"
INVENTED = ROOT / "tests" / "data" / "care-sheets"
PUBLISHED = ROOT.parent / "shared" / "care-sheets"


def run(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPT, folder, *options], capture_output=True, text=True, timeout=300
    )


def rows_of(folder: Path) -> list[Row]:
    done = run(folder, "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def invented_rows() -> list[Row]:
    return rows_of(INVENTED)


@pytest.fixture(scope="module")
def invented(invented_rows: list[Row]) -> dict[tuple[str, str], Row]:
    return {(row["sheet"], row["rule"]): row for row in invented_rows}


def harbour(rows: dict[tuple[str, str], Row], rule: str) -> Row:
    return rows["901-harbour-skin", rule]


# --- what an invented sheet says -------------------------------------------------------------------------------------


def test_every_rule_of_a_plain_sheet_is_held(invented: dict[tuple[str, str], Row]) -> None:
    why = {
        rule: row["why"] for (sheet, rule), row in invented.items() if sheet.startswith("901") and row["why"]
    }

    assert why == {}


def test_every_rule_in_other_words_is_held_but_for_working_days(
    invented: dict[tuple[str, str], Row],
) -> None:
    """The sheets 904 to 909 say every form in words of their own; the language has no working days."""
    why = {key: row["why"] for key, row in invented.items() if key[0] >= "904" and row["why"]}

    assert why == {("908-saltmarsh", "r09"): ["the unit 'business day' is not a unit of time"]}


def test_a_range_before_the_session_has_a_floor_and_an_advised_beginning(
    invented: dict[tuple[str, str], Row],
) -> None:
    (window,) = harbour(invented, "r01")["windows"]

    assert window["opens"]["floor"] == "2026-06-13T10:00:00+01:00"
    assert window["opens"]["advised"] == "2026-06-11T10:00:00+01:00"
    assert window["closes"]["floor"] == window["closes"]["advised"] == "2026-06-17T10:00:00+01:00"


def test_a_better_length_that_stands_only_in_the_sentence_becomes_the_advised_one(
    invented: dict[tuple[str, str], Row],
) -> None:
    (window,) = harbour(invented, "r19")["windows"]

    assert window["closes"]["floor"] == "2026-06-19T11:00:00+01:00"
    assert window["closes"]["advised"] == "2026-06-24T11:00:00+01:00"


def test_a_better_length_beside_a_range_is_a_wish_of_its_own(invented: dict[tuple[str, str], Row]) -> None:
    row = harbour(invented, "r02")
    (window,), (wish,) = row["windows"], row["also"]

    assert [window["closes"][end][:10] for end in ("floor", "advised")] == ["2026-06-21", "2026-06-23"]
    assert wish["strength"] == "if-possible"
    assert wish["windows"][0]["closes"]["floor"] == "2026-06-27T11:00:00+01:00"


def test_the_day_before_is_a_calendar_day(invented: dict[tuple[str, str], Row]) -> None:
    (window,) = harbour(invented, "r05")["windows"]

    assert (window["opens"]["floor"], window["closes"]["floor"]) == (
        "2026-06-16T00:00:00+01:00",
        "2026-06-17T00:00:00+01:00",
    )


def test_a_sheet_that_prints_a_day_zero_counts_the_treatment_day_as_zero(
    invented: dict[tuple[str, str], Row],
) -> None:
    (window,) = harbour(invented, "r07")["windows"]

    assert window["first_day"] == 0
    assert window["opens"]["floor"] == "2026-06-23T00:00:00+01:00"
    assert "treatment day is day 0" in harbour(invented, "r07")["readings"]


def test_a_course_on_both_sides_keeps_its_dose_recurrence_and_guard(
    invented: dict[tuple[str, str], Row],
) -> None:
    row = harbour(invented, "r10")

    assert [window["form"] for window in row["windows"]] == ["before", "after"]
    assert row["recurrence"] == {"times": {"least": 3, "most": 3}, "per": "day"}
    assert (row["dose"]["amount"], row["dose"]["unit"]) == (400, "mg")
    assert row["guards"] == [{"kind": "has", "negated": False, "names": ["prone to fever blisters"]}]


@pytest.mark.parametrize(
    ("rule", "guard"),
    [
        ("r11", {"kind": "area", "names": ["treated"], "negated": False}),
        ("r16", {"kind": "skin-type", "most": 3.0, "negated": False}),
        ("r17", {"kind": "plan", "names": ["toxin"], "negated": False}),
        ("r18", {"kind": "prescribed", "negated": False, "lifts": True}),
    ],
)
def test_a_limit_on_a_rule_is_a_guard_of_the_language(
    invented: dict[tuple[str, str], Row], rule: str, guard: Row
) -> None:
    assert guard in harbour(invented, rule)["guards"]


def test_a_least_age_excludes_the_younger(invented: dict[tuple[str, str], Row]) -> None:
    row = harbour(invented, "r12")

    assert (row["verb"], row["excludes"]["kind"], row["excludes"]["under"]) == ("exclude", "age", 21.0)


def test_longer_if_still_tender_waits_for_the_state_too(invented: dict[tuple[str, str], Row]) -> None:
    (window,) = harbour(invented, "r17")["windows"]

    assert window["closes"]["floor"] == "2026-06-19T11:00:00+01:00"
    assert window["closes"]["state"] == "no-longer-tender"


@pytest.mark.parametrize(
    ("sheet", "rule", "key", "value"),
    [
        ("904-lantern-needling", "r22", "lasts", {"each": {"floor": "45 minute", "advised": "60 minute"}}),
        ("904-lantern-needling", "r36", "likelihood", "usual"),
        ("905-cinder-laser", "r13", "likelihood", "rare"),
        ("907-loose-transcript", "12", "recurrence", {"times": {"least": 3, "most": 7}, "per": "day"}),
        ("904-lantern-needling", "r49", "substitute", ["paracetamol"]),
    ],
)
def test_what_is_said_of_an_act_or_a_sign_is_a_key_of_the_rule(
    invented: dict[tuple[str, str], Row], sheet: str, rule: str, key: str, value: object
) -> None:
    assert invented[sheet, rule][key] == value


def test_ten_minutes_on_and_twenty_off_have_a_length_a_pause_and_a_total(
    invented: dict[tuple[str, str], Row],
) -> None:
    lasts = invented["904-lantern-needling", "r30"]["lasts"]

    assert (lasts["each"]["floor"], lasts["pause"]["floor"]) == ("10 minute", "20 minute")
    assert (lasts["total"]["advised"], lasts["total"]["bound"]) == ("1 hour", "up to")


@pytest.mark.parametrize(
    ("rule", "closes"),
    [
        ("r25", {"kind": "state", "state": "skin-no-longer-pink", "state_ends": False}),
        ("r33", {"kind": "state", "state": "flaking", "state_ends": True}),
    ],
)
def test_a_window_after_the_session_may_close_with_a_state(
    invented: dict[tuple[str, str], Row], rule: str, closes: Row
) -> None:
    (window,) = invented["904-lantern-needling", rule]["windows"]

    assert window["closes"] == closes


def test_whichever_comes_first_is_the_earlier_of_a_length_and_a_state(
    invented: dict[tuple[str, str], Row],
) -> None:
    (window,) = invented["904-lantern-needling", "r34"]["windows"]

    assert window["closes"]["floor"] == "2026-06-20T11:00:00+01:00"
    assert (window["closes"]["state"], window["closes"]["whichever_first"]) == ("bottle-is-empty", True)


def test_between_sessions_reaches_from_one_to_the_next(invented: dict[tuple[str, str], Row]) -> None:
    window = invented["905-cinder-laser", "r19"]["windows"][1]

    assert window["closes"]["floor"] == "2026-07-22T10:00:00+01:00"


def test_a_length_for_some_people_only_is_a_rule_beside_with_their_guard(
    invented: dict[tuple[str, str], Row],
) -> None:
    (beside,) = invented["904-lantern-needling", "r35"]["also"]

    assert beside["guards"] == [{"kind": "has", "negated": False, "names": ["deeper needles"]}]
    assert beside["windows"][0]["closes"]["advised"] == "2026-06-22T11:00:00+01:00"


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("r01", "the unit 'parsec' is not a unit of time"),
        ("r02", "the action 'juggle' is not known"),
        ("r03", "no subject"),
        ("r04", "the window's key 'colour' is not of the format"),
        ("r05", "a window that ends before it begins"),
        ("r06", "the number 17 is not in the rule"),
        ("r08", "the note 'mystery_code' is not known"),
        ("12", "1.5 month is not a whole number of months"),
    ],
)
def test_what_has_no_form_is_not_held_and_says_why(
    invented: dict[tuple[str, str], Row], rule: str, words: str
) -> None:
    row = invented["902-odd-ends", rule]

    assert row["status"] == "not held"
    assert words in row["why"]


def test_no_rule_is_dropped(invented_rows: list[Row]) -> None:
    rows = invented_rows

    assert Counter(row["sheet"] for row in rows) == {
        "901-harbour-skin": 19,
        "902-odd-ends": 12,
        "903-not-yaml": 1,
        "904-lantern-needling": 50,
        "905-cinder-laser": 40,
        "906-wren-brows": 40,
        "907-loose-transcript": 35,
        "908-saltmarsh": 60,
        "909-quayside": 40,
    }


def test_a_folder_that_is_not_there_is_wrong_use() -> None:
    done = run(INVENTED / "nowhere")

    assert done.returncode == 2
    assert "give the one that holds the sheets" in done.stderr


def test_the_table_counts_every_rule_once_in_total() -> None:
    done = run(INVENTED)

    assert "297 rules on 9 sheets" in done.stdout
    assert "not held, and why:" in done.stdout


# --- the same intervals by plain arithmetic --------------------------------------------------------------------------

# The sheets kept strictly to the format; 902, 903 and 907 are loose on purpose.
WELL_FORMED = ("901", "904", "905", "906", "908", "909")


def test_every_interval_of_the_invented_sheets_is_that_of_plain_arithmetic(invented_rows: list[Row]) -> None:
    found, compared = differences_of(list(printed_rules(INVENTED, WELL_FORMED)), invented_rows)

    assert found == []
    assert compared["figures"] > 100, compared


@pytest.mark.slow
def test_the_published_sheets_are_held_and_their_intervals_are_those_of_plain_arithmetic() -> None:
    """At least 99 in 100 of the published rules are held, with no difference from plain arithmetic.

    The published sheets belong to their clinics and are not part of this project. The test reads them where their
    folder stands beside the checkout, and has nothing to read where it does not; the invented sheets, read by every
    other test here, are always there.
    """
    if not PUBLISHED.is_dir():
        return
    printed, rows = list(printed_rules(PUBLISHED)), rows_of(PUBLISHED)
    lost = {(row["sheet"], row["rule"]): row["why"] for row in rows if row["status"] == "not held"}

    assert [(sheet, str(rule["id"])) for sheet, rule in printed] == [(r["sheet"], r["rule"]) for r in rows]
    assert len(lost) <= len(rows) // 100, lost
    found, compared = differences_of(printed, rows)
    assert found == []
    assert compared["figures"] > 440, compared
    assert compared["page's own words"] < 50, compared
