"""Days, moments, stretches and amounts in words."""

import pytest

from needlecare.protocol.fields import BAD
from needlecare.protocol.model import Count
from needlecare.protocol.reader import Node, Place, Report
from needlecare.protocol.spans import SPAN
from needlecare.protocol.time import BEGINNING, Interval, zone
from needlecare.protocol.when import interval_of
from needlecare.wording.language import texts
from needlecare.wording.times import Times

LONDON = zone("Europe/London")
NOW = interval_of("2026-11-30T18:00", LONDON).lo


def times(language: str = "en", where: str = "Europe/London") -> Times:
    return Times(texts(language), zone(where), NOW)


def at(text: str, where: str = "Europe/London") -> Interval:
    return interval_of(text, zone(where))


@pytest.mark.parametrize(
    ("said", "en", "es"),
    [
        ("2026-11-30", "on Monday 30 November", "el lunes 30 de noviembre"),
        ("2027-01-05", "on Tuesday 5 January 2027", "el martes 5 de enero de 2027"),
        ("2026-11-30T14:30", "on Monday 30 November, 14:30", "el lunes 30 de noviembre a las 14:30"),
        ("2026-11-30T01:05", "on Monday 30 November, 01:05", "el lunes 30 de noviembre a la 01:05"),
        ("2026-09", "in September", "en septiembre"),
        ("2024-02", "in February 2024", "en febrero de 2024"),
        ("2024", "in 2024", "en 2024"),
        (
            "about 2026-11-22",
            "between Friday 20 November and Tuesday 24 November",
            "entre el viernes 20 de noviembre y el martes 24 de noviembre",
        ),
        (
            "about 2026-11-22T12:00",
            "on Sunday 22 November, between 09:00 and 15:00",
            "el domingo 22 de noviembre, entre las 09:00 y las 15:00",
        ),
    ],
)
def test_a_stretch_is_said_as_exactly_as_it_was_known(said, en, es):
    assert times("en").stretch(at(said)) == en
    assert times("es").stretch(at(said)) == es


def test_a_day_that_is_not_over_yet_is_still_said_by_its_day():
    assert times().stretch(Interval(at("2026-11-30").lo, NOW)) == "on Monday 30 November"


def test_a_stretch_without_a_beginning_ends_on_or_before_a_day():
    last = at("2026-05-31").hi

    assert times("en").stretch(Interval(BEGINNING, last)) == "on or before Sunday 31 May"
    assert times("es").stretch(Interval(BEGINNING, last)) == "el domingo 31 de mayo o antes"


@pytest.mark.parametrize(
    ("moment", "first", "last"),
    [
        ("2026-12-03T14:30:00", "Thursday 3 December, 14:30", "Thursday 3 December, 14:30"),
        ("2026-12-03T00:00:00", "Thursday 3 December", "Wednesday 2 December"),
        ("2026-12-03T23:59:59", "Friday 4 December", "Thursday 3 December"),
        ("2026-12-03T00:59:59", "Thursday 3 December, 01:00", "Thursday 3 December, 00:59:59"),
    ],
)
def test_nobody_waits_until_a_second_before_midnight(moment, first, last):
    instant = at(moment).lo

    assert times().first(instant) == first
    assert times().by(instant) == last


def test_an_hour_the_clock_shows_twice_is_told_apart_by_its_offset():
    first, second = at("2026-10-25T01:30").lo, at("2026-10-25T01:30").hi

    assert times().moment(first) == "Sunday 25 October, 01:30 (UTC+1)"
    assert times().moment(second) == "Sunday 25 October, 01:30 (UTC)"
    assert times().moment(at("2026-03-29T02:30").lo) == "Sunday 29 March, 02:30"


def test_a_day_is_read_on_the_clinics_own_calendar():
    instant = at("2026-12-03T03:00").lo

    assert times(where="America/Toronto").moment(instant) == "Wednesday 2 December, 22:00"


@pytest.mark.parametrize(
    ("written", "en", "es"),
    [
        ("1 day", "1 day", "1 día"),
        ("3 day", "3 days", "3 días"),
        ("5..7 day", "5 to 7 days", "5 a 7 días"),
        ("48 hour..1 week", "48 hours to 1 week", "48 horas a 1 semana"),
        ("about 3..4 day", "about 3 to 4 days", "unos 3 a 4 días"),
        ("about 2 week", "about 2 weeks", "unas 2 semanas"),
        ("at least 2 week", "at least 2 weeks", "al menos 2 semanas"),
        ("up to 7 day", "up to 7 days", "hasta 7 días"),
        ("6 month", "6 months", "6 meses"),
        ("1 year", "1 year", "1 año"),
    ],
)
def test_an_amount_is_said_as_the_page_prints_it(written, en, es):
    span = SPAN.read(Node(written, Place(1, 1), written), Report("test"))

    assert span is not BAD
    assert times("en").span(span) == en
    assert times("es").span(span) == es


def test_a_count_is_said_with_both_its_ends():
    assert times().count(Count(3, 6)) == "3 to 6"
    assert times().count(Count(4, 4)) == "4"
    assert times("es").count(Count(7, None)) == "7 o más"
