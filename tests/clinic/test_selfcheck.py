"""The interview as pages: one question each, back and change, plain words, and a result that keeps nothing."""

from __future__ import annotations

import logging
import re
import time
from datetime import date, timedelta

import pytest
from clinic.visitor import Visitor, read
from django.db import connection
from test_cases import ALL, GIVEN, facts_of, said_of

import needlecare
from needlecare.clinic.common.seal import LIVES_SECONDS, Broken, seal, unseal
from needlecare.clinic.selfcheck.talk import Talk, opened
from needlecare.protocol.time import utc

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    """A visitor who reads English."""
    return Visitor(client)


@pytest.fixture
def clear(ana):
    """A visitor to whom nothing applies, at her result."""
    return at_result(ana)


def at_result(ana, **more):
    """Bring a visitor to the result of somebody to whom nothing applies, but for `more`."""
    book = needlecare.load("microneedling", "safety")
    said = {**GIVEN["all-clear"], "session": f"{in_days(30)}T14:30", **more}
    said.pop("asked", None)
    talk = Talk(digest=book.digest, start=said)
    ana.page = ana.client.post(ana.address, {"talk": talk.sealed(), "do": "result"})
    return ana


def in_days(number: int) -> date:
    return date.today() + timedelta(days=number)


# --- from the first page to the result ---


def test_somebody_to_whom_nothing_applies_is_ready(ana):
    ana.begin(day=in_days(30).isoformat(), hour="14:30")
    ana.go_through()

    assert ana.seen.outcome == "ready"
    assert "has the last word" in ana.page.text


@pytest.mark.slow
def test_nobody_is_asked_the_same_twice(ana):
    ana.begin(day=in_days(30).isoformat(), hour="14:30")
    ana.go_through()

    assert len(ana.asked) == len(set(ana.asked))


@pytest.mark.slow
def test_a_recent_use_in_plain_words_gives_the_earliest_day(ana):
    ana.begin(day=in_days(1).isoformat(), hour="10:00")
    ana.go_through({"topical-retinoid": {"pick": "topical-retinoid", "when-topical-retinoid": "yesterday"}})

    assert ana.seen.outcome == "wait"
    assert "Your earliest day is" in ana.seen.heading
    assert "“yesterday”" in ana.page.text


@pytest.mark.slow
def test_words_on_the_first_page_are_taken_as_said(ana):
    ana.begin(day=in_days(1).isoformat(), hour="10:00", words="I waxed yesterday")
    ana.go_through()

    assert ana.seen.outcome == "wait"
    assert "Waxing" in ana.page.text


@pytest.mark.slow
def test_the_interview_speaks_spanish(client):
    ana = Visitor(client, language="es")
    ana.begin(day=in_days(1).isoformat(), hour="10:00", words="ayer me depilé con cera")
    ana.go_through()

    assert ana.seen.outcome == "wait"
    assert "Su primer día posible es" in ana.seen.heading


@pytest.mark.slow
def test_a_prescribed_medicine_is_never_told_to_be_stopped(ana):
    ana.begin(day=in_days(2).isoformat(), hour="10:00")
    ana.go_through({"anticoagulant": {"pick": "anticoagulant", "when-anticoagulant": "still"}})

    assert ana.seen.outcome == "refer"
    assert "Please keep taking a medicine against blood clots exactly as prescribed" in ana.page.text
    assert "Shall I carry on as I do" in ana.page.text


def test_a_reason_against_it_ends_the_interview_at_once(ana):
    ana.begin(day=in_days(30).isoformat())
    ana.send(pick="bleeding-disorder")

    assert ana.seen.outcome == "stop"
    assert "check-calendar" not in ana.page.text
    assert "dates.ics" not in ana.page.text


@pytest.mark.slow
def test_what_is_skipped_stays_open(ana):
    ana.begin(day=in_days(30).isoformat(), hour="14:30")
    ana.send("skip")
    ana.go_through()

    assert ana.seen.outcome == "ask"
    assert "Still to answer" in ana.page.text


def test_an_earliest_day_on_which_the_clinic_is_closed_comes_with_the_next_open_day(ana):
    ahead = 2 + (3 - date.today().weekday()) % 7  # to a Saturday after tomorrow
    lately = (date.today() + timedelta(days=ahead - 14)).isoformat()
    at_result(ana, used={**GIVEN["all-clear"]["used"], "tanning": lately}, session=f"{in_days(1)}T10:00")
    shown = ana.page.text

    assert ana.seen.outcome == "wait"
    assert "Sunday" in ana.seen.heading
    assert "We are closed that day" in shown


# --- back and change ---


def test_back_shows_the_question_before_with_its_answer(ana):
    ana.begin(day=in_days(30).isoformat())
    ana.send(none="yes")
    ana.send(text="1990-04-17")
    ana.send("back")

    field = next(one for one in ana.seen.fields if one.get("name") == "text")
    assert (field["type"], field["value"]) == ("date", "1990-04-17")


def test_back_from_the_first_question_keeps_the_first_page(ana):
    ana.begin(day=in_days(30).isoformat(), words="retinol last May")
    ana.send("back")

    assert in_days(30).isoformat() in ana.page.text
    assert "retinol last May" in ana.page.text


@pytest.mark.slow
def test_an_answer_can_be_changed_from_the_result(ana):
    ana.begin(day=in_days(3).isoformat(), hour="10:00")
    ana.go_through({"waxing": {"pick": "waxing", "when-waxing": "yesterday"}})
    before = ana.seen.outcome
    index = next(i for i, asked in enumerate(ana.asked) if "remove hair" in asked)
    ana.send(f"change-{index}")
    assert "remove hair" in ana.seen.heading
    assert "yesterday" in ana.page.text
    ana.send(none="yes")
    ana.go_through()

    assert (before, ana.seen.outcome) == ("wait", "ready")


# --- what cannot be read ---


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"day": "2020-01-01"}, "This day is over"),
        ({"day": "2999-01-01"}, "within the next three years"),
        ({"day": "tomorrow"}, "Enter a day"),
        ({"hour": "14:30"}, "Choose the day too"),
        ({"day": "DAY", "hour": "noon"}, "Enter a time"),
        ({"words": "hello there"}, "no product or treatment"),
        ({"words": "retinol"}, "leaves a question"),
    ],
)
def test_a_field_that_cannot_be_read_has_its_message_and_keeps_what_was_typed(ana, typed, words):
    typed = {key: in_days(9).isoformat() if value == "DAY" else value for key, value in typed.items()}
    ana.begin(**typed)

    assert any(words in shown for shown in ana.seen.errors)
    for value in typed.values():
        assert value in ana.page.text


def test_words_that_are_no_time_are_asked_again_beside_their_field(ana):
    ana.begin(day=in_days(30).isoformat(), hour="14:30")
    while "topical-retinoid" not in ana.names():
        ana.send(**ana.easy())
    ana.send(pick="topical-retinoid", **{"when-topical-retinoid": "blorp", "when-hydroquinone": "last May"})

    assert any("We could not read when this was" in shown for shown in ana.seen.errors)
    values = {one.get("name"): one.get("value") for one in ana.seen.fields}
    assert values["when-topical-retinoid"] == "blorp"
    assert values["when-hydroquinone"] == "last May"


def test_no_tick_at_all_is_no_answer(ana):
    ana.begin(day=in_days(30).isoformat())
    ana.send()

    assert any("None of these" in shown for shown in ana.seen.errors)


def test_none_together_with_one_is_asked_again(ana):
    ana.begin(day=in_days(30).isoformat())
    ana.send(pick="pregnant", none="yes")

    assert any("untick" in shown for shown in ana.seen.errors)


def test_words_are_read_back(ana):
    ana.begin(day=in_days(30).isoformat(), hour="14:30")
    while "topical-retinoid" not in ana.names():
        ana.send(**ana.easy())

    def read_back(of: str, words: str) -> str:
        typed = {"talk": ana.talk, "of": of, f"when-{of}": words}
        return ana.client.post(f"{ana.address}read/", typed).text

    assert "“yesterday”" in read_back("topical-retinoid", "yesterday")
    assert not read_back("topical-retinoid", "blorp").strip()
    assert not read_back("nothing-asked", "yesterday").strip()


# --- nothing is kept ---


def everything() -> dict[str, list[tuple]]:
    """Return every row of every table."""
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        found = {}
        for name in names:
            cursor.execute(f'SELECT * FROM "{name}"')
            found[name] = sorted(map(repr, cursor.fetchall()))
    return found


@pytest.mark.slow
def test_nothing_is_kept_in_database_log_cookie_or_address(ana, caplog):
    caplog.set_level(logging.DEBUG)
    before = everything()
    ana.begin(day=in_days(2).isoformat(), words="I waxed last month")
    ana.go_through({"waxing": {"pick": "waxing", "when-waxing": "blue moon, yesterday"}})
    for made in ("dates.ics", "sheet/", "series/"):
        ana.client.post(f"{ana.address}{made}", {"talk": ana.talk})

    said = re.compile("isotretinoin|waxing|blue moon|1990-04-17|retinoid", re.IGNORECASE)
    assert everything() == before
    assert not said.search(caplog.text.replace("SELECT", ""))
    assert not ana.client.cookies
    assert ana.page.request["QUERY_STRING"] == ""
    assert "no-store" in ana.page["Cache-Control"]
    assert not said.search(re.search(r"<title>(.*?)</title>", ana.page.text)[1])


def test_what_travels_in_the_form_can_be_read_by_nobody_else(ana):
    ana.begin(day=in_days(2).isoformat(), words="I waxed last month")

    assert "wax" not in ana.talk
    assert opened(ana.talk).start["used"]


def test_answers_of_different_length_travel_at_the_same_length():
    assert len(seal({"a": "x"}, purpose="p")) == len(seal({"a": "no such thing"}, purpose="p"))


@pytest.mark.parametrize("how", ["changed", "cut", "other", "long", "empty"])
def test_a_seal_that_is_not_ours_opens_nothing(how):
    good = seal({"a": 1}, purpose="p")
    bad = {
        "changed": good[:-9] + "AAAAAAAA=",
        "cut": good[:40],
        "other": good,
        "long": "g" * 10**6,
        "empty": "",
    }

    with pytest.raises(Broken):
        unseal(bad[how], purpose="q" if how == "other" else "p")


def test_a_seal_is_too_old_after_a_day(monkeypatch):
    good = seal({"a": 1}, purpose="p")
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + LIVES_SECONDS + 10)

    with pytest.raises(Broken):
        unseal(good, purpose="p")


def test_a_broken_talk_begins_anew_with_a_word_about_why(client):
    answer = client.post("/en/when/", {"talk": "not a talk", "do": "answer"})

    assert answer.status_code == 400
    assert "Please begin again" in answer.text


@pytest.mark.parametrize("made", ["dates.ics", "sheet/", "series/"])
def test_without_answers_nothing_is_made(client, made):
    assert client.get(f"/en/when/{made}").status_code == 302
    assert client.post(f"/en/when/{made}", {"talk": "x"}).status_code == 302


# --- what is taken along ---


def test_the_calendar_names_no_treatment_unless_wished(clear):
    discreet = clear.client.post(f"{clear.address}dates.ics", {"talk": clear.talk})
    plain = clear.client.post(f"{clear.address}dates.ics", {"talk": clear.talk, "plain": "yes"})

    assert discreet["Content-Type"].startswith("text/calendar")
    assert b"needling" not in discreet.content
    assert b"needling" in plain.content.replace(b"\r\n ", b"")


def test_the_sheet_puts_the_emergency_first(clear):
    sheet = clear.client.post(f"{clear.address}sheet/", {"talk": clear.talk}).text

    assert sheet.index("In an emergency call 999") < sheet.index("<h2>Before</h2>")
    assert re.search(r"NC1-[0-9A-Z-]+", sheet)


def test_a_series_is_planned_back_from_an_event(clear):
    planned = clear.client.post(
        f"{clear.address}series/", {"talk": clear.talk, "event": in_days(200).isoformat(), "count": "3"}
    ).text
    wrong = clear.client.post(
        f"{clear.address}series/", {"talk": clear.talk, "event": "soon", "count": "99"}
    ).text

    assert "3 sessions: the series fits." in planned
    assert "before the event" in planned
    assert "Enter a day" in wrong
    assert "from 1 to 12" in wrong


# --- the same answer as the engine ---


@pytest.mark.slow
def test_the_page_answers_as_the_engine_on_every_sixth_case(client):
    book = needlecare.load("microneedling", "safety")
    cases = [case for case in ALL if "outcome" in case.expect and "protocols" not in case.said][::6]
    for case in cases:
        said, facts = said_of(case), facts_of(case)
        talk = Talk(digest=book.digest, start={**said, "asked": utc(facts.asked).isoformat()})
        shown = client.post("/en/when/", {"talk": talk.sealed(), "do": "result"})

        assert read(shown.text).outcome == needlecare.screen(book, facts).outcome.word, case.id
    assert {case.expect["outcome"] for case in cases} == {"ready", "caution", "ask", "refer", "wait", "stop"}
