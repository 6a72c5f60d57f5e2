"""Random tables of clients: months' ends and clock changes on purpose, cells of every kind. Invented people only."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from needlecare.protocol.rulebook import Rulebook

SESSIONS = [
    *(date(2026, month, 1) - timedelta(days=shift) for month in (1, 3, 5, 9, 12) for shift in (0, 1)),
    *(date(2024, 2, 29), date(2024, 3, 30), date(2026, 3, 29), date(2026, 3, 30), date(2026, 10, 25)),
    *(date(2026, 10, 26), date(2026, 8, 31), date(2026, 12, 3)),
]
TIMES = ("T00:30", "T01:30", "T14:30", "T23:59", "", "")
GAPS = (
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    10,
    13,
    14,
    15,
    21,
    27,
    28,
    29,
    30,
    31,
    59,
    61,
    89,
    92,
    180,
    181,
    183,
    184,
    365,
    366,
    400,
)


def table(book: Rulebook, *, seed: int, count: int) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield a header and rows, as a reader of CSV does."""
    random = Random(seed)
    subjects, conditions = sorted(book.subjects), sorted(book.conditions)
    person = ["areas", "birth", "skin-type", "jurisdiction", "indication", "previous-sessions"]
    plans = [f"plan.{name}" for name in sorted(book.anchors)]
    header = ["client", "session", "asked", *subjects, *conditions, *person, *plans]
    yield 1, header
    for number in range(count):
        day = random.choice(SESSIONS)
        session = f"{day}{random.choice(TIMES)}"
        if session in ("2026-03-29T01:30",):
            session = str(day)
        told = random.choice((0.05, 0.15, 0.6, 1.0))
        uses = [
            use(random, day) if random.random() < told / 3 else ("never" if random.random() < told else "")
            for _ in subjects
        ]
        states = [
            random.choice(("no", "no", "no", "no", "yes", "not-sure")) if random.random() < told else ""
            for _ in conditions
        ]
        asked = "" if random.random() < 0.5 else f"{day - timedelta(days=random.choice((0, 1, 5)))}T00:00"
        if asked:
            uses = [cell if cell in ("", "never", "not-sure") else earlier(random, day) for cell in uses]
        birth = date(day.year - random.choice((17, 18, 21, 22, 40)), day.month, min(day.day, 28))
        yield (
            number + 2,
            [
                f"client {number}",
                session,
                asked,
                *uses,
                *states,
                random.choice(("face", "face", "legs; face", "")),
                str(birth + timedelta(days=random.choice((-1, 0, 1)))) if random.random() < 0.8 else "",
                random.choice(("", "1", "3", "5")),
                random.choice(("", "GB", "US")),
                random.choice(("", "acne-scars", "none")),
                random.choice(("", "none", str(day - timedelta(days=random.choice((20, 27, 28, 29, 60)))))),
                *(random.choice(("no", "no", "", "yes")) for _ in plans),
            ],
        )


def use(random: Random, day: date) -> str:
    """Return what somebody says of a last use, in one of the forms of a cell."""
    last = day - timedelta(days=random.choice(GAPS) + 1)
    form = random.random()
    if form < 0.6:
        return str(last)
    if form < 0.75:
        return f"{last}T{random.choice(('00:00', '14:30', '14:31', '23:59:59'))}"
    if form < 0.8:
        return f"{last:%Y-%m}" if (last.year, last.month) != (day.year, day.month) else str(last)
    if form < 0.86:
        return f"before {last}"
    if form < 0.9:
        return f"about {last - timedelta(days=3)}"
    return random.choice(("never", "not-sure", "ongoing", "since 2023-05"))


def earlier(random: Random, day: date) -> str:
    return str(day - timedelta(days=random.choice(GAPS) + 7))
