"""What the API answers: what the commands answer, by the protocol that is in force at the clinic."""

from __future__ import annotations

import time
from typing import Any

from django.http import HttpRequest

from needlecare.answering.case import Case
from needlecare.answering.phrases import reader
from needlecare.answering.planning import for_planning
from needlecare.answering.product import classes_of, facts_around, product_form
from needlecare.clinic.api.bodies import SERIES, WEEKDAYS, Product, SeriesAsked, strict_body
from needlecare.clinic.api.refusing import Refused, placed
from needlecare.clinic.common.clinic import the_clinic
from needlecare.clinic.protocols.force import in_force
from needlecare.engine.course import assess
from needlecare.engine.screening import screen as screened
from needlecare.engine.series import plan_series
from needlecare.protocol.checkin import read_checkins
from needlecare.protocol.facts import read_facts
from needlecare.protocol.facts_forms import ZoneKind
from needlecare.protocol.fields import BAD, Bad
from needlecare.protocol.reader import BadFile, Node, Place, Problem, Report
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts
from needlecare.protocol.time import Interval, Zone
from needlecare.protocol.when import WHEN
from needlecare.substances import read_label, read_name
from needlecare.wording.language import Speaker
from needlecare.wording.plain.books import rule_form, shelf_form
from needlecare.wording.plain.calendar import plan_form
from needlecare.wording.plain.course import course_form
from needlecare.wording.plain.series import series_form
from needlecare.wording.plain.verdicts import verdict_form

BODY = "body"


def screen(request: HttpRequest, language: str) -> dict[str, Any]:
    """Return the verdict on the facts of a body."""
    case = case_of(strict_body(request), language)
    return verdict_form(case.speaker, screened(case.book, case.facts))


def plan(request: HttpRequest, language: str) -> dict[str, Any]:
    """Return the verdict on the facts of a body, and what to do on each day."""
    case = case_of(strict_body(request), language)
    verdict = screened(case.book, case.facts)
    planned = for_planning(case, verdict)
    return plan_form(case.speaker, verdict, planned.speaker if planned else None)


def series(request: HttpRequest, language: str) -> dict[str, Any]:
    """Return the days of a series."""
    root = strict_body(request)
    case = case_of(_facts_in(root), language)
    asked = _series_asked(root, case.facts.zone)
    try:
        found = plan_series(
            case.book,
            case.facts,
            sessions=asked.sessions,
            event=asked.event,
            lead=asked.lead,
            blocked=asked.blocked,
            closed=[WEEKDAYS.index(word) for word in asked.closed],
            backwards=asked.backwards,
        )
    except ValueError as error:
        raise Refused(422, [(BODY, str(error))]) from None
    return series_form(case.speaker, found)


def course(request: HttpRequest, language: str) -> dict[str, Any]:
    """Return what the last check-in of a body means."""
    root, book, clinic = strict_body(request), in_force().rulebook, the_clinic()
    _refuse_other_protocols(root, book)
    try:
        diary = read_checkins(root, book, name=BODY, now=_now(), zone_key=clinic.zone_key)
    except BadFile as error:
        raise Refused(422, placed(error.problems)) from None
    found = assess(book, diary.latest, session_end=diary.session_end, zone=diary.zone, earlier=diary.earlier)
    moment = diary.latest.at
    country = (clinic.country,) if clinic.country else None
    client = Facts(zone=diary.zone, asked=moment, session=Interval(moment, moment), jurisdiction=country)
    return course_form(Speaker(book, client, language), found, session_end=diary.session_end)


def product(request: HttpRequest, language: str) -> dict[str, Any]:
    """Return what a label or a name holds, and what the protocol says of it around a session."""
    given, book = Product.of(request), in_force().rulebook
    if given.label is not None:
        found = read_label(given.label, name=given.name, category=given.category, route=given.route)
    else:
        assert given.name is not None
        found = read_name(given.name, category=given.category, route=given.route)
    groups = classes_of(found)
    facts = _facts_of(given, book, groups, language)
    speaker = Speaker(book, facts, language) if facts else Speaker.of_book(book, language)
    return product_form(speaker, found, given.name, groups if facts else None)


def protocol(language: str) -> dict[str, Any]:
    """Return the protocol in force: its layers, and every rule with its source."""
    found = in_force()
    speaker = Speaker.of_book(found.rulebook, language)
    return {
        "since": found.since.isoformat(timespec="seconds"),
        "protocols": [shelf_form(layer, language) for layer in found.rulebook.layers],
        "digest": found.rulebook.digest,
        "rules": [rule_form(speaker, rule) for rule in found.rulebook.rule.values()],
        "lang": language,
    }


# --- from bodies to facts --------------------------------------------------------------------------------------------


def case_of(node: Node, language: str) -> Case:
    """Return the case of facts; the clinic's zone is taken where they name none.

    Raises
    ------
    Refused
        With every problem found.
    """
    book = in_force().rulebook
    _refuse_other_protocols(node, book)
    try:
        facts = read_facts(
            node,
            book,
            name=BODY,
            now=_now(),
            zone_key=the_clinic().zone_key,
            phrases=reader(book, language),
        )
    except BadFile as error:
        raise Refused(422, placed(error.problems)) from None
    return Case(book, facts, Speaker(book, facts, language), "")


def _facts_in(root: Node) -> Node:
    """Return the facts inside a body, which are read first: their zone is the zone of every other time."""
    if not isinstance(root.value, dict) or "facts" not in root.value:
        _series_asked(root, the_clinic().zone)  # says what is wrong
    assert isinstance(root.value, dict)
    return root.value["facts"]


def _series_asked(root: Node, where: Zone) -> SeriesAsked:
    report = Report(BODY, zone=where)
    asked: SeriesAsked | Bad = SERIES.read(root, report)
    if isinstance(asked, Bad):
        raise Refused(422, placed(report))
    return asked


def _refuse_other_protocols(node: Node, book: Rulebook) -> None:
    """Refuse what asks for other protocols than those in force: an answer by these would not be the one asked for."""
    given = node.value.get("protocols") if isinstance(node.value, dict) else None
    if given is None:
        return
    items = given.value if isinstance(given.value, list) else [given]
    ours = [layer.protocol for layer in book.layers]
    if {item.text for item in items} != set(ours):
        what = f"answers here are by {' and '.join(ours)}; take 'protocols' out"
        raise Refused(422, placed([Problem(BODY, given.place, what)]))


def _facts_of(given: Product, book: Rulebook, groups: list[str], language: str) -> Facts | None:
    """Return the facts of a product's use, or None where no session is asked about."""
    if given.session is None:
        return None
    where = _zone_of(given)
    for key, text in (("session", given.session), ("asked", given.asked)):
        report = Report(BODY, zone=where)
        if text is not None and WHEN.read(_word(text), report) is BAD:
            raise Refused(422, [(f"{BODY}:{key}", report.problems[0].what)])
    try:
        return facts_around(
            book,
            groups,
            session=given.session,
            used=given.used,
            asked=given.asked,
            zone_key=where.key,
            now=_now(),
            language=language,
            name=BODY,
        )
    except BadFile as error:
        raise Refused(422, [(f"{BODY}:used", error.problems[0].what)]) from None


def _zone_of(given: Product) -> Zone:
    if given.zone is None:
        return the_clinic().zone
    report = Report(BODY)
    found: Zone | Bad = ZoneKind().read(_word(given.zone), report)
    if isinstance(found, Bad):
        raise Refused(422, [(f"{BODY}:zone", report.problems[0].what)])
    return found


def _word(text: str) -> Node:
    return Node(text, Place(1, 1), text, quoted=True)


def _now() -> int:
    """Return the present. [s since 1970, UTC]"""
    return int(time.time())
