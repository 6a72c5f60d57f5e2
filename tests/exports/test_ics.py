"""Calendar files: what is in them, how one follows another, and that independent readers see the same instants."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import icalendar
import pytest
from exports.clients import EXAMPLES, GOLDEN, book, code, dates, facts, run, same_but_code, speaker
from wording.test_prescriber import forbidden_in
from wording.worlds import USES
from wording.worlds import facts as said

from needlecare.cli.calendar import calendar
from needlecare.engine.care import care
from needlecare.engine.screening import screen
from needlecare.exports import dates as dates_module
from needlecare.exports.ics import Event, as_ics, events, follow, read_events
from needlecare.exports.texts import TEXTS
from needlecare.protocol.model import LANGUAGES, Outcome, Text
from needlecare.protocol.said import Facts

ANA = str(EXAMPLES / "ana.yaml")
# Sessions whose dates cross a change of the clock: back, forward, by half an hour, at midnight, southern, by the day only.
CROSSINGS = (
    ("Europe/London", "2026-10-22T14:30"),
    ("Europe/London", "2026-10-24T01:30"),  # 24 hours after its end the clock shows 01:30 for the second time
    ("Europe/London", "2027-03-26T01:15"),
    ("America/New_York", "2026-10-30T23:50"),
    ("Australia/Lord_Howe", "2026-10-02T09:00"),
    ("America/Santiago", "2026-09-04T18:00"),
    ("Asia/Kathmandu", "2026-11-20T10:00"),
    ("Europe/Madrid", "2026-10-24"),
    ("UTC", "2026-10-24T10:00"),
)
ICAL_JS = "2.2.1"
READER = """
const ICAL = require('ical.js').default || require('ical.js');
const text = require('fs').readFileSync(0, 'utf8');
const root = new ICAL.Component(ICAL.parse(text));
for (const zone of root.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(new ICAL.Timezone(zone));
const found = root.getAllSubcomponents('vevent').map((part) => {
  const event = new ICAL.Event(part);
  const moment = (time) => time.isDate ? time.toString() : time.toUnixTime();
  return [event.uid, moment(event.startDate), moment(event.endDate), event.summary, event.sequence];
});
console.log(JSON.stringify(found));
"""


def made(
    found: Facts, *, plain: bool = True, language: str = "en", person: str = "Ana Sample"
) -> tuple[Event, ...]:
    return events(speaker(found, language), dates(found), person=person, code=code(found), plain=plain)


def written(found: Facts, *, plain: bool = True, language: str = "en") -> bytes:
    return as_ics(speaker(found, language), made(found, plain=plain, language=language), plain=plain)


def read(raw: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(raw).walk("VEVENT"))


def moment(value: Any) -> Any:
    """Return an instant as seconds, a day as it is written."""
    return int(value.timestamp()) if isinstance(value, datetime) else value.isoformat()


def by_key(found: Facts) -> dict[str, Event]:
    return dict(zip((entry.key for entry in dates(found)), made(found), strict=True))


# --- what is in a calendar -------------------------------------------------------------------------------------------


def test_a_calendar_has_stop_by_dates_the_session_ends_of_waits_check_ins_and_the_next_window():
    found = facts()

    by_kind = {entry.kind for entry in dates(found)}

    assert by_kind == {"stop", "session", "again", "check", "next"}
    assert {"stop-session-3-day", "again-session-end-24-hour", "check-24-hour"} <= set(by_key(found))


def test_rules_that_reach_equally_far_share_one_date():
    stop = next(entry for entry in dates(facts()) if entry.key == "stop-session-3-day")

    assert {item.id for item in stop.items} >= {"topical-retinoid-before", "exfoliant-before"}
    assert facts().zone.local(stop.at.lo).isoformat() == "2026-11-30T14:30:00+00:00"


def test_a_session_known_by_its_day_has_only_whole_days():
    assert all(entry.whole_days for entry in dates(facts(session="2026-12-03")))


def test_the_last_day_for_a_session_known_by_its_day_is_the_one_before_the_limit():
    found = facts(session="2026-12-03")

    stop = next(entry for entry in dates(found) if entry.key == "stop-session-3-day")

    assert found.zone.day_of(stop.at.lo) == date(2026, 11, 29)


def test_what_is_past_is_no_date():
    assert all(entry.at.hi >= facts().asked for entry in dates(facts()))


def test_the_last_session_of_a_series_has_no_next_window():
    earlier = [f"2026-0{month}-01" for month in range(1, 6)]

    assert "next" not in by_key(facts(**{"previous-sessions": earlier}))


def test_a_planned_laser_takes_its_days_out_of_the_next_window():
    found = facts(used={"laser": {"last": "never", "planned": "2027-01-03"}})

    windows = [entry.at for entry in dates(found) if entry.kind == "next"]

    days = [(found.zone.day_of(at.lo), found.zone.day_of(at.hi)) for at in windows]
    assert days == [
        (date(2026, 12, 31), date(2027, 1, 2)),
        (date(2027, 1, 11), date(2027, 1, 14)),
    ]


@pytest.mark.parametrize("subject", ["topical-retinoid", "waxing", "dermal-filler", "anticoagulant"])
def test_where_nothing_lies_ahead_the_window_is_the_one_of_the_series_planner(subject: str):
    for use in USES:
        for session in ("2026-12-03T14:30", "2026-12-20"):
            found = said(session=session, used={subject: use})
            planned_care = care(book(), found)
            if (
                not dates_module._is_free(book(), found, planned_care)
                or screen(book(), found).outcome >= Outcome.WAIT
            ):
                continue
            then = replace(
                found, asked=planned_care.session_end.hi, previous_sessions=(found.session,), session_end=None
            )
            planned = list(dates_module._free_stretches(book(), then))
            assert [dates_module._usual_gap(book(), then, book().series)] == planned


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("plain", [False, True])
def test_a_calendar_is_as_it_was_approved(language: str, plain: bool):
    golden = GOLDEN / f"dates-{'plain' if plain else 'discreet'}-{language}.ics"

    assert (
        same_but_code(written(facts(), plain=plain, language=language).decode())
        == golden.read_bytes().decode()
    )


def test_the_same_facts_give_the_same_file():
    assert written(facts()) == written(facts())


# --- discretion and medicines ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_discreet_calendar_names_no_treatment_and_nothing_about_health(language: str):
    shown = written(facts(), plain=False, language=language).decode().replace("\r\n ", "").lower()
    names = [
        entry.name for table in (book().subjects, book().conditions, book().areas) for entry in table.values()
    ]
    words = {name.in_language(language).lower() for name in names}
    words |= {layer.title.in_language(language).lower() for layer in book().layers} | {
        rule.id for rule in book().rules
    }
    words |= {
        "needl",
        "aguja",
        "skin",
        "piel",
        "clinic",
        "clínic",
        "medic",
        "prescri",
        "recet",
        "sample",
        "ana ",
    }

    assert [word for word in words if re.search(rf"\b{re.escape(word)}", shown)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("use", USES, ids=str)
def test_no_calendar_tells_anybody_to_stop_a_prescribed_medicine(language: str, use: Any):
    for subject in ("topical-retinoid", "anticoagulant", "hydroquinone"):
        found = said(session="2026-12-20T14:30", used={subject: use})
        for event in made(found, language=language):
            assert forbidden_in(f"{event.title}\n{event.description}", language) == ""


def test_a_prescribed_cream_becomes_a_question_to_the_prescriber():
    found = facts(used={"topical-retinoid": {"last": "ongoing", "prescribed": "yes"}})

    ask = by_key(found)["ask-session-3-day"]

    assert "Ask your prescriber by now: retinoid on the skin" in ask.title
    assert all(
        "retinoid" not in event.title for key, event in by_key(found).items() if key.startswith("stop")
    )


def test_no_wait_for_a_medicine_is_called_over():
    assert all("anti-inflammatory" not in event.title for event in made(facts()))


def test_every_text_has_the_same_names_in_braces_in_both_languages():
    assert [key for key, text in TEXTS.items() if _braces(text.en) != _braces(text.es)] == []


def _braces(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}", text))


def test_texts_are_pairs():
    assert all(isinstance(text, Text) for text in TEXTS.values())


# --- independent readers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("zone", "session"), CROSSINGS)
def test_icalendar_reads_the_same_instants_across_a_change_of_the_clock(zone: str, session: str):
    found = facts(zone=zone, session=session, asked="2026-08-01T09:00", used={})

    parts = read(written(found))

    expected = {event.uid: (event, entry) for event, entry in zip(made(found), dates(found), strict=True)}
    for part in parts:
        event, entry = expected[part["UID"]]
        if entry.whole_days:
            assert part["DTSTART"].dt == found.zone.day_of(entry.at.lo)
            assert (part["DTEND"].dt - part["DTSTART"].dt).days == (
                found.zone.day_of(entry.at.hi) - found.zone.day_of(entry.at.lo)
            ).days + 1
        else:
            assert moment(part["DTSTART"].dt) == entry.at.lo
            assert moment(part["DTEND"].dt if "DTEND" in part else part["DTSTART"].dt) == event.over
    assert len(parts) == len(expected)


@pytest.mark.parametrize(("zone", "session"), [row for row in CROSSINGS if row[0] != "UTC"])
def test_the_time_zone_in_the_file_alone_gives_the_same_instants(zone: str, session: str):
    found = facts(zone=zone, session=session, asked="2026-08-01T09:00", used={})
    nowhere = f"Nowhere/{session}".replace(":", "")  # icalendar remembers zones by name

    unknown = (
        written(found)
        .decode()
        .replace(f"TZID={zone}", f"TZID={nowhere}")
        .replace(f"TZID:{zone}", f"TZID:{nowhere}")
    )

    parts = {part["UID"]: part for part in read(unknown.encode())}

    for event, entry in zip(made(found), dates(found), strict=True):
        if not entry.whole_days:
            assert moment(parts[event.uid]["DTSTART"].dt) == entry.at.lo


def test_alarms_ring_by_the_clock_on_the_wall_across_a_change():
    found = facts(session="2026-10-25T14:30", asked="2026-09-01T09:00", used={})
    session = next(part for part in read(written(found)) if part["SUMMARY"] == "Microneedling")

    triggers = [alarm["TRIGGER"].dt for alarm in session.walk("VALARM")]

    rings = [
        datetime.fromtimestamp(moment(session["DTSTART"].dt) + int(t.total_seconds()), UTC) for t in triggers
    ]
    assert [f"{ring:%d %H:%M}" for ring in rings] == [
        "24 17:00",
        "25 12:30",
    ]  # 18:00 summer time, 12:30 winter time


def test_a_reading_the_clock_shows_twice_is_written_in_utc():
    found = facts(session="2026-10-24T01:30", asked="2026-08-01T09:00", used={})

    assert by_key(found)["check-24-hour"].start == "DTSTART:20261025T013000Z"


def test_lines_have_at_most_75_octets_and_end_with_both_signs():
    for line in written(facts(), language="es").split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line


@pytest.mark.slow
def test_ical_js_reads_the_same_instants(request: pytest.FixtureRequest):
    folder = ical_js(request)
    for zone, session in CROSSINGS:
        found = facts(zone=zone, session=session, asked="2026-08-01T09:00", used={})
        raw = written(found)

        shown = subprocess.run(
            ["node", "-e", READER], input=raw, cwd=folder, capture_output=True, check=True
        ).stdout

        ours = {
            str(part["UID"]): [
                moment(part["DTSTART"].dt),
                moment(part["DTEND"].dt if "DTEND" in part else part["DTSTART"].dt),
                str(part["SUMMARY"]),
                int(part["SEQUENCE"]),
            ]
            for part in read(raw)
        }
        assert {uid: rest for uid, *rest in json.loads(shown)} == ours, (zone, session)


def ical_js(request: pytest.FixtureRequest) -> Path:
    """Return a folder in which node finds ical.js; skip where there is no node, or nothing to install it from."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node and npm are not here, so that ical.js cannot be asked")
    folder: Path = request.config.cache.mkdir("ical.js")  # type: ignore[union-attr]
    if not (folder / "node_modules" / "ical.js").exists():
        install = ["npm", "install", "--silent", "--no-save", "--prefix", str(folder), f"ical.js@{ICAL_JS}"]
        if subprocess.run(install, capture_output=True, timeout=120, check=False).returncode:
            pytest.skip("npm could not install ical.js")
    return folder


# --- one calendar after another --------------------------------------------------------------------------------------


def test_a_moved_session_moves_its_entries_under_the_same_uid_with_the_next_sequence():
    old, new = facts(), facts(session="2026-12-10T09:00")

    found = {event.uid: event for event in follow(made(old), made(new), now=new.asked)}

    for key, event in by_key(new).items():
        assert by_key(old)[key].uid == event.uid
        assert found[event.uid].sequence == 1
        assert found[event.uid].start == event.start


def test_what_did_not_change_keeps_its_sequence():
    assert {event.sequence for event in follow(made(facts()), made(facts()), now=facts().asked)} == {0}


def test_another_code_alone_is_no_new_version():
    other = facts(asked="2026-11-02T18:01")

    assert code(other) != code(facts())
    assert {event.sequence for event in follow(made(facts()), made(other), now=other.asked)} == {0}


def test_a_dropped_session_cancels_every_entry():
    found = follow(made(facts()), (), now=facts().asked, dropped=True)

    assert {(event.status, event.sequence) for event in found} == {("CANCELLED", 1)}
    assert len(found) == len(made(facts()))


def test_an_entry_that_is_no_longer_planned_is_cancelled():
    old, new = facts(), facts(used={"topical-retinoid": "never", "exfoliant": "never"})
    gone = by_key(old).keys() - by_key(new).keys()

    found = {event.uid: event for event in follow(made(old), made(new), now=new.asked)}

    assert all(found[by_key(old)[key].uid].status == "CANCELLED" for key in gone)


def test_an_entry_that_is_past_stays_as_it_was():
    later = facts(asked="2026-12-01T09:00")

    found = {event.uid: event for event in follow(made(facts()), made(later), now=later.asked)}

    stop = by_key(facts())["stop-session-3-day"]
    assert found[stop.uid] == stop


def test_a_session_that_moves_twice_counts_on():
    first, second, third = facts(), facts(session="2026-12-10T09:00"), facts(session="2026-12-03T14:30")

    once = follow(made(first), made(second), now=second.asked)
    twice = follow(once, made(third), now=third.asked)

    assert {event.sequence for event in twice} == {2}


def test_a_cancelled_session_can_come_back():
    off = follow(made(facts()), (), now=facts().asked, dropped=True)

    again = follow(off, made(facts()), now=facts().asked)

    assert {(event.status, event.sequence) for event in again} == {("CONFIRMED", 2)}


@pytest.mark.parametrize("plain", [False, True])
def test_our_own_file_is_read_back_as_it_was_written(plain: bool):
    found = facts()

    again = read_events(written(found, plain=plain), found.zone)

    assert [event.meaning for event in again] == [event.meaning for event in made(found, plain=plain)]
    assert {event.uid for event in again} == {event.uid for event in made(found)}


def test_two_people_and_two_sessions_never_share_a_uid():
    mine = {event.uid for event in made(facts())}

    assert mine.isdisjoint(event.uid for event in made(facts(), person="Ben Sample"))
    assert mine.isdisjoint(event.uid for event in made(facts(**{"previous-sessions": ["2026-10-01"]})))


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_writes_a_whole_calendar(tmp_path: Path):
    target = tmp_path / "me.ics"

    assert run(calendar, ANA, "--output", str(target)).exit_code == 0

    assert len(read(target.read_bytes())) == 12
    assert [path.name for path in tmp_path.iterdir()] == ["me.ics"]


def test_the_command_goes_on_from_an_earlier_file_and_from_earlier_facts(tmp_path: Path):
    old, moved = tmp_path / "old.ics", tmp_path / "moved.yaml"
    moved.write_text(Path(ANA).read_text().replace("session: 2026-12-03T14:30", "session: 2026-12-08T14:30"))
    run(calendar, ANA, "-o", str(old))

    for previous in (str(old), ANA):
        parts = read(run(calendar, str(moved), "--previous", previous).stdout_bytes)
        assert max(part["SEQUENCE"] for part in parts) == 1
    parts = read(run(calendar, ANA, "--previous", str(old), "--cancel").stdout_bytes)
    assert {part["STATUS"] for part in parts} == {"CANCELLED"}


def test_a_session_that_has_to_wait_gets_no_calendar(tmp_path: Path):
    target, waiting = tmp_path / "me.ics", tmp_path / "facts.yaml"
    waiting.write_text(
        Path(ANA).read_text().replace("waxing: {last: 2026-11-27", "waxing: {last: 2026-11-30")
    )
    waiting.write_text(
        waiting.read_text().replace("2026-11-29 ", "2026-11-30 ").replace("area: upper-lip", "area: face")
    )

    done = run(calendar, str(waiting), "-o", str(target))

    assert done.exit_code == 1
    assert "certainly over from" in done.stderr
    assert not target.exists()


def test_a_file_that_is_no_calendar_of_ours_is_refused_with_a_remedy(tmp_path: Path):
    other, theirs = tmp_path / "other.ics", tmp_path / "theirs.ics"
    other.write_text("nothing")
    theirs.write_bytes(written(facts()).replace(b"-//NC//1//EN", b"-//Other//EN"))

    assert "no calendar file that can be read" in run(calendar, ANA, "--previous", str(other)).stderr
    assert "not made by `needlecare calendar`" in run(calendar, ANA, "--previous", str(theirs)).stderr


def test_nothing_is_left_where_a_file_cannot_be_written(tmp_path: Path):
    done = run(calendar, ANA, "-o", str(tmp_path / "no" / "me.ics"))

    assert done.exit_code == 1
    assert "cannot be written" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_without_icalendar_an_earlier_calendar_is_refused_with_the_line_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    old = tmp_path / "old.ics"
    run(calendar, ANA, "-o", str(old))
    monkeypatch.setitem(__import__("sys").modules, "icalendar", None)

    assert "pip install 'needlecare[calendar]'" in run(calendar, ANA, "--previous", str(old)).stderr
