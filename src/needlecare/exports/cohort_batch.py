"""Clients laid out as the rows that tables are joined with; those that no table can hold are set apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from needlecare.exports.cohort_read import Client, Reader
from needlecare.exports.cohort_sql import NEVER_DAY, OPEN_DAY, Slots
from needlecare.exports.tables import (
    BIRTH,
    DAY,
    PREVIOUS,
    Key,
    Reach,
    RuleTables,
    Verdict,
    wall_of,
    weight_of,
)
from needlecare.protocol.model import Outcome
from needlecare.protocol.said import Facts, Said, Use
from needlecare.protocol.time import BEGINNING, END, Instant, Interval

_MOST_KEPT, _MOST_ANSWERS = 200_000, 20_000
SILENT = (BEGINNING, END)
_Ends: TypeAlias = tuple[Instant, Instant]


class Told(NamedTuple):
    """What a client said of the last use that a ladder looks at, beside the session. [wall seconds]"""

    client: int
    ladder: int
    lo: int
    lo_day: int
    hi: int
    hi_day: int
    session_lo: int
    session_hi: int
    session_day: int


@dataclass(slots=True)
class Batch:
    """Some clients as rows: what they told of uses, their answers by number, and those for the engine."""

    clients: list[Client] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    answers: list[tuple[int, int]] = field(default_factory=list)
    engine: list[int] = field(default_factory=list)


class OpenRule(NamedTuple):
    """What one rule says of silence, and what ends that silence: words on classes, answers, birth or sessions."""

    verdict: Verdict
    classes: tuple[str, ...]
    keys: tuple[Key, ...]
    on_birth: bool
    on_sessions: bool


class Layout:
    """Lays clients out as rows for one set of tables, and numbers the answers that tables tell apart.

    Attributes
    ----------
    slots : Slots
        The rows of the tables that clients' rows name.
    verdicts : list of Verdict
        What the rules that look at no time say of each answer, by its number.
    """

    def __init__(self, tables: RuleTables, reader: Reader) -> None:
        self.tables, self.reader, self.book = tables, reader, tables.book
        self.slots = Slots(tables)
        self.verdicts: list[Verdict] = []
        self._numbers: dict[Any, int] = {}
        self._walls: dict[Instant, tuple[int, int]] = {}
        self.ladders = {
            reach.name: tables.ladder((n, True) for n in reach.waits) if reach.waits else -1
            for reach in tables.reaches
        }
        self.guards = {
            n: tables.guard_keys(n)
            for n in (*tables.age_rules, *(n for reach in tables.reaches for n in reach.guarded))
        }
        topic_keys = {key for topic in tables.topics for key in topic.keys}
        self.has_ages = ("age",) in topic_keys
        self._topics_of: dict[Key, list[int]] = {}
        for place, topic in enumerate(tables.topics):
            for key in topic.keys:
                self._topics_of.setdefault(key, []).append(place)
        self.known = topic_keys | {key for keys in self.guards.values() for key in keys}
        self._unplanned = {key: "no" for key in self.known if key[0] == "plan"}
        self.covered = _covered(tables)
        self.open_rules = sorted(self._open_rules(), key=lambda rule: -rule.verdict.weight)
        self._nothing = Facts(zone=tables.zone, asked=0, session=Interval(0, 0))
        self._touched_by: dict[str, list[int]] = {name: [] for name in self.book.subjects}
        for place, reach in enumerate(tables.reaches):
            for name in {*reach.inside, *(wide for wide, _ in reach.around)}:
                self._touched_by[name].append(place)
        self._guarded_by: dict[Key, list[int]] = {}
        for place, reach in enumerate(tables.reaches):
            for key in dict.fromkeys(key for n in reach.guarded for key in self.guards[n]):
                self._guarded_by.setdefault(key, []).append(place)

    def batch(self, clients: Iterable[Client]) -> Batch:
        """Return clients as rows; answers are numbered anew where there are many."""
        self.forget_if_many()
        batch = Batch()
        for client in clients:
            place = len(batch.clients)
            batch.clients.append(client)
            if not self._lay_out(batch, place, client):
                batch.engine.append(place)
        return batch

    def forget_if_many(self) -> None:
        """Forget the numbers of answers, or the rows of tables, where there are many."""
        self.slots.forget_if_many()
        if len(self.verdicts) > _MOST_ANSWERS:
            self.verdicts.clear()
            self._numbers.clear()

    def _lay_out(self, batch: Batch, place: int, client: Client) -> bool:
        """Add a client's rows; return False, with none added, where the engine must answer."""
        session = self._session(client)
        if session is None or not all(map(self._is_plain, client.used.items())):
            return False
        facts = self._facts(client)
        if any(isinstance(at, Interval | str) for at in (facts.plan or {}).values()):
            return False  # something planned has a date of its own
        if facts.plan is not None:  # then what is left out is not planned
            client = client._replace(answers={**self._unplanned, **client.answers})
        touched: set[str] = set()
        rows: list[tuple[int, _Ends]] = []
        for reach in self._reaches_of(client):
            ends = self._ends(reach, client)
            if ends is not None:
                touched.add(reach.name)
            if ends is None:
                pass  # a guard was spoken of, nothing else
            elif reach.unheld and not self._is_before(ends, client, reach):
                return False
            elif reach.waits:
                rows.append((self.ladders[reach.name], ends))
            for number in reach.guarded:
                row = self._guarded(facts, client, number, ends)
                rows += [row] if row else []
        if not self._person(facts, client, rows):
            return False
        for ladder, (lo, hi) in rows:
            batch.told.append(Told(place, ladder, *self._wall(lo), *self._wall(hi), *session))
        batch.answers += [(place, number) for number in self._answers(facts, client, touched)]
        return True

    def _reaches_of(self, client: Client) -> Iterator[Reach]:
        """Yield the classes that a client's words bear on, or whose guards they do."""
        places = {place for name in client.used for place in self._touched_by[name]}
        places.update(place for key in client.answers for place in self._guarded_by.get(key, ()))
        return (self.tables.reaches[place] for place in sorted(places))

    def _session(self, client: Client) -> tuple[int, int, int] | None:
        """Return a session's ends and its day; None where it lies on several days."""
        (lo, day), (hi, last) = (self._placed(at) for at in (client.session.lo, client.session.hi))
        return (lo, hi, day) if day == last else None

    def _placed(self, at: Instant) -> tuple[int, int]:
        try:
            return self._walls[at]
        except KeyError:
            if len(self._walls) >= _MOST_KEPT:
                self._walls.clear()
            wall = wall_of(self.tables.zone, at)
            found = self._walls[at] = wall, wall // DAY
            return found

    def _wall(self, at: Instant) -> tuple[int, int]:
        """Return an end as wall second and day."""
        if at in SILENT:
            return at, NEVER_DAY if at == BEGINNING else OPEN_DAY
        return self._placed(at)

    def _is_plain(self, said: tuple[str, Use]) -> bool:
        """Return whether a word is a last use, never or not sure, of something that a rule covers."""
        name, use = said
        if use.ongoing or use.started is not None:
            return False
        return use.never or name in self.covered

    def _facts(self, client: Client) -> Facts:
        """Return a client's answers without uses, as facts for guards."""
        if not client.facts:
            return self._nothing
        rest = dict(client.facts)
        states = {name: Said(holds=holds) for name, holds in rest.pop("states", {}).items()}
        rest.pop("previous_sessions", None)
        rest.pop("birth", None)
        return Facts(zone=self.tables.zone, asked=0, session=Interval(0, 0), states=states, **rest)

    def _ends(self, reach: Reach, client: Client) -> _Ends | None:
        """Return the ends of the last use of a class, by all words that bear on it; None where none does."""
        used = client.used
        if not used:
            return None
        lo = hi = BEGINNING
        is_spoken = False
        for name, use in used.items():
            if name in reach.inside:
                is_spoken = True
                if use.last is not None:
                    lo, hi = max(lo, use.last.lo), max(hi, use.last.hi)
        own = used.get(reach.name)
        if own is not None and not own.unsure:
            return lo, hi
        bound = END
        for wide, inside in reach.around:
            if wide in used:
                is_spoken = True
                if not used[wide].unsure:
                    words = [use for name, use in used.items() if name in inside and not use.unsure]
                    bound = min(bound, max(use.last.hi if use.last else BEGINNING for use in words))
        return (lo, max(hi, bound)) if is_spoken else None

    def _is_before(self, ends: _Ends, client: Client, reach: Reach) -> bool:
        """Return whether rules that no table holds cannot matter: no use, or none on the session's day."""
        if ends[1] == BEGINNING:
            return not reach.is_due  # what must be done is not, where it never was
        day = self.tables.zone.day(self.tables.zone.day_of(client.session.lo))
        return reach.on_the_day and ends[1] < day.lo

    def _guarded(
        self, facts: Facts, client: Client, number: int, ends: _Ends | None
    ) -> tuple[int, _Ends] | None:
        """Return the row of a rule with guards, where it applies; silence without answers is told by its form."""
        keys = self.guards[number]
        if ends is None and not any(key in client.answers for key in keys):
            return None
        applies = self.tables.applies(facts, number)
        if applies is False:
            return None
        return self.tables.ladder([(number, applies is True)]), ends or SILENT

    def _person(self, facts: Facts, client: Client, rows: list[tuple[int, _Ends]]) -> bool:
        """Add the rows on birth and earlier sessions; return False where the engine must answer."""
        birth: Interval | None = client.facts.get(BIRTH)
        if birth is not None:
            if self.has_ages:
                return False
            zone = self.tables.zone
            ends = zone.day(zone.day_of(birth.lo)).lo, zone.day(zone.day_of(birth.hi)).lo
            for number in self.tables.age_rules:
                applies = self.tables.applies(facts, number)
                if applies is not False:
                    rows.append((self.tables.ladder([(number, applies is True)]), ends))
        else:
            for number in self.tables.age_rules:
                row = self._guarded(facts, client, number, None)
                rows += [row] if row else []
        earlier: tuple[Interval, ...] | None = client.facts.get("previous_sessions")
        if earlier and self.book.series is not None:
            last = max(one.lo for one in earlier), max(one.hi for one in earlier)
            rows.append((self.tables.ladder([(len(self.book.rules), True)]), last))
        return True

    # --- answers ---

    def _answers(self, facts: Facts, client: Client, touched: set[str]) -> Iterable[int]:
        """Yield the numbers of a client's answers: one of all silence, and one of each topic spoken of."""
        spoken = tuple(key for key in client.answers if key in self.known)
        form = (frozenset(touched), spoken, BIRTH in client.facts, "previous_sessions" in client.facts)
        yield self.number(form, lambda: self._silence(form[0], frozenset(spoken), form[2], form[3]))
        places = {place for key in client.answers for place in self._topics_of.get(key, ())}
        for topic in map(self.tables.topics.__getitem__, sorted(places)):
            if topic.silent and touched.issuperset(topic.silent):
                continue  # of what is never used, no such rule is broken
            said = (topic.rules, tuple(client.answers.get(key) for key in topic.keys))
            yield self.number(said, lambda topic=topic: self.tables.verdict(facts, topic.rules))
        earlier = client.facts.get("previous_sessions")
        if earlier and self.book.series is not None:
            names = self.book.series.not_while
            said_of = tuple(client.answers.get(("state", name)) for name in names)
            yield self.number(
                (("series", len(earlier)), said_of), lambda: self.series_verdict(facts, len(earlier))
            )

    def number(self, key: Any, verdict: Any) -> int:
        try:
            return self._numbers[key]
        except KeyError:
            number = self._numbers[key] = len(self.verdicts)
            self.verdicts.append(verdict())
            return number

    def _silence(
        self, touched: frozenset[str], spoken: frozenset[Key], has_birth: bool, has_sessions: bool
    ) -> Verdict:
        """Return what all rules say that nobody spoke of: the gravest, and whether any forbids every date."""

        def is_open(rule: OpenRule) -> bool:
            has_said = (has_birth and rule.on_birth) or (has_sessions and rule.on_sessions)
            is_silent = not rule.classes or not touched.issuperset(rule.classes)
            return not has_said and is_silent and spoken.isdisjoint(rule.keys)

        gravest = next((rule.verdict.weight for rule in self.open_rules if is_open(rule)), 0)
        certain = any(rule.verdict.certain and is_open(rule) for rule in self.open_rules)
        possible = any(rule.verdict.possible and is_open(rule) for rule in self.open_rules)
        return Verdict(gravest, int(certain), int(possible))

    def _open_rules(self) -> Iterator[OpenRule]:
        """Yield what each rule says of silence, with what ends that silence."""
        tables = self.tables
        nothing = Facts(zone=tables.zone, asked=0, session=Interval(0, 0))

        def silent(
            number: int, classes: tuple[str, ...], keys: tuple[Key, ...], *, born: bool = False
        ) -> OpenRule:
            return OpenRule(tables.verdict(nothing, (number,)), classes, keys, born, False)

        for topic in tables.topics:
            yield from (silent(number, topic.silent, topic.keys) for number in topic.rules)
        for reach in tables.reaches:
            yield from (silent(number, (reach.name,), ()) for number in reach.waits)
            yield from (silent(number, (reach.name,), self.guards[number]) for number in reach.guarded)
        yield from (silent(number, (), self.guards[number], born=True) for number in tables.age_rules)
        if self.book.series is not None:
            gap = weight_of(Outcome.READY, Outcome.WAIT, len(self.book.rules))
            yield OpenRule(Verdict(gap, 1, 0), (), (), False, True)

    def series_verdict(self, facts: Facts, count: int) -> Verdict:
        """Return what the series says besides its gap: what must have healed, and how many sessions there may be."""
        from needlecare.engine.knowledge import condition_holds

        series = self.book.series
        assert series is not None
        truths = [condition_holds(self.book, facts, name) for name in series.not_while]
        weights = [
            weight_of(
                Outcome.WAIT if truth else Outcome.READY,
                Outcome.READY if truth is False else Outcome.WAIT,
                len(self.book.rules) + 1,
            )
            for truth in truths
        ]
        if series.count.most is not None and count >= series.count.most:
            weights.append(weight_of(Outcome.REFER, Outcome.REFER, len(self.book.rules) + 2))
        return Verdict(max(weights, default=0), int(any(truth is not False for truth in truths)), 0)


def _covered(tables: RuleTables) -> frozenset[str]:
    from needlecare.engine.screening import uncovered

    nothing = Facts(zone=tables.zone, asked=0, session=Interval(0, 0))

    def is_covered(name: str) -> bool:
        used = {name: (Use(last=nothing.session),)}
        return not uncovered(
            tables.book, Facts(zone=nothing.zone, asked=0, session=nothing.session, used=used)
        )

    return frozenset(filter(is_covered, tables.book.subjects))


__all__ = ["PREVIOUS", "Batch", "Layout", "Told"]
