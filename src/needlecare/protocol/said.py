"""What a client says: uses, states and dates, as intervals of instants with the words kept.

Silence stays silence: a name that is not mentioned is not known, which is neither "never" nor "no". An entry under
`used` speaks of the area to be treated unless it names another `area`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from needlecare.protocol.time import Instant, Interval, Zone
from needlecare.protocol.values import dataclass, field, replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeAlias

Truth: TypeAlias = bool | None  # None: not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What was said of one subject: last use somewhere in `last`, never, still going on, or not sure.

    `planned` are later uses already decided; `areas` is None where the entry speaks of the treated area.
    """

    last: Interval | None = None
    never: bool = False
    ongoing: bool = False
    unsure: bool = False
    planned: tuple[Interval, ...] = ()
    started: Interval | None = None
    areas: tuple[str, ...] | None = None
    prescribed: Truth = None
    words: str = ""

    @property
    def is_open(self) -> bool:
        """Return whether nothing is known of the last use: not sure, or only later plans were said."""
        return self.unsure or not (self.never or self.ongoing or self.last is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said of one condition; `areas` where it was said to be elsewhere."""

    holds: Truth
    areas: tuple[str, ...] | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything known of one client and one session; all times resolved in the clinic's zone.

    `session` is an exact instant, or a whole day where only the day is known. `plan` maps what is planned with the
    session to its time, True (planned, no date) or False; what it leaves out is not planned, and None is not known.
    """

    zone: Zone
    asked: Instant
    session: Interval
    session_end: Interval | None = None
    stage: str = "booking"
    areas: tuple[str, ...] | None = None
    used: Mapping[str, tuple[Use, ...]] = field(default_factory=dict)
    states: Mapping[str, Said] = field(default_factory=dict)
    plan: Mapping[str, Interval | bool] | None = None
    previous_sessions: tuple[Interval, ...] | None = None
    event: Interval | None = None
    birth: Interval | None = None
    skin_type: int | None = None
    depth_mm: float | None = None
    device: tuple[str, ...] | None = None
    indication: tuple[str, ...] | None = None
    role: tuple[str, ...] | None = None
    jurisdiction: tuple[str, ...] | None = None
    add_on: tuple[str, ...] | None = None
    uncovered: tuple[str, ...] = ()

    @cached_property
    def worked_out(self) -> dict[object, Any]:
        """Return a place to keep what was worked out from these facts; it is gone when they are."""
        return {}

    def on(self, session: Interval) -> Facts:
        """Return the same facts for another session; a given end is forgotten, since it belonged to the old one."""
        return replace(self, session=session, session_end=None)
