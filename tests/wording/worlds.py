"""Crafted clients for the tests of wording: for every subject and condition, every way of speaking of it.

Not a random sample: each entry is there to bring out one kind of sentence.
"""

import itertools
from collections.abc import Iterator
from functools import cache
from typing import Any

import needlecare
from needlecare.engine.care import CareCalendar, care
from needlecare.engine.screening import Verdict, screen
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts

ASKED = "2026-11-30T18:00"
SESSIONS = ("2026-12-03T14:30", "2026-12-03")
STAGES = ("booking", "arrival")

# What may be said of one subject; `when` runs from long ago over every kind of nearness to the future.
USES: tuple[Any, ...] = (
    "never",
    "not-sure",
    {"last": "ongoing", "prescribed": "yes"},
    {"last": "ongoing", "prescribed": "no"},
    "ongoing",
    "since 2025-03",
    "2019",
    "2026-11-30",
    "2026-11-30T14:30",
    "2026-11-27",
    {"from": "2026-11-18", "to": "2026-11-29"},
    "about 2026-11-22",
    "2026-11",
    "not since 2024-05-01",
    {"last": "2026-11-30", "prescribed": "yes"},
    {"last": "2026-11-29", "area": "legs"},
    {"last": "never", "planned": "2026-12-02"},
    {"last": "never", "planned": "2026-12-05", "prescribed": "yes"},
    {"last": "never", "planned": {"from": "2026-12-01", "to": "2026-12-30"}},
    {"last": "2026-11-20", "planned": "2027-03-01"},
    {"last": "ongoing", "area": "legs", "prescribed": "yes", "words": "for the eczema on my legs"},
    {"started": "2026-11-29", "prescribed": "yes"},
)
# Said of one subject alone, where the wider and the narrower classes stay silent.
ALONE = ({"last": "ongoing", "prescribed": "yes"}, "ongoing", {"last": "never", "planned": "2026-12-02"})
STATES = ("yes", "no", "not-sure", {"holds": "yes", "area": "legs"})
MORE: tuple[dict[str, Any], ...] = (
    {},
    {"birth": "2009-05-05", "previous-sessions": ["2026-11-20"], "skin-type": 5, "jurisdiction": "US"},
    {
        "birth": "1980",
        "previous-sessions": [],
        "skin-type": 2,
        "plan": {"peel": "with-session"},
        "areas": ["lip-red"],
    },
    {
        "age": 30,
        "previous-sessions": ["2026-11-05"] * 1,
        "plan": {"peel": "2026-12-06"},
        "indication": ["acne-scars"],
    },
    {"plan": {"peel": "yes"}, "previous-sessions": [f"2026-0{month}-01" for month in range(1, 8)]},
)


@cache
def book() -> Rulebook:
    return needlecare.load("microneedling", "safety")


def facts(**said: Any) -> Facts:
    """Return facts of a client in London, with what is said put over them."""
    return needlecare.facts(
        {"zone": "Europe/London", "asked": ASKED, "session": SESSIONS[0], "areas": ["face"], **said}, book()
    )


def worlds() -> Iterator[Facts]:
    """Yield every crafted client."""
    rulebook = book()
    for session, stage in itertools.product(SESSIONS, STAGES):
        for use in USES:
            yield facts(session=session, stage=stage, used=dict.fromkeys(rulebook.subjects, use))
        for state in STATES:
            said = {
                name: state
                for name, trait in rulebook.conditions.items()
                if trait.local or state != STATES[-1]
            }
            yield facts(session=session, stage=stage, states=said)
        for more in MORE:
            yield facts(session=session, stage=stage, **more)
    for use, state in itertools.product(USES, STATES[:3]):
        both = {
            "used": dict.fromkeys(rulebook.subjects, use),
            "states": dict.fromkeys(rulebook.conditions, state),
        }
        yield facts(**MORE[3], **both)
    for name, use in itertools.product(rulebook.subjects, ALONE):
        yield facts(used={name: use, "bakuchiol": "2026-11-20"}, plan={"peel": "2026-12-04"})


@cache
def answers() -> tuple[tuple[Verdict, CareCalendar], ...]:
    """Return every crafted client's verdict and calendar, made once for all tests."""
    return tuple((screen(book(), facts), care(book(), facts)) for facts in worlds())
