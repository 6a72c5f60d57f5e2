"""What protocol files say, as plain data: the names they use, the rules, their windows and their guards.

Protocols come in as the dicts a YAML reader gives. Several are put together as layers are: all rules of all
of them.
"""

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from pathlib import Path
from typing import Any, TypeVar

from ruamel.yaml import YAML

from .windows import Window, numbers, parsed, span

Rule = Mapping[str, Any]

VERBS = (
    *("avoid", "require", "recommend", "allow", "only", "expect", "exclude", "check", "tell", "step"),
    *("repeat", "follow", "order"),
)
SIZE = {"under": operator.lt, "over": operator.gt, "at-least": operator.ge, "at-most": operator.le}
LAYERS = ("emergency", "prescriber", "device", "clinic", "default")
FIXED_ANCHORS = ("session", "session-end", "session-day", "home")
YES = ("yes", True)
NO = ("no", False)


def library() -> list[Mapping[str, Any]]:
    """Return the protocols that ship with the product, as plain data."""
    folder = Path(__file__).parents[2] / "src" / "needlecare" / "protocol" / "library"
    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 2)
    return [yaml.load(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.yaml"))]


def listed(value: Any) -> list[Any]:
    """Return a value that may be one thing or a list of things as a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


class Book:
    """Every rule of one or several protocol files, with the names they use."""

    def __init__(self, *protocols: Mapping[str, Any]) -> None:
        self.subjects: dict[str, Any] = {}
        self.conditions: dict[str, Any] = {}
        self.areas: dict[str, Any] = {}
        self.rules: list[Rule] = []
        self.settings: dict[str, Mapping[str, Any]] = {}  # by rule id
        layers = sorted(protocols, key=lambda protocol: LAYERS.index(protocol.get("layer", "clinic")))
        for protocol in layers:
            for name, kind in (protocol.get("subjects") or {}).items():
                known = self.subjects.get(name, {})
                both = {key: [*listed(known.get(key)), *listed(kind.get(key))] for key in ("in", "aliases")}
                self.subjects[name] = {**kind, **known, **both}  # READING 20
            self.conditions = {**(protocol.get("conditions") or {}), **self.conditions}
            self.areas = {**(protocol.get("areas") or {}), **self.areas}
            for rule in protocol.get("rules") or []:
                self.rules.append(rule)
                self.settings[rule["id"]] = protocol.get("settings") or {}
        self.by_id = {rule["id"]: rule for rule in self.rules}
        self.series = next((layer["series"] for layer in layers if layer.get("series")), None)
        top = layers[0].get("settings") or {}
        self.length = span(top.get("session-length", "1 hour"), {})[0]
        aliases = {
            str(word).lower(): name for name, kind in self.subjects.items() for word in kind["aliases"]
        }
        self.called = {**aliases, **{name: name for name in self.subjects}}
        self.kept: dict[Any, Any] = {}  # what was found already; like every cache here, only for speed
        self.findings: dict[Any, Any] = {}

    def name_of(self, word: str) -> str:
        """Return the subject that a word stands for, or the word itself."""
        return self.called.get(word.strip().lower(), word)

    def wider(self, name: str) -> frozenset[str]:
        """Return every class a subject belongs to, itself included."""
        return wider(self, name)

    def members(self, name: str, *, but: Sequence[str] = ()) -> tuple[str, ...]:
        """Return every subject that is a use of this one, itself included, without the exceptions."""
        return members(self, name, tuple(but))

    def reads(self, rule: Rule) -> "Reads":
        """Return which facts a rule looks at."""
        return reads(self, rule["id"])

    @cached_property
    def named(self) -> set[str]:
        """Return every subject some rule names, with the classes inside it."""
        said = {str(name) for rule in self.rules for verb in VERBS for name in listed(rule.get(verb))}
        return {name for name in self.subjects if self.wider(name) & said} | said

    @cached_property
    def other_anchors(self) -> list[str]:
        """Return every anchor of some rule that is not this session."""
        return sorted({name for rule in self.rules for name in self.reads(rule).anchors})

    @cached_property
    def asked(self) -> list[str]:
        """Return every condition that some rule, or the series, looks at."""
        own = {
            name
            for rule in self.rules
            for verb in ("check", "exclude")
            for name in conditions_in(rule.get(verb))
        }
        tests = [leaf for rule in self.rules for guard in guards_of(rule) for leaf in leaves(guard)]
        guards = {str(name) for key, said in tests if key == "has" for name in listed(said)}
        return sorted(own | guards | set(listed((self.series or {}).get("not-while"))))

    @cached_property
    def seen_on_arrival(self) -> set[str]:
        """Return every subject whose use on the day makes a condition hold, with the classes inside it."""
        said = {str(name) for kind in self.conditions.values() for name in listed(kind.get("of"))}
        return {name for name in self.subjects if self.wider(name) & said} | said

    def parts(self, area: str) -> set[str]:
        """Return an area and everything it consists of."""
        inner = (self.areas.get(area) or {}).get("parts") or []
        return {area}.union(*(self.parts(part) for part in inner))

    def overlap(self, some: Sequence[str], others: Sequence[str]) -> bool:
        """Say whether two lists of areas share anything: the same area, a part of one, or a part of both."""
        left = set().union(*(self.parts(area) for area in some))
        right = set().union(*(self.parts(area) for area in others))
        return bool(left & right)


@dataclass(frozen=True)
class Reads:
    """Which facts a rule looks at: what it is about, what else its guards ask, its anchors, and age."""

    subjects: list[str]
    conditions: list[str]
    others: list[str]
    anchors: list[str]
    age: bool


Found = TypeVar("Found")


def kept(find: Callable[..., Found]) -> Callable[..., Found]:
    """Return a function of a book and more that keeps with the book what it has found."""

    @wraps(find)
    def looked_up(book: Book, *more: Any) -> Found:
        place = (find.__name__, *more)
        if place not in book.kept:
            book.kept[place] = find(book, *more)
        found: Found = book.kept[place]
        return found

    return looked_up


@kept
def wider(book: Book, name: str) -> frozenset[str]:
    """Return every class a subject belongs to, itself included."""
    found, todo = set(), [name]
    while todo:
        here = todo.pop()
        if here not in found:
            found.add(here)
            todo += (book.subjects.get(here) or {}).get("in") or []
    return frozenset(found)


@kept
def members(book: Book, name: str, but: tuple[str, ...]) -> tuple[str, ...]:
    """Return every subject that is a use of this one, itself included, without the exceptions."""
    inside = [other for other in {name: None, **book.subjects} if name in book.wider(other)]
    return tuple(other for other in inside if not book.wider(other) & set(but))


@kept
def reads(book: Book, rule_id: str) -> Reads:
    """Return which facts a rule looks at."""
    rule = book.by_id[rule_id]
    names = subjects_of(rule)
    for condition in conditions_in(rule.get("check")):
        names = names + listed((book.conditions.get(condition) or {}).get("of"))
    # What is said of a wider class, and of anything inside that, bounds what is left open.
    family = {other for name in names for wide in book.wider(name) for other in book.members(wide)}
    tests = [leaf for guard in guards_of(rule) for leaf in leaves(guard)]
    own = {name for verb in ("exclude", "check") for name in conditions_in(rule.get(verb))}
    guards = {name for key, said in tests if key == "has" for name in listed(said)}
    anchors = anchors_in(windows_of(book, rule))
    keys = {"areas", "session-end", "stage", *anchors, *(key for key, _ in tests)}
    keys |= {"plan", "previous-sessions"} if anchors else set()
    keys |= {"birth"} if "age" in keys else set()
    others = [f"state {name}" for name in sorted(own | guards)] + [f"fact {key}" for key in sorted(keys)]
    return Reads(sorted(family), sorted(own), others, anchors, "age" in keys)


def subjects_of(rule: Rule) -> list[str]:
    """Return the subjects whose use keeps or breaks a rule."""
    implied = listed(rule.get("allow")) if rule.get("implies-avoid") in YES else []
    return listed(rule.get("avoid")) + listed(rule.get("require")) + implied


def windows_of(book: Book, rule: Rule) -> tuple[Window, ...]:
    """Return a rule's windows, every length parsed and an unstated one replaced by the one it inherits."""
    return read_windows(book, rule["id"])


@kept
def read_windows(book: Book, rule_id: str) -> tuple[Window, ...]:
    """Return the windows of a rule; a word such as `as: directed` is none."""
    rule = book.by_id[rule_id]
    vague = book.settings[rule_id].get("vague") or {}
    stated = [window for window in listed(rule.get("when")) if "as" not in window]
    if "allow" in rule:  # a permission from then on is a ban until then
        stated = [{"after": window["after"], "for": window["from"]} for window in stated if "from" in window]
    return tuple(parsed(inherited(book, rule, window), vague) for window in stated)


def inherited(book: Book, rule: Rule, window: Window) -> Window:
    """Return a window whose length another rule or a published value supplies, where the page gives none."""
    if window.get("for") != "unstated":
        return window
    lender = window.get("inherit")
    if lender is None:
        return window
    if lender in book.by_id:
        lengths = {("before" in w): w["for"] for w in listed(book.by_id[lender].get("when")) if "for" in w}
        lender = lengths.get("before" in window) or next(iter(lengths.values()))
    return {**window, "for": lender, "inherit": lender}


def anchors_in(windows: Sequence[Window]) -> list[str]:
    """Return the anchors of a rule's windows that are not this session."""
    names = {window[key] for window in windows for key in ("before", "after", "on") if key in window}
    names |= {window["at"] for window in windows if "at" in window and not {"before", "after"} & set(window)}
    names |= {
        w["until"]["anchor"]
        for w in windows
        if isinstance(w.get("until"), Mapping) and "anchor" in w["until"]
    }
    names |= {"first-session" for window in windows if "course" in window}
    return sorted(names - set(FIXED_ANCHORS))


# --- guards ---------------------------------------------------------------------------------------


def guards_of(rule: Rule) -> list[Any]:
    """Return a rule's guards: `if`, `unless`, and an `exclude` that is one."""
    return [
        rule.get("if"),
        rule.get("unless"),
        rule["exclude"] if isinstance(rule.get("exclude"), Mapping) else None,
    ]


def leaves(guard: Any) -> Iterator[tuple[str, Any]]:
    """Yield every single test inside a guard."""
    for key, value in (guard or {}).items():
        if key in ("any", "not"):
            for inner in listed(value):
                yield from leaves(inner)
        else:
            yield key, value


def limits_in(value: Any) -> tuple[Any, ...]:
    """Return the numbers a test compares with."""
    return tuple(value.values()) if isinstance(value, Mapping) else numbers(value)


def conditions_in(value: Any) -> list[str]:
    """Return the conditions that an `exclude` or `check` names: one, a list, or those inside a guard."""
    if isinstance(value, Mapping):
        return [str(name) for key, said in leaves(value) if key == "has" for name in listed(said)]
    return [str(name) for name in listed(value)]


def claim(rule: Rule, verb: str) -> Mapping[str, Any]:
    """Return an `exclude` or `check` as a guard."""
    value = rule[verb]
    return value if isinstance(value, Mapping) else {"any": [{"has": name} for name in listed(value)]}


def holds(guard: Any, person: Mapping[str, Any], book: Book) -> bool:
    """Say whether every test of a guard is true of a fully known person."""
    return all(test(key, value, person, book) for key, value in (guard or {}).items())


def test(key: str, value: Any, person: Mapping[str, Any], book: Book) -> bool:
    """Say whether one test of a guard is true of a fully known person."""
    match key:
        case "any":
            return any(holds(inner, person, book) for inner in listed(value))
        case "not":
            return not any(holds(inner, person, book) for inner in listed(value))
        case "has" | "plan":
            return any(person[f"{key} {name}"] for name in listed(value))
        case "area":
            return book.overlap(listed(value), person["areas"])
        case "prescribed":
            return bool(person["prescribed"] == ("yes" if value in YES else "no"))
        case "age" | "depth-mm" | "skin-type" if isinstance(value, Mapping):
            return all(SIZE[word](person[key], float(limit)) for word, limit in value.items())
        case "age" | "depth-mm" | "skin-type":
            return any(numbers(one)[0] <= person[key] <= numbers(one)[1] for one in listed(value))
        case "indication" | "add-on" | "device" | "role" | "jurisdiction":
            return bool(set(listed(value)) & set(person[key]))
    raise ValueError(f"the oracle knows no guard {key!r}")
