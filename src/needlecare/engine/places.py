"""The treated area where nobody has said it: what a rule asks of it and what was said of other areas hang together.

"No deodorant on the body" settles a check that is made on the body only, whatever is treated: elsewhere there is no check.
Judged one by one, the area of the rule and the area of the words would both be open. So a rule for which it counts more
than once is judged for every area that may be meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from needlecare.protocol.model import Rule, guards_within
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts
from needlecare.protocol.values import replace


def is_open_twice(book: Rulebook, facts: Facts, rule: Rule) -> bool:
    """Return whether an area that is not known counts twice for a rule: in what it asks, and in what was said."""
    if facts.areas is not None or not any(_named(facts)):
        return False
    return sum(1 for _ in _hanging(book, facts, rule)) > 1


def each(book: Rulebook, facts: Facts) -> list[Facts]:
    """Return the facts for every area that may be meant: any one, all of them, or none that has a name."""
    names = tuple(dict.fromkeys((*book.areas, *_named(facts))))
    return [replace(facts, areas=areas) for areas in (*((name,) for name in names), names, ())]


def _hanging(book: Rulebook, facts: Facts, rule: Rule) -> Iterator[object]:
    """Yield each guard on the area, and each word on another area that a rule may look at."""
    asked = (*rule.guards, *rule.unless, *([rule.exclude] if rule.exclude else []))
    guards = list(guards_within(asked))
    yield from (guard for guard in guards if guard.kind == "area")
    names = {*rule.subjects, *(name for guard in guards if guard.kind == "has" for name in guard.names)}
    conditions = names & book.conditions.keys()
    yield from (name for name in conditions if (said := facts.states.get(name)) and said.areas is not None)
    used = names & book.subjects.keys() | {one for name in conditions for one in book.conditions[name].of}
    around = used.union(*(book.wider[name] for name in used))
    family = set[str]().union(*(book.narrower[name] for name in around))
    yield from (use for name in family for use in facts.used.get(name, ()) if use.areas is not None)


def _named(facts: Facts) -> Iterator[str]:
    """Yield the areas that anything was said of."""
    for said in facts.states.values():
        if said.areas is not None:
            yield from said.areas
    for uses in facts.used.values():
        for use in uses:
            if use.areas is not None:
                yield from use.areas
