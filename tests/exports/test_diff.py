"""The effect of a change, held to brute force: every answer at, just before and just after every break point."""

import json
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from cli.running import needlecare
from exports.trial import AMOUNTS, WORDS, text
from work import seconds_of_work

from needlecare import combine, load, parse
from needlecare.engine.screening import findings_of
from needlecare.exports.diff import Region, compare
from needlecare.exports.diff_words import Teller, changes_form
from needlecare.protocol.model import Outcome
from needlecare.protocol.said import Facts, Said, Use
from needlecare.protocol.time import Duration, Interval, Unit, after, before, zone

UNITS = {unit.value: unit for unit in Unit}
SESSIONS = (
    ("UTC", "2026-12-03T12:00"),
    ("Europe/London", "2026-03-01T12:00"),  # a month of 28 days lies before it
    ("Europe/London", "2026-03-30T12:00"),  # the clock has just gone forward
    ("Europe/London", "2026-10-26T12:00"),  # and back
    ("America/New_York", "2024-11-05T12:00"),
    ("America/New_York", "2026-03-10T12:00"),
    ("Australia/Lord_Howe", "2026-04-07T12:00"),  # by half an hour
)
EVERY = 17  # of the answers, another one for each person
SEEDS = [seed if seed < 2 else pytest.param(seed, marks=pytest.mark.slow) for seed in range(7)]


def moment(zone_name: str, said: str) -> int:
    from datetime import datetime

    return zone(zone_name).first_reaching(datetime.fromisoformat(said))


def instants(where: Any, session: int) -> list[int]:
    """Return every break point of every amount, on every side of a session, with its neighbours."""
    found = {session}
    for amount in {part for written in AMOUNTS for part in ends_of(written)}:
        found.add(before(session, amount, where))
        found |= {after(session + length, amount, where) for length in (0, 1800, 3600)}
    found |= {session + 1800, session + 3600}
    day = where.day_of(session)
    found |= {where.day(day + timedelta(days=shift)).lo for shift in (0, 1)}
    return sorted(at + step for at in found for step in (-1, 0, 1))


def ends_of(written: str) -> Iterator[Duration]:
    numbers, unit = written.split()
    for number in numbers.split(".."):
        yield Duration(int(number), UNITS[unit])


def answers(name: str, where: Any, session: int) -> Iterator[tuple[str, int, Use]]:
    """Yield what can be said of one subject: its kind, its instant, and the use."""
    yield "never", 0, Use(never=True)
    for prescribed in (True, False):
        yield f"ongoing {prescribed}", 0, Use(ongoing=True, prescribed=prescribed)
    for at in instants(where, session):
        for prescribed in (True, False) if name == "pill" else (None,):
            if at <= session:
                yield "last", at, Use(last=Interval(at, at), prescribed=prescribed)
            yield "planned", at, Use(never=True, planned=(Interval(at, at),), prescribed=prescribed)


def outcome(book: Any, facts: Facts) -> Outcome:
    return max((found.best for found in findings_of(book, facts)), default=Outcome.READY)


def holds(
    region: Region, name: str, kind: str, at: int, use: Use, person: dict[str, Any], session: Any
) -> bool:
    """Return whether an answer lies in a region."""
    for key, labels in region.given:
        said = use.prescribed if key[0] == "prescribed" else person[key[-1]]
        if not any(is_said(key[0], label, said) for label in labels):
            return False
    if region.key[0] != "use":
        labels = tuple(cell.label for cell in region.cells)
        return any(is_said(region.key[0], label, person[region.key[-1]]) for label in labels)
    if name not in region.names:
        return False
    first, last = region.cells[0], region.cells[-1]
    if not first.is_stretch:
        words = {"ongoing True": "ongoing-prescribed", "ongoing False": "ongoing-own"}
        return any(cell.label in (kind, words.get(kind), kind.split()[0]) for cell in region.cells)
    opens = first.opens.at(*session) if first.opens else -(10**12)
    closes = last.closes.at(*session) if last.closes else 10**12
    return first.label == kind and opens < at <= closes


def is_said(kind: str, label: Any, said: Any) -> bool:
    if kind == "age":
        return label[0] <= said and (label[1] is None or said < label[1])
    if kind == "area":
        return set(label) - {"other-area"} == ({said} if said != "elsewhere" else set())
    return label == said


def people(where: Any, session: int) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield persons, as the words of regions and as facts."""
    for burnt, cleared, area, age in product(
        ("yes", "no"), ("yes", "no"), ("face", "legs"), (15, 17, 20, 21)
    ):
        day = where.day(where.day_of(before(session, Duration(age, Unit.YEAR), where)))
        facts = {
            "states": {"burnt": Said(holds=burnt == "yes"), "cleared": Said(holds=cleared == "yes")},
            "areas": (area,),
            "birth": day,
        }
        yield {"burnt": burnt, "cleared": cleared, "area": area, "age": age}, facts


@pytest.mark.parametrize("seed", SEEDS)
def test_regions_are_exactly_the_answers_with_another_verdict(seed):
    old, new = (combine(parse(text(number))) for number in (2 * seed, 2 * seed + 1))
    changes = compare(old, new)
    zone_name, said = SESSIONS[seed % len(SESSIONS)]
    where, session = zone(zone_name), moment(zone_name, said)
    fine = {"burnt": "no", "cleared": "no", "area": "elsewhere", "age": 40}

    for name in ("acid", "aha", "pill", "laser"):
        for kind, at, use in answers(name, where, session):
            asked = session if kind != "planned" else session - 10**9
            facts = Facts(
                zone=where,
                asked=asked,
                session=Interval(session, session),
                used={name: (use,)},
                states={"burnt": Said(holds=False), "cleared": Said(holds=False)},
                areas=("elsewhere",),
                birth=Interval(0, 0),
            )
            outcomes = outcome(old, facts), outcome(new, facts)
            found = [r for r in changes.regions if holds(r, name, kind, at, use, fine, (where, session))]
            told = {(region.old.outcome, region.new.outcome) for region in found}
            sure = {(region.old.outcome, region.new.outcome) for region in found if not region.sometimes}
            assert sure <= {outcomes}, (name, kind, at - session, outcomes)
            assert outcomes[0] is outcomes[1] or outcomes in told, (name, kind, at - session, outcomes)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_person_with_another_verdict_lies_in_a_region(seed):
    old, new = (combine(parse(text(number))) for number in (2 * seed, 2 * seed + 1))
    changes = compare(old, new)
    where, session = zone("UTC"), moment(*SESSIONS[0])

    for number, (person, facts) in enumerate(people(where, session)):
        for name in ("aha", "pill"):
            for kind, at, use in list(answers(name, where, session))[number % EVERY :: EVERY]:
                asked = session if kind != "planned" else session - 10**9
                whole = Facts(
                    zone=where, asked=asked, session=Interval(session, session), used={name: (use,)}, **facts
                )
                if outcome(old, whole) is not outcome(new, whole):
                    session_at = (where, session)
                    assert any(holds(r, name, kind, at, use, person, session_at) for r in changes.regions)


def test_a_protocol_compared_with_itself_changes_nothing():
    book = load("microneedling", "safety")

    assert compare(book, book).is_empty


def test_a_longer_wait_is_told_by_the_stretch_in_which_it_matters():
    changes = compare(*shipped_with("for: 5..7 day", "for: 6..9 day"))

    told = Teller(*shipped_with("for: 5..7 day", "for: 6..9 day"), "en").sentences(changes.regions)
    assert (
        "Waxing: last used or planned from 7 days before the session, but less than 9 days before the session: "
        "ready, now the practitioner decides (waxing-before)"
    ) in told
    assert changes.regions[0].old.outcome is Outcome.READY, "from fine to not fine comes first"
    assert set(changes.rules_changed) == {"waxing-before", "depilatory-before", "electrolysis-before"}


def test_a_wait_before_a_peel_is_told_by_the_peel():
    changes = compare(*shipped_with("before: peel, for: 3..4 day", "before: peel, for: 3..5 day"))

    assert {region.key[:2] for region in changes.regions} == {("use-before", "peel")}
    assert {region.new.outcome for region in changes.regions} == {Outcome.CAUTION}


def test_a_month_against_thirty_days_differs_for_some_sessions_only():
    month = combine(parse(one_rule("1 month")))
    days = combine(parse(one_rule("30 day")))

    changes = compare(days, month)
    assert {region.sometimes for region in changes.regions} == {True}
    assert {region.gets_worse for region in changes.regions} == {True, False}, (
        "February is shorter, July longer"
    )


def test_texts_and_questions_that_change_are_listed():
    old, new = shipped_with("in the last seven months", "in the last 7 months")

    changes = compare(old, new)
    assert changes.regions == ()
    assert [(change.kind, change.name, change.part) for change in changes.texts] == [
        ("question", "isotretinoin", "ask")
    ]
    assert compare(load("microneedling"), load("microneedling", "safety")).asked_anew


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_region_of_two_shipped_protocols_has_a_sentence(language):
    old, new = load("microneedling"), load("safety")
    changes = compare(old, new)

    form = changes_form(Teller(old, new, language), changes)
    assert len(form["regions"]) == len(changes.regions) > 100
    assert all(region["text"] and "{" not in region["text"] for region in form["regions"])


def test_two_shipped_protocols_are_compared_within_two_seconds():
    old, new = load("microneedling"), load("safety")

    assert seconds_of_work(lambda: compare(old, new), enough=2) <= 2


def one_rule(amount: str) -> str:
    head, _, _ = text(0).partition("rules:\n")
    return f"{head}rules:\n- {{id: acid-before, avoid: acid, when: {{before: session, for: {amount}}}, {WORDS}}}\n"


def shipped_with(found: str, instead: str) -> tuple[Any, Any]:
    """Return the shipped protocols, and the same with some words replaced."""
    from needlecare.protocol.load import path_of

    written = Path(path_of("microneedling")).read_text(encoding="utf-8")
    assert found in written
    old, other = load("microneedling", "safety"), load("safety").layers[0]
    return old, combine(parse(written.replace(found, instead)), other)


def files(tmp_path: Path) -> Path:
    """Write two protocols and two clients, and return their folder."""
    for name, amount in (("old", "3 day"), ("new", "5 day")):
        (tmp_path / f"{name}.yaml").write_text(one_rule(amount))
    rows = "client,session,acid\nAna,2026-12-05T12:00,2026-12-01\nBen,2026-12-05T12:00,never\n"
    (tmp_path / "clients.csv").write_text(rows)
    return tmp_path


@pytest.mark.parametrize(
    ("language", "heading", "line", "count"),
    [
        (
            "en",
            "Fine before, not any more",
            "Ana: ready, now wait (acid-before)",
            "1 of 2 clients get another outcome; fine before and not any more: 1.",
        ),
        (
            "es",
            "Antes bien, ahora ya no",
            "Ana: todo listo, ahora esperar (acid-before)",
            "1 de 2 clientes obtienen otro resultado; antes bien y ahora ya no: 1.",
        ),
    ],
)
def test_the_command_tells_changes_and_who_is_affected(tmp_path, language, heading, line, count):
    zone_and_clients = ("--cohort", "clients.csv", "--zone", "Europe/London", "--lang", language)

    told = needlecare("diff", "old.yaml", "new.yaml", *zone_and_clients, folder=files(tmp_path))
    assert (told.code, told.err) == (0, "")
    assert all(part in told.out for part in (heading, line, count))


def test_the_command_gives_programs_the_same_as_values(tmp_path):
    form = json.loads(needlecare("diff", "old.yaml", "new.yaml", "--json", folder=files(tmp_path)).out)

    assert {(region["old"]["outcome"], region["new"]["outcome"]) for region in form["regions"]} == {
        ("ready", "wait")
    }
    assert form["rules"]["changed"] == ["acid-before"]


def test_a_cohort_without_a_zone_is_wrong_use(tmp_path):
    told = needlecare("diff", "old.yaml", "new.yaml", "--cohort", "clients.csv", folder=files(tmp_path))

    assert told.code == 2
    assert "needs --zone" in told.err


def test_a_protocol_that_is_not_there_is_wrong_use():
    told = needlecare("diff", "microneedling", "no-such-protocol")

    assert told.code == 2
    assert "Invalid value for NEW: 'no-such-protocol': no protocol of this name" in told.err
