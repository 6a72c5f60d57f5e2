"""Clients from a table, row by row: every cell checked, every problem named by row and column, memory bounded.

One row a client. The columns are `client`, `session`, `asked`, names of things used and of conditions, and the facts of a
person: areas, birth, skin-type, depth-mm, device, indication, role, jurisdiction, add-on, previous-sessions and `plan.NAME`.
An empty cell is silence. Lists are parted by `;`, and `none` is an empty one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from needlecare.exports.tables import BIRTH, PREVIOUS
from needlecare.protocol.facts_forms import LAST
from needlecare.protocol.fields import BAD
from needlecare.protocol.reader import BadFile, Node, Place, Problem, Report, clipped, suggestion
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.said import Facts, Said, Use
from needlecare.protocol.time import Instant, Interval, Zone
from needlecare.protocol.when import WHEN

MOST_PROBLEMS = 200
_MOST_KEPT = 100_000  # cells read before, of each form
_LISTS = {"areas": "areas", "device": "device", "indication": "indication", "role": "role"}
_LISTS |= {"jurisdiction": "jurisdiction", "add-on": "add_on"}
_PERSON = (*_LISTS, BIRTH, "skin-type", "depth-mm", PREVIOUS)
_TRUTHS = {"yes": True, "true": True, "no": False, "false": False, "not-sure": None}


class BadCell(Exception):
    """A cell cannot be read; the message says why."""


class Client(NamedTuple):
    """One row, read: the session and the present, what was used, and the answers that tables tell apart.

    `answers` are cells by their keys, as they were written: equal texts mean equal answers.
    """

    number: int
    name: str
    session: Interval
    asked: Instant
    used: dict[str, Use]
    answers: dict[tuple[str, ...], str]
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its name in the protocol, what it is about, and how its cells are read.

    `kind` is client, session, asked, use, state, plan, or a fact's own name. Columns with the same `read` read alike.
    """

    name: str
    kind: str
    read: Callable[[str], Any]

    @property
    def key(self) -> tuple[str, ...]:
        """Return the key of its answers."""
        if self.kind == "plan":
            return "plan", self.name.removeprefix("plan.")
        return (
            ("state", self.name) if self.kind == "state" else ("area" if self.kind == "areas" else self.kind,)
        )

    @property
    def fact(self) -> str:
        """Return the fact that it fills."""
        return _LISTS.get(self.kind, self.kind.replace("-", "_"))


class Reader:
    """Reads the clients of one source.

    Parameters
    ----------
    book : Rulebook
    where : Zone
        The clinic's.
    now : int, optional
        The present, where no column says it; else the session's start. [s since 1970, UTC]
    """

    def __init__(self, book: Rulebook, where: Zone, now: Instant | None = None) -> None:
        self.book, self.zone, self.now = book, where, now
        self.problems: list[Problem] = []
        self.found = 0
        self.columns: list[Column] = []
        self._when_once, self._last_once = _kept(self._when), _kept(self._last)
        self._plan_once, self._truth_once = _kept(self._plan), _kept(_truth)

    def clients(self, rows: Iterator[tuple[int, Sequence[str]]], source: str) -> Iterator[Client]:
        """Yield every good row; problems are kept, the first 200 of them with their words.

        Raises
        ------
        BadFile
            At once where the header is bad.
        """
        self.open(rows, source)
        for line, cells in rows:
            client = self.client(line, cells, source) if cells else None
            if client is not None:
                yield client

    def open(self, rows: Iterator[tuple[int, Sequence[str]]], source: str) -> None:
        """Read the header.

        Raises
        ------
        BadFile
            If it is bad.
        """
        try:
            line, header = next(rows)
        except StopIteration:
            raise BadFile(
                [Problem(source, Place(1, 1), "the table is empty; it needs a header and rows")]
            ) from None
        self.columns = self._header(header, line, source)

    def client(self, line: int, cells: Sequence[str], source: str) -> Client | None:
        """Return a row as a client; None where it is bad, and its problems are kept."""
        width = len(self.columns)
        if len(cells) == width:
            return self._client(line, cells, source)
        number = f"{len(cells)} cell{'' if len(cells) == 1 else 's'}"
        what = f"this row has {number}, the header {width}; mend the row"
        self._problem(source, line, min(len(cells), width) + 1, what)
        return None

    def _problem(self, source: str, line: int, column: int, what: str) -> None:
        self.found += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(Problem(source, Place(line, column), what))

    def raise_if_any(self) -> None:
        """Raise what was found wrong with the rows."""
        if self.problems:
            raise BadFile(self.problems)

    # --- the header ---

    def _header(self, header: Sequence[str], line: int, source: str) -> list[Column]:
        problems: list[Problem] = []
        found: dict[str, Column] = {}
        for place, written in enumerate(header, 1):
            name = written.strip()
            column = self._column(name)
            if column is None:
                known = ["client", "session", "asked", *_PERSON, *self.book.subjects, *self.book.conditions]
                near = suggestion(name, known)
                what = f"column '{clipped(name)}' is not known{near or '; these protocols do not name it, take it out'}"
                problems.append(Problem(source, Place(line, place), what))
            elif column.name in found:
                what = f"column '{clipped(name)}' means {column.name}, which stands here already; keep one"
                problems.append(Problem(source, Place(line, place), what))
            else:
                found[column.name] = column
        if "session" not in found and not problems:
            what = "column 'session' is missing; add the day or moment of each session"
            problems.append(Problem(source, Place(line, 1), what))
        if problems:
            raise BadFile(problems)
        return list(found.values())

    def _column(self, name: str) -> Column | None:
        if name == "client":
            return Column(name, name, _name)
        if name in ("session", "asked", BIRTH):
            return Column(name, name, self._when_once)
        if name in _PERSON:
            readers = {"skin-type": self._skin_type, "depth-mm": self._depth, PREVIOUS: self._previous}
            return Column(name, name, _kept(readers.get(name, self._list_of(name))))
        if name.startswith("plan."):
            planned = name.removeprefix("plan.")
            if planned in self.book.anchors or planned in self.book.subjects:
                return Column(name, "plan", self._plan_once)
            return None
        subject = self.book.named(name)
        if subject is not None:
            return Column(subject, "use", self._last_once)
        return Column(name, "state", self._truth_once) if name in self.book.conditions else None

    # --- cells ---

    def _last(self, text: str) -> Use:
        return self._read(LAST, text)  # type: ignore[no-any-return]

    def _when(self, text: str) -> Interval:
        return self._read(WHEN, text)  # type: ignore[no-any-return]

    def _read(self, kind: Any, text: str) -> Any:
        report = Report("", zone=self.zone)
        value = kind.read(Node(text, Place(1, 1), text), report)
        if value is BAD:
            raise BadCell(report.problems[0].what)
        return value

    def _plan(self, text: str) -> Interval | bool | str:
        if text in ("yes", "no", "true", "false"):
            return _TRUTHS[text] is True
        return "with-session" if text == "with-session" else self._when(text)

    def _list_of(self, name: str) -> Callable[[str], tuple[str, ...]]:
        def read(text: str) -> tuple[str, ...]:
            names = () if text == "none" else tuple(part.strip() for part in text.split(";"))
            unknown = [one for one in names if name == "areas" and one not in self.book.areas]
            if unknown:
                raise BadCell(
                    f"area '{clipped(unknown[0])}' is not known{suggestion(unknown[0], list(self.book.areas))}"
                )
            if not all(names):
                raise BadCell("a list has an empty name; write 'a; b', or 'none'")
            return names

        return read

    def _previous(self, text: str) -> tuple[Interval, ...]:
        return () if text == "none" else tuple(self._when(part.strip()) for part in text.split(";"))

    def _skin_type(self, text: str) -> int:
        if text not in ("1", "2", "3", "4", "5", "6"):
            raise BadCell(f"expected a skin type from 1 to 6, found '{clipped(text)}'")
        return int(text)

    def _depth(self, text: str) -> float:
        try:
            depth = float(text)
        except ValueError:
            depth = -1
        if not 0 <= depth <= 10:
            raise BadCell(f"expected a depth from 0 to 10 mm, found '{clipped(text)}'")
        return depth

    # --- rows ---

    def _client(self, line: int, cells: Sequence[str], source: str) -> Client | None:
        name, session, asked = str(line), None, self.now
        used: dict[str, Use] = {}
        answers: dict[tuple[str, ...], str] = {}
        facts: dict[str, Any] = {}
        is_good = True
        for place, written in enumerate(cells):
            text = written.strip() if written else ""
            if not text:
                continue
            column = self.columns[place]
            try:
                value = column.read(text)
            except BadCell as error:
                self._problem(source, line, place + 1, f"column '{column.name}': {error}")
                is_good = False
                continue
            kind = column.kind
            if kind == "use":
                used[column.name] = value
            elif kind == "state":
                answers[column.key] = text
                facts.setdefault("states", {})[column.name] = value
            elif kind == "session":
                session = value
            elif kind == "client":
                name = value
            elif kind == "asked":
                asked = value.lo
            elif kind == "plan":
                answers[column.key] = text
                facts.setdefault("plan", {})[column.key[1]] = value
            else:
                answers[column.key] = text
                facts[column.fact] = value
        if session is None:
            if is_good:
                place = next(n for n, column in enumerate(self.columns, 1) if column.kind == "session")
                self._problem(source, line, place, "column 'session': is empty; write a day or a moment")
            return None
        asked = session.lo if asked is None else min(asked, session.lo) if asked == self.now else asked
        if not self._cut(line, used, asked, source):
            return None
        return Client(line, name, session, asked, used, answers, facts) if is_good else None

    def _cut(self, line: int, used: dict[str, Use], asked: Instant, source: str) -> bool:
        """End last uses at the moment of asking; refuse one that lies wholly after it."""
        is_good = True
        for name, use in used.items():
            if use.last is None or use.last.hi <= asked:
                continue
            if use.last.lo > asked:
                place = next(n for n, column in enumerate(self.columns, 1) if column.name == name)
                what = f"column '{name}': the last use lies after the moment of asking; a plan is no last use"
                self._problem(source, line, place, what)
                is_good = False
            else:
                used[name] = Use(last=Interval(use.last.lo, asked))
        return is_good

    def facts_of(self, client: Client) -> Facts:
        """Return a client as the facts the engine reads."""
        rest = dict(client.facts)
        states = {name: Said(holds=holds) for name, holds in rest.pop("states", {}).items()}
        plan = rest.pop("plan", None)
        if plan is not None:
            rest["plan"] = {n: client.session if at == "with-session" else at for n, at in plan.items()}
        if PREVIOUS.replace("-", "_") in rest:
            rest["previous_sessions"] = tuple(rest["previous_sessions"])
        return Facts(
            zone=self.zone,
            asked=client.asked,
            session=client.session,
            used={name: (use,) for name, use in client.used.items()},
            states=states,
            **rest,
        )


def _kept(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """Return a reader of cells that reads each text once."""
    known: dict[str, Any] = {}

    def once(text: str) -> Any:
        try:
            return known[text]
        except KeyError:
            if len(known) >= _MOST_KEPT:
                known.clear()
            value = known[text] = read(text)
            return value

    return once


def _truth(text: str) -> bool | None:
    if text not in _TRUTHS:
        raise BadCell(f"expected yes, no or not-sure, found '{clipped(text)}'")
    return _TRUTHS[text]


def _name(text: str) -> str:
    """Return a client's name; one that a spreadsheet would run as a formula is refused."""
    if text[0] in "=+@" or (text[0] == "-" and not text[1:].isdigit()):
        raise BadCell("this looks like a formula of a spreadsheet; write the client's name or number")
    return text


__all__ = ["BadCell", "Client", "Column", "Reader"]
