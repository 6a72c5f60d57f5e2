"""What a protocol is: frozen values, and nothing that reads, decides or prints.

A protocol names subjects (what people use or undergo), conditions (what is true of a person), rules over windows of
time, the expected course of healing, red flags, the series, and the texts of the treatment page. Every rule and every
number has a source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum, StrEnum
from functools import cached_property

from needlecare.protocol.time import Duration, Unit
from needlecare.protocol.values import NamedTuple, dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

LANGUAGES = ("en", "es")
BUILT_IN_ANCHORS = (
    "session",
    "session-end",
    "previous-session",
    "next-session",
    "first-session",
    "last-session",
    "event",
    "birth",
    "consultation",
    "home",
)


class Text(NamedTuple):
    """One text for people in every language of the product."""

    en: str
    es: str

    def in_language(self, language: str) -> str:
        """Return the text in `en` or `es`."""
        return self.es if language == "es" else self.en


class Layer(IntEnum):
    """Who says it; the lower number has the higher rank."""

    EMERGENCY = 0
    PRESCRIBER = 1
    DEVICE = 2
    CLINIC = 3
    DEFAULT = 4


class Outcome(IntEnum):
    """What a rule says of a session, from best to worst; the worst of all rules wins."""

    READY = 0
    CAUTION = 1
    ASK = 2
    REFER = 3
    WAIT = 4
    STOP = 5

    @property
    def word(self) -> str:
        return self.name.lower()


class Verb(StrEnum):
    """What a rule does with its subjects; each rule has exactly one."""

    AVOID = "avoid"
    REQUIRE = "require"
    RECOMMEND = "recommend"
    ALLOW = "allow"
    ONLY = "only"
    EXPECT = "expect"
    EXCLUDE = "exclude"
    CHECK = "check"
    TELL = "tell"
    STEP = "step"
    REPEAT = "repeat"
    FOLLOW = "follow"
    ORDER = "order"


class Strength(StrEnum):
    MUST = "must"
    ADVISED = "advised"
    IF_POSSIBLE = "if-possible"


class Grade(StrEnum):
    """How a contraindication binds."""

    ABSOLUTE = "absolute"
    RELATIVE = "relative"
    PRECAUTION = "precaution"
    DEFER = "defer"


class Prescribed(StrEnum):
    NEVER = "never"
    SOMETIMES = "sometimes"
    ALWAYS = "always"


# --- amounts of time -------------------------------------------------------------------------------------------------


class Span(NamedTuple):
    """An amount of time as a page prints it: a floor, an advised value, and the words around them.

    `5..7 day` has floor 5 and advised 7. `vague` keeps a word such as "few"; its numbers are the protocol's policy.
    """

    floor: Duration
    advised: Duration
    about: bool = False
    bound: str = ""  # "", "at least" or "up to"
    vague: str = ""

    @property
    def is_range(self) -> bool:
        return self.floor != self.advised


class Count(NamedTuple):
    """How many, as a page prints it: `3..6`, `4`, or `7..` with no end."""

    least: int
    most: int | None


# --- windows: two bounds each ----------------------------------------------------------------------------------------


class At(NamedTuple):
    """The moment of an anchor itself."""

    anchor: str


class Shift(NamedTuple):
    """A moment some time before (`side` -1) or after (+1) an anchor."""

    anchor: str
    side: int
    span: Span


class Edge(NamedTuple):
    """An edge of a local calendar day, `day` days from the anchor's own day.

    `edge` is start, end, morning or evening; morning and evening are the protocol's declared hours. Where the page gives
    a range of days ("from day 5 to 7 on"), `day` is the floor and `advised` the other end.
    """

    anchor: str
    day: int
    edge: str
    advised: int | None = None


class State(NamedTuple):
    """The moment a state is reached ("healed"), or ends (`ends`); no calendar knows it."""

    condition: str
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Open:
    """No bound on this side."""


class Unstated(NamedTuple):
    """A bound the page leaves out; `inherited` is another rule's or a published length, shown as such."""

    anchor: str
    side: int
    inherited: Span | None = None
    inherited_from: str = ""


class Later(NamedTuple):
    """The later of several bounds: "three days, longer if still irritated"."""

    bounds: tuple[Bound, ...]


class Earlier(NamedTuple):
    """The earlier of several bounds: "for a week, or until the cream runs out"."""

    bounds: tuple[Bound, ...]


Bound: TypeAlias = At | Shift | Edge | State | Open | Unstated | Later | Earlier


@dataclass(frozen=True)
class Window:
    """A stretch of time from one bound to another, and the form of words it was written in.

    `form` is before, after, act, day, moment, days, nights, since, until, while, course or words.
    """

    form: str
    opens: Bound
    closes: Bound
    first_day: int | None = None  # numbered days: is the treatment day printed as day 0 or day 1?
    words: str = ""  # "directed", "needed", "soon"; or the part of a day, "evening" or "morning"
    usually: Span | None = None  # how long it usually takes until the state that ends it

    @cached_property
    def anchors(self) -> frozenset[str]:
        """Return the anchors this window hangs on."""
        return frozenset(
            bound.anchor for bound in self.bounds if isinstance(bound, At | Shift | Edge | Unstated)
        )

    @property
    def bounds(self) -> Iterator[At | Shift | Edge | State | Open | Unstated]:
        """Yield the simple bounds of both sides."""
        for bound in (self.opens, self.closes):
            if isinstance(bound, Later | Earlier):
                for part in bound.bounds:
                    assert not isinstance(part, Later | Earlier)
                    yield part
            else:
                yield bound


# --- guards ----------------------------------------------------------------------------------------------------------


class Guard(NamedTuple):
    """One thing that must hold for a rule to apply; true, false or not known of a person.

    `kind` is has, plan, area, indication, device, role, jurisdiction, add-on (any of `names`), prescribed, or a number
    (age, depth-mm, skin-type) between `least` and `most`; `open_least`/`open_most` leave the end itself out.
    """

    kind: str
    names: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None
    open_least: bool = False
    open_most: bool = False


class AnyOf(NamedTuple):
    guards: tuple[Condition, ...]


class Not(NamedTuple):
    guard: Condition


Condition: TypeAlias = Guard | AnyOf | Not


def guards_within(conditions: Iterable[Condition]) -> Iterator[Guard]:
    """Yield every simple guard inside guards."""
    for condition in conditions:
        match condition:
            case Guard():
                yield condition
            case AnyOf(guards):
                yield from guards_within(guards)
            case Not(guard):
                yield from guards_within((guard,))


# --- entries ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a statement comes from."""

    statement: tuple[str, ...] = ()
    reading: tuple[str, ...] = ()
    cite: tuple[str, ...] = ()
    grade: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A class of things people use, take, undergo or do."""

    id: str
    name: Text
    kind: str
    prescribed: Prescribed = Prescribed.NEVER
    area_free: bool = False
    within: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    ask: Text | None = None
    examples: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """Something that is or was true of a person: a state, a history, a clearance, a sight on arrival."""

    id: str
    name: Text
    kind: str
    local: bool = False
    of: tuple[str, ...] = ()  # subjects whose use on the day itself makes an arrival condition hold
    ask: Text | None = None


@dataclass(frozen=True, slots=True)
class Often:
    """How often: `count` times per `unit`, every `every`, at parts of the day, or in words (needed, directed, when-exposed)."""

    count: Count | None = None
    per: Unit | None = None
    every: Span | None = None
    parts: tuple[str, ...] = ()  # morning, evening, night
    words: str = ""


@dataclass(frozen=True, slots=True)
class Lasting:
    """How long one act takes, the pause before the next, and how long all of them together."""

    each: Span | None = None
    pause: Span | None = None
    total: Span | None = None


class Dose(NamedTuple):
    """An amount of a substance as printed, with the time it is limited to."""

    amount: float
    unit: str
    bound: str = ""  # "", "at least" or "up to"
    per: Duration | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """A series: least gap, usual count, or the state that ends it."""

    gap: Span | None = None
    count: Count | None = None
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: a verb on subjects, in a window, for whom it holds, and the sentence that says it."""

    id: str
    verb: Verb
    subjects: tuple[str, ...] = ()
    exclude: Condition | None = None
    repeat: Repeat | None = None
    follow: str = ""
    order: tuple[str, ...] = ()
    when: tuple[Window, ...] = ()
    guards: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    outcome: Outcome | None = None
    strength: Strength = Strength.MUST
    grade: Grade | None = None
    actor: str = "client"
    often: Often | None = None
    dose: Dose | None = None
    lasts: Lasting | None = None
    likelihood: str = ""
    around: bool = False
    implies_avoid: bool = False
    excepted: tuple[str, ...] = ()
    substitute: tuple[str, ...] = ()
    remedy: Text | None = None
    says: Text
    why: Text | None = None
    note: Text | None = None
    source: Source
