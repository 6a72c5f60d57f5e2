"""The standard library's frozen, slotted `dataclass`, made in a third of the time.

A command makes some fifty of these classes whenever it starts, and `dataclasses` compiles six methods for each. Only
`__init__` needs code of its own: what compares, prints and refuses is the same for all. `fields`, `replace` and
`asdict` work as ever. The reasons and figures are in `docs/explanation/speed.md`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import MISSING, FrozenInstanceError, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

__all__ = ["dataclass", "field", "replace"]

T = TypeVar("T")

if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:

    def replace(value: T, /, **changes: Any) -> T:
        """Return a value with some fields changed, as `dataclasses.replace` does, in half of its time."""
        return value.__replace__(**changes)

    def dataclass(*, frozen: bool, slots: bool, kw_only: bool = False) -> Callable[[type[T]], type[T]]:
        """Return a decorator that makes a frozen dataclass with slots; it does no other kind."""
        if not (frozen and slots):
            raise TypeError("only frozen dataclasses with slots are made here")
        return lambda cls: _made(cls, kw_only=kw_only)


def _made(cls: type[Any], *, kw_only: bool) -> type[Any]:
    cls.__doc__ = cls.__doc__ or cls.__name__  # else a signature is worked out for it
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(cls)
    names = [one.name for one in dataclasses.fields(made)]
    values = attrgetter(*names) if names else lambda self: ()

    def equal(self: Any, other: object) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def replaced(self: Any, **changes: Any) -> Any:
        for name in names:
            if name not in changes:
                changes[name] = getattr(self, name)
        return made(**changes)

    made.__init__ = _init(made)
    made.__replace__ = replaced
    made.__eq__, made.__hash__ = equal, lambda self: hash(values(self))
    made.__repr__, made.__setattr__, made.__delattr__ = _shown, _refused, _refused
    made.__getstate__, made.__setstate__ = _state, _restore
    return made  # type: ignore[no-any-return]


def _init(cls: type[Any]) -> Any:
    """Return the one method that is compiled: it takes the fields by name or place and sets them."""
    known = dataclasses.fields(cls)
    given: dict[str, Any] = {"_set": object.__setattr__, "_MISSING": MISSING}
    heads: dict[bool, list[str]] = {False: [], True: []}
    body = []
    for one in known:
        head, value = one.name, one.name
        if one.default is not MISSING:
            given[f"_{one.name}"] = one.default
            head = f"{one.name}=_{one.name}"
        elif one.default_factory is not MISSING:
            given[f"_{one.name}"] = one.default_factory
            head = f"{one.name}=_MISSING"
            value = f"_{one.name}() if {one.name} is _MISSING else {one.name}"
        heads[bool(one.kw_only)].append(head)
        body.append(f" _set(self, {one.name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        body.append(" self.__post_init__()")
    named = ["*", *heads[True]] if heads[True] else []
    lines = [f"def __init__({', '.join(['self', *heads[False], *named])}):", *(body or [" pass"])]
    exec("\n".join(lines), given)
    return given["__init__"]


def _shown(self: Any) -> str:
    shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in dataclasses.fields(self))
    return f"{type(self).__qualname__}({shown})"


def _refused(self: Any, name: str, *_: object) -> None:
    raise FrozenInstanceError(f"cannot change field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in dataclasses.fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for one, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)
