"""Page, sheet, calendar, API and interview give the verdict of the conformance suite, which the oracle gave, not the engine.

NEEDLECARE_SITE_CASES says how many cases of the suite are asked, spread over all of it; `all` is every one.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from clinic.visitor import read
from django.core.cache import caches
from django.test import Client

from conformance import SUITE, in_utc, whole
from needlecare.clinic.protocols.force import in_force
from needlecare.clinic.selfcheck.fields import FORMS, said_by
from needlecare.clinic.selfcheck.talk import Talk
from needlecare.exports.ics import read_events
from needlecare.protocol.time import Instant, Zone

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(not SUITE.exists(), reason="conformance/cases.jsonl is not part of this tree"),
]

MANY, FEW = 60, 12  # cases: answered at once, and gone through question by question


def cases(number: int) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield name, facts and expected answer of some cases."""
    head, *lines = SUITE.read_text(encoding="utf-8").splitlines()
    frames = json.loads(head)["frames"]
    asked = os.environ.get("NEEDLECARE_SITE_CASES", str(number))
    step = 1 if asked == "all" else max(len(lines) // int(asked), 1)
    for line in lines[::step]:
        case = json.loads(line)
        yield case["case"], whole(frames[case["frame"]], case["facts"]), case["expected"]


def instant(text: str) -> Instant:
    return int(datetime.fromisoformat(text).timestamp())


# --- all at once -----------------------------------------------------------------------------------------------------


def test_page_sheet_calendar_and_api_answer_as_the_oracle(client, settings):
    settings.API_REQUESTS_A_MINUTE = 10_000_000
    caches["throttle"].clear()
    outcomes = set()
    for name, facts, expected in cases(MANY):
        holds_of_api(facts, expected, name)
        talk = Talk(digest=in_force().rulebook.digest, start=facts)
        case = talk.case(in_force().rulebook, language="en", now=0)
        holds_of_page(client, talk, case.facts.zone, expected, name)
        holds_of_what_is_taken_along(client, talk, case, expected, name)
        outcomes.add(expected["outcome"])

    assert outcomes == {"ready", "caution", "ask", "refer", "wait", "stop"}


def holds_of_api(facts: dict[str, Any], expected: dict[str, Any], name: str) -> None:
    answer = Client().post("/api/v1/screen", json.dumps(facts), content_type="application/json").json()
    found = {
        one["rule"]: [one["best"], one["worst"], one["outcome"]] for one in answer["findings"] if one["rule"]
    }
    dates = {key: answer["earliest"][key] for key in ("certain", "possible")}

    assert answer["outcome"] == expected["outcome"], name
    assert {rule: ends for rule, ends in found.items() if ends[1] != "ready"} == expected["findings"], name
    assert {key: at and in_utc(instant(at)) for key, at in dates.items()} == {
        key: expected[key] for key in dates
    }, name
    assert sorted(answer["pending"]) == expected["pending"], name


def holds_of_page(client, talk: Talk, where: Zone, expected: dict[str, Any], name: str) -> None:
    """The page shows the outcome, and the first whole moment after every wait as a leaf of the calendar."""
    shown = client.post("/en/when/", {"talk": talk.sealed(), "do": "result"}).text

    assert read(shown).outcome == expected["outcome"], name
    if expected["outcome"] == "wait":
        leaf = re.search(r'class="leaf__d">(\d+)</span><span class="leaf__m">(\w+ \d+)', shown)
        certain = expected["certain"]
        first = certain and where.day_of(instant(certain) + 1)
        assert (leaf and (leaf[1], leaf[2])) == (first and (str(first.day), f"{first:%B %Y}")), name


def holds_of_what_is_taken_along(client, talk: Talk, case: Any, expected: dict[str, Any], name: str) -> None:
    """Sheet and calendar are for the session as asked, or after every wait; there is none where there is no such day."""
    sheet = client.post("/en/when/sheet/", {"talk": talk.sealed()})
    calendar = client.post("/en/when/dates.ics", {"talk": talk.sealed()})
    outcome, certain, where = expected["outcome"], expected["certain"], case.facts.zone

    if outcome == "stop" or (outcome == "wait" and certain is None):
        assert (sheet.status_code, calendar.status_code) == (302, 302), name
        return
    session = next(one for one in read_events(calendar.content, where) if one.busy)
    first = instant(certain) if outcome == "wait" else case.facts.session.lo
    # At the hour that was asked about, which may be later than the end of the wait, or early the next day.
    days = (
        {where.day_of(first), where.day_of(first + 24 * 3600)} if outcome == "wait" else {where.day_of(first)}
    )
    assert where.day_of(session.starts) in days, name
    assert session.starts >= first, name
    assert outcome == "wait" or session.status == ("CONFIRMED" if outcome == "ready" else "TENTATIVE"), name
    day = where.day_of(session.starts)
    assert (
        f"{day.day} {day:%B}" in sheet.text.partition("</header>")[0] + sheet.text.partition("<h1>")[2][:600]
    ), name


# --- question by question --------------------------------------------------------------------------------------------

NOTHING = {
    "date": {"text": ["1984-02-29"]},
    "areas": {"pick": ["face"]},
    "skin": {"pick": ["2"]},
    "truth": {"pick": ["no"]},
    "or-none": {"pick": ["no"]},
    "uses": {"none": ["yes"]},
    "many": {"none": ["yes"]},
}


def test_the_interview_comes_to_the_verdict_of_the_oracle():
    """What was used is typed as in the case; to every other question nothing applies.

    The interview ends when nothing can change the outcome, and an answer such as "not since Monday" says less than the
    suite's "never": a day may then be certain only later, or not yet. It is never earlier.
    """
    gone_through = 0
    for name, facts, expected in cases(FEW * 8):
        used = {key: one for key, one in facts.get("used", {}).items() if one != "never"}
        if not is_about_one_use(facts, used):
            continue
        gone_through += 1
        verdict = gone_through_with(facts, used)
        assert verdict.outcome.word == expected["outcome"], name
        certain = expected["certain"] and instant(expected["certain"])
        assert verdict.certain is None or certain is None or verdict.certain >= certain, name
    assert gone_through >= FEW


def is_about_one_use(facts: dict[str, Any], used: dict[str, Any]) -> bool:
    """Return whether facts differ from those of somebody to whom nothing applies by one use, said in words.

    Classes inside one another are left out: the suite says "never" of each by itself, which "none of these" does not.
    """
    narrower = in_force().rulebook.narrower
    alone = [name for name in used if [key for key, inner in narrower.items() if name in inner] == [name]]
    others = {"areas": ["face"], "birth": "1984-02-29", "plan": {}, "previous-sessions": [], "skin-type": 2}
    return (
        len(used) == 1
        and all(isinstance(one, str) and one != "not-sure" for one in used.values())
        and all(set(narrower[name]) == {name} for name in alone)
        and len(alone) == 1
        and all(facts.get(key) == one for key, one in others.items())
        and not {*facts.get("states", {}).values()} - {"no"}
        and not {"add-on", "device", "depth-mm", "role", "stage", "session-end"} & {*facts}
    )


def gone_through_with(facts: dict[str, Any], used: dict[str, str]) -> Any:
    book = in_force().rulebook
    start = {key: facts[key] for key in ("session", "zone", "asked", "jurisdiction", "indication")}
    talk = Talk(digest=book.digest, start={**start, "used": used})
    for _ in range(60):
        case = talk.case(book, language="en", now=0)
        talk, verdict = talk.asking(case)
        if talk.asked is None:
            return verdict
        typed = typed_for(talk.asked, used)
        talk = talk.answered(typed, said_by(talk, case, typed) if typed else None)
    raise AssertionError("the interview does not end")


def typed_for(asked: Any, used: dict[str, str]) -> dict[str, list[str]]:
    """Return what is typed for a question; nothing where it asks for more than the case says."""
    own = [name for name in asked.names if name in used]
    if not own:
        return NOTHING.get(FORMS.get(asked.kind, "words"), {})
    if asked.kind != "uses":
        return {}
    return {"pick": own, **{f"when-{name}": [used[name]] for name in own}}
