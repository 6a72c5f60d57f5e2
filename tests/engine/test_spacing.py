"""Rows of days against trying every row: the least and the greatest solution of bounds, gaps and days that are not free."""

from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from random import Random

import pytest

from needlecare.engine.spacing import FIRST_DAY, LAST_DAY, Bounds, FreeDays

START = date(2026, 1, 5).toordinal()  # a Monday


def rows(days: list[int], follow: dict[int, int], count: int) -> Iterator[tuple[int, ...]]:
    """Yield every row of so many of the days in which each may follow the one before it."""
    for day in days:
        if count == 1:
            yield (day,)
        else:
            later = [other for other in days if other >= follow[day]]
            yield from ((day, *rest) for rest in rows(later, follow, count - 1))


@pytest.mark.parametrize("seed", range(40))
def test_the_least_and_the_greatest_row_are_those_of_all_rows(seed: int):
    random = Random(seed)
    first, length = START + random.randrange(7), random.randrange(5, 16)
    last = first + length
    # As with months, which are longer and shorter, the day that may follow never falls as the day grows.
    steps = accumulate((random.choice((0, 0, 1, 1, 2, 3)) for _ in range(80)), initial=first - 40)
    follow = {day: max(day + 1, to) for day, to in zip(range(first - 40, last + 41), steps, strict=False)}
    closed = random.sample(range(7), random.choice((0, 1, 3)))
    stretches = [
        (at, at + random.randrange(3)) for at in random.choices(range(first, last), k=random.randrange(3))
    ]
    free = [
        day
        for day in range(first, last + 1)
        if date.fromordinal(day).weekday() not in closed and not any(lo <= day <= hi for lo, hi in stretches)
    ]
    bounds = Bounds(FreeDays(stretches, closed), first, last, follow.__getitem__)

    for count in (1, 2, 3):
        found = list(rows(free, follow, count))
        least = tuple(min(column) for column in zip(*found, strict=True)) or None
        greatest = tuple(max(column) for column in zip(*found, strict=True)) or None
        assert bounds.least(count) == least
        assert bounds.greatest(count) == greatest


def test_no_day_is_free_beyond_the_calendar_or_where_every_weekday_is_closed():
    always, never = FreeDays([]), FreeDays([], range(7))

    assert (always.at_or_after(LAST_DAY), always.at_or_after(LAST_DAY + 1)) == (LAST_DAY, None)
    assert (always.at_or_before(FIRST_DAY), always.at_or_before(FIRST_DAY - 1)) == (FIRST_DAY, None)
    assert (never.at_or_after(START), never.at_or_before(START)) == (None, None)


def test_stretches_that_touch_or_lie_in_one_another_are_one():
    free = FreeDays([(START, START + 9), (START + 2, START + 4), (START + 10, START + 11)])

    assert (free.at_or_after(START), free.at_or_before(START + 11)) == (START + 12, START - 1)
    assert free.at_or_after(START + 3) == START + 12
