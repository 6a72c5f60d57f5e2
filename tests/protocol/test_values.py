"""Values made here are the standard library's in all but the time they take to make."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import subprocess
import sys
import typing
from collections.abc import Mapping

import pytest

from needlecare.protocol import values


class Body:
    """A thing with a name."""

    name: str
    count: int = 1
    parts: Mapping[str, int]

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError("count below 0")

    def doubled(self) -> int:
        return 2 * self.count


def made_by(decorate, field, **how):
    """Return a class of the same body, made by one of the two decorators."""
    body = {**vars(Body), "parts": field(default_factory=dict)}
    body.pop("__dict__")
    body.pop("__weakref__")
    return decorate(frozen=True, **how)(type("Thing", (), body))


SLOTTED = {"slots": True}
KINDS = [SLOTTED, {"slots": True, "kw_only": True}, {}]


@pytest.fixture(params=KINDS, ids=["slots", "by name only", "no slots"])
def pair(request):
    how = request.param
    return (
        made_by(values.dataclass, values.field, **how),
        made_by(dataclasses.dataclass, dataclasses.field, **how),
    )


Ours = made_by(values.dataclass, values.field, slots=True)
Ours.__qualname__ = "Ours"


def test_values_compare_print_and_hash_as_the_standard_librarys(pair):
    for kind in pair:
        one, same, other = kind(name="a"), kind(name="a", count=1, parts={}), kind(name="a", count=2)
        assert one == same != other
        assert repr(one) == "Thing(name='a', count=1, parts={})"
        assert one.doubled() == 2
        assert one.parts is not same.parts  # made anew for each value
    ours, theirs = pair
    assert ours(name="a") != theirs(name="a")
    frozen = [kind(name="a", parts=()) for kind in pair]
    assert len({hash(one) for one in frozen}) == 1


def test_what_cannot_be_made_is_refused(pair):
    for kind in pair:
        for wrong in ({}, {"name": "a", "colour": 1}):
            with pytest.raises(TypeError):
                kind(**wrong)
        with pytest.raises(TypeError):
            kind("a", 1, {}, 4)
        with pytest.raises(ValueError, match="count below 0"):
            kind(name="a", count=-1)


def test_a_value_cannot_be_changed_but_replaced(pair):
    for kind in pair:
        one = kind(name="a")
        with pytest.raises(dataclasses.FrozenInstanceError):
            one.name = "b"
        with pytest.raises(dataclasses.FrozenInstanceError):
            del one.name
        assert dataclasses.replace(one, name="b") == kind(name="b")
        with pytest.raises(ValueError, match="count below 0"):
            dataclasses.replace(one, count=-1)
    one = pair[0](name="a")
    assert values.replace(one, count=5) == pair[0](name="a", count=5)


def test_the_standard_librarys_view_of_a_class_is_as_ever(pair):
    ours, theirs = pair
    assert dataclasses.is_dataclass(ours)
    shown = [
        [
            (one.name, one.type, one.default, one.default_factory, one.kw_only)
            for one in dataclasses.fields(kind)
        ]
        for kind in pair
    ]
    assert shown[0] == shown[1]
    assert dataclasses.asdict(ours(name="a")) == dataclasses.asdict(theirs(name="a"))
    assert ours.__match_args__ == theirs.__match_args__
    assert hasattr(ours(name="a"), "__dict__") is hasattr(theirs(name="a"), "__dict__")
    names = [[(one.name, one.kind) for one in inspect.signature(kind).parameters.values()] for kind in pair]
    assert names[0] == names[1]


def test_a_value_is_copied_and_pickled_whole():
    one = Ours("a", 3, {"b": 1})
    for again in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert again == one
    match one:
        case Ours(name, count):
            assert (name, count) == ("a", 3)


def test_only_frozen_classes_are_made():
    with pytest.raises(TypeError, match="only frozen"):
        values.dataclass(frozen=False)


class TheirTuple(typing.NamedTuple):
    """A moment."""

    anchor: str
    side: int = 1
    span: Mapping[str, int] | None = None

    def shown(self) -> str:
        return f"{self.anchor}{self.side:+}"


class OurTuple(values.NamedTuple):
    """A moment."""

    anchor: str
    side: int = 1
    span: Mapping[str, int] | None = None

    def shown(self) -> str:
        return f"{self.anchor}{self.side:+}"


def test_named_tuples_are_the_standard_librarys():
    assert OurTuple("a") == TheirTuple("a") == ("a", 1, None)
    assert OurTuple("a", span={}).shown() == TheirTuple("a", span={}).shown() == "a+1"
    for name in ("_fields", "_field_defaults", "__doc__", "__module__"):
        assert getattr(OurTuple, name) == getattr(TheirTuple, name)
    assert typing.get_type_hints(OurTuple) == typing.get_type_hints(TheirTuple)
    assert repr(OurTuple("a")) == "OurTuple(anchor='a', side=1, span=None)"
    assert pickle.loads(pickle.dumps(OurTuple("a", 2))) == OurTuple("a", 2)
    with pytest.raises(TypeError):
        OurTuple()


def test_the_engine_needs_nothing_that_only_describes_it():
    code = "import sys; before = set(sys.modules); import needlecare.engine.screening; print(*set(sys.modules) - before)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "needlecare.engine.screening" in loaded.split()
    assert not {"typing", "dataclasses", "inspect", "pathlib", "re", "ruamel.yaml"} & set(loaded.split())
