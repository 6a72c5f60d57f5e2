"""The standard library's frozen `dataclass` and `NamedTuple`, made in a fraction of the time.

A command makes some seventy of these classes whenever it starts, and uses half. So nothing is compiled before a first
value is made, annotations are not looked at, and `dataclasses` itself, with all that it imports, waits until somebody asks
for its view of a class: `fields`, `asdict`, `replace` and `is_dataclass` work as ever. A type checker sees the standard
library's own. Figures are in `docs/explanation/speed.md`.
"""

from __future__ import annotations

from collections import namedtuple
from operator import attrgetter

TYPE_CHECKING = False  # not from `typing`, a fifth of the engine's start-up that only checkers need
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from inspect import Signature
    from typing import Any, TypeVar

    T = TypeVar("T")

__all__ = ["REQUIRED", "Made", "NamedTuple", "dataclass", "field", "fields_of", "replace"]

REQUIRED: Any = type("Required", (), {"__repr__": lambda self: "REQUIRED"})()


class Made:
    """A default that is made anew for each value."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make


def fields_of(kind: type[Any]) -> Mapping[str, Any]:
    """Return the fields of a class made here, in order, each with its default, a `Made`, or REQUIRED."""
    return kind.__defaults__  # type: ignore[no-any-return]


if TYPE_CHECKING:
    from dataclasses import dataclass, field, replace
    from typing import NamedTuple
else:

    class _Tuples(type):
        """Makes a named tuple of a class body."""

        def __new__(cls, name: str, bases: tuple[type, ...], own: dict[str, Any]) -> type:
            names = own.pop("__annotations__", {})
            defaults = [own.pop(one) for one in names if one in own]
            made = namedtuple(name, names, defaults=defaults, module=own.pop("__module__"))
            made.__annotations__ = names
            for one, part in own.items():
                setattr(made, one, part)
            return made

    NamedTuple = type.__new__(_Tuples, "NamedTuple", (), {})

    def field(*, default_factory: Callable[[], Any]) -> Made:
        """Return the mark of a default that is made anew for each value."""
        return Made(default_factory)

    def replace(value: T, /, **changes: Any) -> T:
        """Return a value with some fields changed, as `dataclasses.replace` does, in half of its time."""
        return value.__replace__(**changes)

    def dataclass(
        *, frozen: bool, slots: bool = False, kw_only: bool = False
    ) -> Callable[[type[T]], type[T]]:
        """Return a decorator that makes a frozen dataclass of a class without bases; it does no other kind."""
        if not frozen:
            raise TypeError("only frozen dataclasses are made here")
        return lambda cls: _made(cls, slots=slots, kw_only=kw_only)


class _AsDataclass:
    """`__dataclass_fields__`: what the standard library knows of a class, worked out when it asks."""

    def __get__(self, value: Any, owner: type[Any]) -> Mapping[str, Any]:
        import dataclasses

        kw_only = owner.__kw_only__
        described = []
        for name, usual in fields_of(owner).items():
            given = {} if usual is REQUIRED else {"default": usual}
            if isinstance(usual, Made):
                given = {"default_factory": usual.make}
            described.append((name, owner.__annotations__[name], dataclasses.field(kw_only=kw_only, **given)))
        copy = dataclasses.make_dataclass(owner.__name__, described, kw_only=kw_only)
        owner.__dataclass_fields__ = vars(copy)["__dataclass_fields__"]
        return owner.__dataclass_fields__  # type: ignore[no-any-return]


class _Signature:
    """`__signature__`: how a value of a class is made, for help and for editors."""

    def __get__(self, value: Any, owner: type[Any]) -> Signature:
        from inspect import signature

        shown = signature(_init(owner))
        return shown.replace(parameters=list(shown.parameters.values())[1:])


_AS_DATACLASS, _SIGNATURE = _AsDataclass(), _Signature()


def _made(cls: type[Any], *, slots: bool, kw_only: bool) -> type[Any]:
    own = {name: part for name, part in vars(cls).items() if name not in ("__dict__", "__weakref__")}
    defaults = {name: own.pop(name, REQUIRED) for name in own.get("__annotations__", {})}
    names = tuple(defaults)
    values = _getter(names)

    def first(self: Any, *given: Any, **named: Any) -> None:
        made.__init__ = init = _init(made)
        init(self, *given, **named)

    def equal(self: Any, other: object) -> Any:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def replaced(self: Any, **changes: Any) -> Any:
        return made(**{**dict(zip(names, values(self), strict=True)), **changes})

    methods = {
        "__init__": first,
        "__replace__": replaced,
        "__eq__": equal,
        "__hash__": lambda self: hash(values(self)),
        "__repr__": _shown,
        "__setattr__": _refused,
        "__delattr__": _refused,
        "__getstate__": _state,
        "__setstate__": _restore,
        "__defaults__": defaults,
        "__kw_only__": kw_only,
        "__match_args__": () if kw_only else names,
        "__dataclass_fields__": _AS_DATACLASS,
        "__signature__": _SIGNATURE,
    }
    if slots:
        methods["__slots__"] = names
    made: Any = type(cls.__name__, cls.__bases__, {**methods, **own})
    return made  # type: ignore[no-any-return]


def _getter(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what reads all fields of a value."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _init(cls: type[Any]) -> Any:
    """Return the one method that is compiled: it takes the fields by name or place and sets them."""
    given: dict[str, Any] = {"_set": object.__setattr__, "_REQUIRED": REQUIRED}
    heads, body = ["self"], []
    if cls.__kw_only__ and fields_of(cls):
        heads.append("*")
    for name, usual in fields_of(cls).items():
        head, value = name, name
        if isinstance(usual, Made):
            given[f"_{name}"] = usual.make
            head = f"{name}=_REQUIRED"
            value = f"_{name}() if {name} is _REQUIRED else {name}"
        elif usual is not REQUIRED:
            given[f"_{name}"] = usual
            head = f"{name}=_{name}"
        heads.append(head)
        body.append(f" _set(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        body.append(" self.__post_init__()")
    exec("\n".join([f"def __init__({', '.join(heads)}):", *(body or [" pass"])]), given)
    given["__init__"].__qualname__ = f"{cls.__qualname__}.__init__"
    return given["__init__"]


def _shown(self: Any) -> str:
    shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in fields_of(type(self)))
    return f"{type(self).__qualname__}({shown})"


def _refused(self: Any, name: str, *_: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot change field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in fields_of(type(self))]


def _restore(self: Any, state: list[Any]) -> None:
    for name, value in zip(fields_of(type(self)), state, strict=True):
        object.__setattr__(self, name, value)
