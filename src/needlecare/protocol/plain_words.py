"""Plain words in the place of a last use: read into the entries that they stand for, before the facts are."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, TypeAlias

from needlecare.protocol.facts_forms import LONGEST_PHRASE
from needlecare.protocol.fields import BAD
from needlecare.protocol.reader import Node, Place, Report
from needlecare.protocol.time import Instant, Interval, Zone
from needlecare.protocol.values import dataclass, replace
from needlecare.protocol.when import DATE, WHEN

# Reads words in the place of a last use: the name they stand under, the words, and the day they were said. Returns entries
# for that name, what is to be asked before there can be any, or None where the words say nothing.
Phrases: TypeAlias = Callable[[str, str, date], list[dict[str, Any]] | str | None]
_NO_PHRASE = re.compile(
    rf"(about |before |since |not since )?{DATE}(-.*|[T ].*)?|never|ongoing|not-sure|no|false"
)


def in_dates(root: Node, phrases: Phrases, report: Report, where: Zone, now: Instant) -> Node:
    """Return a facts file with the plain words under `used` read into dates; what they leave open is a problem."""
    assert isinstance(root.value, dict)
    used = root.value.get("used")
    if used is None or not isinstance(used.value, dict) or not any(map(_has_phrase, used.value.values())):
        return root
    asked = _said_at(root, where, now)
    if asked is None or where.day_of(asked.lo) != where.day_of(asked.hi):
        return root  # not to be counted from; the reader says what is wrong
    said = _Spoken(phrases, report, where.day_of(asked.lo))
    entries = {name: said.entry(name, node) for name, node in used.value.items()}
    return replace(root, value={**root.value, "used": replace(used, value=entries)})


def _said_at(root: Node, where: Zone, now: Instant) -> Interval | None:
    """Return when the facts were said, or None where that cannot be read."""
    assert isinstance(root.value, dict)
    times: dict[str, Interval] = {}
    for key in ("asked", "session"):
        if key in root.value:
            when = WHEN.read(root.value[key], Report("", zone=where))
            if when is BAD:
                return None
            times[key] = when
    moment = min(now, times["session"].lo) if "session" in times else now
    return times.get("asked", Interval(moment, moment))


def _has_phrase(node: Node) -> bool:
    if isinstance(node.value, list):
        return any(map(_has_phrase, node.value))
    if isinstance(node.value, dict):
        return "last" in node.value and _has_phrase(node.value["last"])
    text = node.text.strip()
    return 0 < len(text) <= LONGEST_PHRASE and _NO_PHRASE.fullmatch(text) is None


@dataclass(frozen=True, slots=True)
class _Spoken:
    """Plain words under `used`, read into entries as if they had been written so."""

    phrases: Phrases
    report: Report
    day: date

    def entry(self, name: str, node: Node) -> Node:
        if not _has_phrase(node):
            return node
        if isinstance(node.value, list):
            parts = [self.entry(name, item) for item in node.value]
            flat = [one for part in parts for one in (part.value if isinstance(part.value, list) else [part])]
            return replace(node, value=flat)
        if isinstance(node.value, dict):
            return self._with_more(name, node, node.value)
        found = self.phrases(name, node.text, self.day)
        if isinstance(found, str):
            self.report.problem(node.place, found)
            return _written("not-sure", node.place)
        if found is None:
            return node
        return _written(found[0] if len(found) == 1 else found, node.place)

    def _with_more(self, name: str, node: Node, said: dict[str, Node]) -> Node:
        """Return a mapping whose `last` was in words; what else it says stands, and comes before what the words say."""
        last = self.entry(name, said["last"])
        if last is said["last"]:
            return node
        if isinstance(last.value, list):
            what = "these words tell of more than one time; write a list with an entry for each"
            self.report.problem(last.place, what)
        if not isinstance(last.value, dict):
            return replace(node, value={**said, "last": _written("not-sure", node.place)})
        rest = {key: value for key, value in said.items() if key != "last"}
        keys = {**dict.fromkeys(last.value, last.place), **node.keys}
        return replace(node, value={**last.value, **rest}, keys=keys)


def _written(value: Any, place: Place) -> Node:
    """Return plain values as a node, all of it at one place of the file."""
    if isinstance(value, dict):
        keys = dict.fromkeys(value, place)
        return Node({key: _written(item, place) for key, item in value.items()}, place, keys=keys)
    if isinstance(value, list):
        return Node([_written(item, place) for item in value], place)
    return Node(value, place, str(value))
