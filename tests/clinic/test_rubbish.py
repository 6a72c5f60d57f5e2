"""Whatever is posted, a page answers: never with a fault of ours."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from clinic.visitor import Visitor, read
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from needlecare.clinic.common.seal import seal
from needlecare.clinic.protocols.force import in_force
from needlecare.clinic.selfcheck.talk import PURPOSE

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

TEXT = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [
            "",
            "yes",
            "no",
            "never",
            "ongoing",
            "not-sure",
            "yesterday",
            "last May",
            "2026-02-30",
            "9999-12-31",
            "0001-01-01",
        ]
    ),
    st.sampled_from(["25:99", "1e9", "-1", "\x00", "‮", "𝟚", "a" * 5000, "2026-12-03T14:30", "{", "'", "<b>"]),
)
DAY = st.one_of(TEXT, st.integers(-800, 1200).map(lambda n: (date.today() + timedelta(days=n)).isoformat()))
START = {"zone": "Europe/London", "session": (date.today() + timedelta(days=9)).isoformat()}
ANY = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@ANY
@given(day=DAY, hour=TEXT, words=TEXT)
def test_the_first_page(client, day, hour, words):
    assert client.post("/en/when/", {"day": day, "hour": hour, "words": words}).status_code == 200


@ANY
@given(name=TEXT, label=TEXT, day=DAY, hour=TEXT, used=TEXT)
def test_a_product(client, name, label, day, hour, used):
    typed = {"name": name, "label": label, "day": day, "hour": hour, "used": used}

    assert client.post("/es/product/", typed).status_code == 200


@ANY
@given(day=DAY, hour=TEXT)
def test_after_a_session(client, day, hour):
    assert client.post("/en/after/", {"day": day, "hour": hour}).status_code == 200
    assert client.post("/en/after/dates.ics", {"day": day, "hour": hour}).status_code in (200, 302)


@ANY
@given(event=DAY, count=TEXT)
def test_a_series(client, event, count):
    talk = {
        "digest": in_force().rulebook.digest,
        "start": START,
        "first": {},
        "steps": [],
        "asked": None,
        "at": 0,
        "draft": {},
    }
    typed = {"talk": seal(talk, purpose=PURPOSE), "event": event, "count": count}

    assert client.post("/en/when/series/", typed).status_code == 200


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_every_question(client, data):
    ana = Visitor(client)
    ana.begin(day=(date.today() + timedelta(days=9)).isoformat())
    for _ in range(30):
        if ana.is_done:
            break
        names = ana.names()
        typed = {
            "pick": data.draw(st.lists(st.sampled_from([*names, "other"]), max_size=4)) if names else [],
            "text": data.draw(TEXT),
            **{f"when-{name}": data.draw(TEXT) for name in names[:3]},
        }
        ana.send(**typed)
        assert ana.page.status_code == 200
        if read(ana.page.text).errors:
            ana.send("skip")
    assert ana.page.status_code == 200


@pytest.mark.parametrize("do", ["change-999", "change-x", "back", "result", "begin", "stay", "nonsense", ""])
def test_any_button(client, do):
    ana = Visitor(client)
    ana.begin(day=(date.today() + timedelta(days=9)).isoformat())
    ana.send(do)

    assert ana.page.status_code in (200, 400)
