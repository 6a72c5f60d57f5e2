"""Many clients screened at once: read in batches, answered by tables, the rest by the engine, written whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from needlecare.engine.screening import screen
from needlecare.exports.cohort_batch import Batch, Layout
from needlecare.exports.cohort_databases import Found, Rows, connect
from needlecare.exports.cohort_read import Client, Reader
from needlecare.exports.cohort_sources import named, rows_of
from needlecare.exports.diff_side import Value
from needlecare.exports.tables import RuleTables, instant_of, order_of, outcome_of
from needlecare.protocol.model import Outcome
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.time import END, Instant, Zone

if TYPE_CHECKING:
    from needlecare.exports.cohort_numpy import Known

BACKENDS = ("numpy", "duckdb", "sqlite", "postgresql", "spark", "engine")
AT_ONCE, AT_ONCE_BY_SPARK = 20_000, 200_000  # clients in memory
TOLD_EVERY, TOLD_EVERY_BY_ENGINE = 500, 50  # clients
_WITHOUT = ("numpy", "engine")  # a database
HEADER = ("client", "outcome", "rule", "earliest_certain", "earliest_possible", "by")


class Answer(NamedTuple):
    """What a client is told: the outcome, the rule that decides, the earliest dates, and who answered.

    `rule` is empty where every rule holds, or where no rule covers what was used. `by` is `tables` or `engine`.
    """

    client: Client
    outcome: Outcome
    rule: str
    certain: Instant | None
    possible: Instant | None
    by: str


class Cohort:
    """Answers clients by one rulebook, in one zone, with one backend.

    Parameters
    ----------
    book : Rulebook
    where : Zone
    backend : str
        Of `BACKENDS`: all join tables but `engine`, which answers one client after the other.
    database : str
        The address of the PostgreSQL server, for `postgresql`.
    now : int, optional
        The present, where no column says it. [s since 1970, UTC]
    at_once : int
        How many clients are in memory.
    """

    def __init__(
        self,
        book: Rulebook,
        where: Zone,
        *,
        backend: str = "",
        database: str = "",
        now: Instant | None = None,
        at_once: int = 0,
    ) -> None:
        self.book, self.zone = book, where
        self.backend = backend or best_backend()
        self.at_once = at_once or (AT_ONCE_BY_SPARK if self.backend == "spark" else AT_ONCE)
        self.database = connect(self.backend, url=database) if self.backend not in _WITHOUT else None
        self.reader = Reader(book, where, now)
        self.layout = Layout(RuleTables(book, where), self.reader)
        self._instants: dict[int, Instant] = {}
        self._filled = (-1, 0, 0)  # the state of the slots that the database has

    def answers(self, clients: Iterable[Client]) -> Iterator[Answer]:
        """Yield an answer for each client, in their order; once a row was bad the others are only read."""
        left = iter(clients)
        while group := list(islice(left, self.at_once)):
            if not self.reader.problems:
                yield from self.answered(group)

    def answered(self, clients: Sequence[Client], tell: Callable[[int], None] | None = None) -> list[Answer]:
        """Return an answer for each of some clients; `tell` is told how far the engine is with those left to it."""
        if self.backend == "engine":
            return self.by_engine(clients)
        batch = self.layout.batch(clients)
        found: dict[int, Answer] = {}
        for place in batch.engine:
            found[place] = self._by_engine(batch.clients[place])
            if tell is not None and not len(found) % TOLD_EVERY_BY_ENGINE:
                tell(len(found))
        for place, weight, certain, possible in self._joined(batch):
            found[place] = self._by_tables(batch.clients[place], weight, certain, possible)
        return [found[place] for place in range(len(clients))]

    def by_engine(self, clients: Iterable[Client]) -> list[Answer]:
        """Return the engine's answers, one client after the other."""
        return [self._by_engine(client) for client in clients]

    def _joined(self, batch: Batch) -> Found:
        if self.database is not None:
            return self.joined(tables_of(self.layout, batch))
        from needlecare.exports import cohort_numpy

        return cohort_numpy.answers(self.layout, batch, self.known)

    @cached_property
    def known(self) -> Known:
        """Return the tables as arrays."""
        from needlecare.exports.cohort_numpy import Known

        return Known(self.layout.slots)

    def joined(self, tables: Mapping[str, Rows]) -> Found:
        """Return what the database answers for some tables; it is given those that it does not have."""
        assert self.database is not None
        state = self.layout.slots.state
        for name, rows in tables.items():
            if name == "uses" or state != self._filled:
                self.database.fill(name, rows)
        self._filled = state
        return self.database.answers()

    def close(self) -> None:
        """Leave the database."""
        if self.database is not None:
            self.database.close()

    def _by_tables(self, client: Client, weight: int, certain: int, possible: int) -> Answer:
        order = order_of(weight)
        rule = "" if order is None else self.layout.tables.rules[order]
        dates = self._earliest(client, certain), self._earliest(client, possible)
        return Answer(client, outcome_of(weight), rule, *dates, "tables")

    def _earliest(self, client: Client, wall: int) -> Instant | None:
        if wall >= END:
            return None
        if wall not in self._instants:
            if len(self._instants) > 200_000:
                self._instants.clear()
            self._instants[wall] = instant_of(self.zone, wall) if wall > 0 else client.asked
        return max(client.asked, self._instants[wall]) if wall > 0 else client.asked

    def _by_engine(self, client: Client) -> Answer:
        verdict = screen(self.book, self.reader.facts_of(client))
        lead = verdict.findings[0] if verdict.findings else None
        rule = lead.rule_id if lead and lead.outcome is not Outcome.READY else ""
        return Answer(client, verdict.outcome, rule, verdict.certain, verdict.possible, "engine")


def tables_of(layout: Layout, batch: Batch) -> dict[str, Rows]:
    """Return the rows of every table that the statement joins, by their names."""
    slots = layout.slots
    uses = [*slots.uses(batch.told), *slots.answers((n, layout.verdicts[said]) for n, said in batch.answers)]
    return {"uses": uses, "limits": slots.limits, "calendar": slots.calendar}


def best_backend() -> str:
    """Return the fastest backend that is installed."""
    from importlib.util import find_spec

    return "numpy" if find_spec("numpy") else "sqlite"


def written_row(answer: Answer, where: Zone) -> tuple[str, ...]:
    """Return an answer as a row of the output."""
    dates = ("" if at is None else where.local(at).isoformat() for at in (answer.certain, answer.possible))
    return (answer.client.name, answer.outcome.word, answer.rule, *dates, answer.by)


# --- who is affected by a change -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Affected:
    """A client whose outcome changes."""

    name: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Effect:
    """Everybody whose outcome changes, from fine to not fine first."""

    clients: tuple[Affected, ...]
    total: int

    @property
    def worse(self) -> int:
        """Return how many were fine and are not any more."""
        return sum(one.old.outcome is Outcome.READY for one in self.clients)

    def form(self) -> dict[str, Any]:
        """Return plain values for programs."""
        return {
            "clients": [
                {
                    "client": one.name,
                    "old": {"outcome": one.old.outcome.word, "rules": list(one.old.rules)},
                    "new": {"outcome": one.new.outcome.word, "rules": list(one.new.rules)},
                }
                for one in self.clients
            ],
            "total": self.total,
            "affected": len(self.clients),
            "fine_to_not_fine": self.worse,
        }


def affected_by(old: Rulebook, new: Rulebook, source: str | Path, *, zone: str) -> Effect:
    """Return whose outcome differs under two rulebooks; a column may be known to one of them only.

    Raises
    ------
    BadFile
        With the problems of the file, by row and column.
    """
    from needlecare.protocol.time import zone as zone_of

    where = zone_of(zone)
    both = Rulebook((*new.layers, *(layer for layer in old.layers if layer not in new.layers)))
    reader = Reader(both, where)
    sides = [Cohort(book, where) for book in (old, new)]
    found: list[Affected] = []
    total = 0
    clients = reader.clients(rows_of(source), named(source))
    while group := list(islice(clients, AT_ONCE)):
        total += len(group)
        for before, now in zip(*(side.answered(_known_to(side.book, group)) for side in sides), strict=True):
            if before.outcome is not now.outcome:
                values = (Value(one.outcome, (one.rule,) if one.rule else ()) for one in (before, now))
                found.append(Affected(now.client.name, *values))
    reader.raise_if_any()
    found.sort(key=lambda one: (one.new.outcome < one.old.outcome, one.old.outcome, -one.new.outcome))
    return Effect(tuple(found), total)


def _known_to(book: Rulebook, clients: Sequence[Client]) -> list[Client]:
    """Return clients in the words of one rulebook: what it has no name for is not covered, or not asked."""
    found = []
    for client in clients:
        facts = dict(client.facts)
        if "states" in facts:
            facts["states"] = {
                name: said for name, said in facts["states"].items() if name in book.conditions
            }
        strange = tuple(n for n, use in client.used.items() if n not in book.subjects and not use.never)
        if strange:
            facts["uncovered"] = strange
        used = {name: use for name, use in client.used.items() if name in book.subjects}
        found.append(client._replace(used=used, facts=facts))
    return found
