"""Kinds of values in our files: each reads a node, writes the canonical form back, and gives its JSON Schema.

One table of fields per form (see `forms` and `facts`) thus yields the reader, its messages, the canonical dump and the
published schema, so that none of the four can disagree with another.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from enum import Enum
from typing import Any

from needlecare.protocol.model import Count, Text
from needlecare.protocol.reader import Node, Place, Report, clipped, suggestion
from needlecare.protocol.values import REQUIRED, Made, dataclass, fields_of


class Bad:
    """Marks a value that could not be read; the reason is in the report."""


BAD = Bad()


def node_of(plain: Any) -> Node:
    """Return plain values as a node without places."""
    nowhere = Place(1, 1)
    if isinstance(plain, dict):
        return Node(
            {key: node_of(value) for key, value in plain.items()}, nowhere, keys=dict.fromkeys(plain, nowhere)
        )
    if isinstance(plain, list):
        return Node([node_of(value) for value in plain], nowhere)
    text = (
        {True: "true", False: "false", None: ""}.get(plain) if isinstance(plain, bool | None) else str(plain)
    )
    return Node(plain, nowhere, text or "", isinstance(plain, str))


class Kind(ABC):
    """A kind of value in a file."""

    expects = ""

    @abstractmethod
    def read(self, node: Node, report: Report) -> Any:
        """Return the value, or BAD after reporting why."""

    @abstractmethod
    def write(self, value: Any) -> Any:
        """Return the canonical plain form of a value."""

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the plain form."""

    def bad(self, node: Node, report: Report, remedy: str = "") -> Any:
        report.problem(
            node.place, f"expected {self.expects}, found {node.kind}" + (f"; {remedy}" if remedy else "")
        )
        return BAD


class String(Kind):
    """A text on one or more lines, not empty."""

    def __init__(
        self, expects: str = "a text", pattern: str = "", most: int = 2000, remedy: str = ""
    ) -> None:
        self.expects, self.most, self.remedy = expects, most, remedy
        self.pattern = re.compile(pattern, re.ASCII) if pattern else None

    def read(self, node: Node, report: Report) -> Any:
        if isinstance(node.value, dict | list) or node.value is None or not node.text.strip():
            return self.bad(node, report, self.remedy)
        if self.pattern and not self.pattern.fullmatch(node.text):
            return self.bad(node, report, self.remedy)
        if len(node.text) > self.most:
            report.problem(node.place, f"is longer than {self.most} characters; shorten it")
            return BAD
        return node.text

    def write(self, value: Any) -> Any:
        return value

    def schema(self) -> dict[str, Any]:
        return {
            "type": "string",
            "maxLength": self.most,
            **({"pattern": f"^(?:{self.pattern.pattern})$"} if self.pattern else {"minLength": 1}),
        }


class Word(String):
    """An id: small letters, digits and hyphens."""

    def __init__(self, what: str = "an id") -> None:
        super().__init__(
            what, r"[a-z0-9]+(-[a-z0-9]+)*", 80, "write it in small letters and hyphens, like 'laser-before'"
        )


class YesNo(Kind):
    expects = "yes or no"

    def read(self, node: Node, report: Report) -> Any:
        if node.value is True or node.text == "yes":
            return True
        if node.value is False or node.text == "no":
            return False
        return self.bad(node, report)

    def write(self, value: Any) -> Any:
        return bool(value)

    def schema(self) -> dict[str, Any]:
        return {"enum": [True, False, "yes", "no"]}


class Whole(Kind):
    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most
        self.expects = f"a whole number from {least} to {most}" if least < most else f"the number {least}"

    def read(self, node: Node, report: Report) -> Any:
        if (
            isinstance(node.value, bool)
            or not isinstance(node.value, int)
            or not self.least <= node.value <= self.most
        ):
            return self.bad(node, report)
        return node.value

    def write(self, value: Any) -> Any:
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Number(Kind):
    def __init__(self, least: float, most: float, unit: str = "") -> None:
        self.least, self.most = least, most
        self.expects = f"a number from {least:g} to {most:g}" + (f" [{unit}]" if unit else "")

    def read(self, node: Node, report: Report) -> Any:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            return self.bad(node, report)
        return float(node.value) if self.least <= node.value <= self.most else self.bad(node, report)

    def write(self, value: Any) -> Any:
        return value

    def schema(self) -> dict[str, Any]:
        return {"type": "number", "minimum": self.least, "maximum": self.most}


class Choice(Kind):
    """One of a few words; given an Enum, the member of that value (or, for IntEnum, of that name)."""

    def __init__(self, options: type[Enum] | tuple[str, ...], what: str = "") -> None:
        if isinstance(options, tuple):
            self.by_word: dict[str, Any] = {word: word for word in options}
        else:
            self.by_word = {str(m.value) if isinstance(m.value, str) else m.name.lower(): m for m in options}
        self.words = {value: word for word, value in self.by_word.items()}
        self.expects = (f"{what}: " if what else "") + "one of " + ", ".join(self.by_word)

    def read(self, node: Node, report: Report) -> Any:
        if isinstance(node.value, dict | list) or node.text not in self.by_word:
            near = "" if isinstance(node.value, dict | list) else suggestion(node.text, list(self.by_word))
            report.problem(node.place, f"expected {self.expects}, found {node.kind}{near}")
            return BAD
        return self.by_word[node.text]

    def write(self, value: Any) -> Any:
        return self.words[value]

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.by_word)}


class TextKind(Kind):
    """A text for people, in English and in Spanish; a missing language is an error."""

    expects = "a text in both languages, {en: ..., es: ...}"

    def read(self, node: Node, report: Report) -> Any:
        if not isinstance(node.value, dict):
            return self.bad(node, report)
        parts: dict[str, str] = {}
        for key, value in node.value.items():
            if key not in ("en", "es"):
                report.problem(node.keys[key], f"language '{clipped(key)}' is not known; use en and es")
            elif isinstance(value.value, dict | list) or value.value is None or not value.text.strip():
                report.problem(value.place, f"the {key} text is empty; write it")
            else:
                parts[key] = " ".join(value.text.split())
        missing = [key for key in ("en", "es") if key not in node.value]
        for key in missing:
            report.problem(node.place, f"translation '{key}' is missing; add it")
        return Text(**parts) if len(parts) == 2 else BAD

    def write(self, value: Any) -> Any:
        return {"en": value.en, "es": value.es}

    def schema(self) -> dict[str, Any]:
        text = {"type": "string", "minLength": 1}
        return {
            "type": "object",
            "properties": {"en": text, "es": text},
            "required": ["en", "es"],
            "additionalProperties": False,
        }


class ListOf(Kind):
    """A list; `one_alone` also takes a single value without brackets."""

    def __init__(self, item: Kind, *, one_alone: bool = False, least: int = 1, most: int = 2000) -> None:
        self.item, self.one_alone, self.least, self.most = item, one_alone, least, most
        self.expects = "a list"

    def read(self, node: Node, report: Report) -> Any:
        if isinstance(node.value, list):
            if not self.least <= len(node.value) <= self.most:
                what = f"expected a list of {self.least} to {self.most} items, found {len(node.value)}"
                report.problem(node.place, what)
                return BAD
            values = [self.item.read(item, report) for item in node.value]
            return BAD if BAD in values else tuple(values)
        if not self.one_alone:
            return self.bad(node, report, "begin each item with '- '")
        value = self.item.read(node, report)
        return BAD if value is BAD else (value,)

    def write(self, value: Any) -> Any:
        return [self.item.write(item) for item in value]

    def schema(self) -> dict[str, Any]:
        item = self.item.schema()
        many = {"type": "array", "items": item, "minItems": self.least}
        return {"anyOf": [item, many]} if self.one_alone else many


class MapOf(Kind):
    """A mapping from ids to values; a record of the values gets its key as `id` where it has that field."""

    def __init__(self, item: Kind, *, key: String | None = None, what: str = "a mapping") -> None:
        self.item, self.key, self.expects = item, key or Word(), what

    def read(self, node: Node, report: Report) -> Any:
        if not isinstance(node.value, dict):
            return self.bad(node, report, "write each entry as 'name: value', without '- '")
        entries = {}
        for key, child in node.value.items():
            if self.key.read(Node(key, node.keys[key], key), report) is BAD:
                continue
            with_id = isinstance(self.item, Record) and self.item.takes_id
            value = self.item.read_as(child, report, key) if with_id else self.item.read(child, report)  # type: ignore[attr-defined]
            if value is not BAD:
                entries[key] = value
        return entries

    def write(self, value: Any) -> Any:
        return {key: self.item.write(item) for key, item in value.items()}

    def schema(self) -> dict[str, Any]:
        key, item = self.key.schema(), self.item.schema()
        return {"type": "object", "propertyNames": key, "additionalProperties": item}


class CountKind(Kind):
    """How many: `4`, `3..6`, `7..`."""

    expects = "a count such as 4, 3..6 or 7.."
    _form = re.compile(r"(\d{1,4})(?:(\.\.)(\d{1,4})?)?", re.ASCII)

    def read(self, node: Node, report: Report) -> Any:
        found = None if isinstance(node.value, dict | list) else self._form.fullmatch(node.text)
        if found is None:
            return self.bad(node, report)
        least = int(found[1])
        most = None if found[2] and not found[3] else int(found[3] or found[1])
        if most is not None and most < least:
            return self.bad(node, report, "write the smaller number first")
        return Count(least, most)

    def write(self, value: Any) -> Any:
        if value.most == value.least:
            return value.least
        return f"{value.least}..{'' if value.most is None else value.most}"

    def schema(self) -> dict[str, Any]:
        return {
            "anyOf": [
                {"type": "integer", "minimum": 0},
                {"type": "string", "pattern": r"^\d{1,4}(\.\.(\d{1,4})?)?$"},
            ]
        }


@dataclass(frozen=True, slots=True)
class Field:
    """One key of a record: its kind, the attribute it fills (the key's own name by default), and what it means."""

    kind: Kind
    about: str = ""
    attribute: str = ""


class Record(Kind):
    """A mapping with known keys, read into a dataclass; defaults and required keys are the dataclass's own."""

    def __init__(self, cls: type[Any], table: Mapping[str, Field], *, what: str = "") -> None:
        self.cls, self.table = cls, dict(table)
        self.attributes = {key: f.attribute or key.replace("-", "_") for key, f in table.items()}
        own = fields_of(cls)
        self.defaults = {
            name: BAD if usual is REQUIRED else usual.make() if isinstance(usual, Made) else usual
            for name, usual in own.items()
        }
        self.required = [k for k, name in self.attributes.items() if self.defaults[name] is BAD]
        self.takes_id = "id" in own and "id" not in table
        self.expects = what or f"a mapping with {', '.join(self.required[:4]) or 'known keys'}"

    def read(self, node: Node, report: Report) -> Any:
        return self.read_as(node, report, None)

    def read_as(self, node: Node, report: Report, own_id: str | None) -> Any:
        """Return the record, named `own_id` where its key in the file is its id."""
        values = self.values(node, report, self.table)
        if values is BAD:
            return BAD
        if own_id is not None:
            values["id"] = own_id
        return self.cls(**values)

    def values(
        self, node: Node, report: Report, table: Mapping[str, Field], *, extra: tuple[str, ...] = ()
    ) -> Any:
        """Return attribute values by the table, or BAD; keys in `extra` are the caller's to read."""
        if not isinstance(node.value, dict):
            return self.bad(node, report)
        values: dict[str, Any] = {}
        good = True
        for key, child in node.value.items():
            if key in extra:
                continue
            entry = table.get(key)
            if entry is None:
                near = suggestion(key, [*table, *extra])
                report.problem(
                    node.keys[key],
                    f"key '{clipped(key)}' is not known here{near}; known are {_listed(table)}",
                )
                good = False
                continue
            value = entry.kind.read(child, report)
            good = good and value is not BAD
            values[self.attributes[key]] = value
        for key in self.required:
            if key not in node.value and key not in extra:
                report.problem(node.place, f"key '{key}' is missing; add it")
                good = False
        return values if good else BAD

    def write(self, value: Any) -> Any:
        written = {}
        for key, entry in self.table.items():
            attribute = getattr(value, self.attributes[key])
            if key in self.required or attribute != self.defaults[self.attributes[key]]:
                written[key] = entry.kind.write(attribute)
        return written

    def schema(self) -> dict[str, Any]:
        properties = {}
        for key, entry in self.table.items():
            about = {"description": entry.about} if entry.about else {}
            properties[key] = {**entry.kind.schema(), **about}
        required = {"required": self.required} if self.required else {}
        return {"type": "object", "properties": properties, **required, "additionalProperties": False}


def _listed(table: Mapping[str, Field]) -> str:
    keys = list(table)
    return ", ".join(keys[:12]) + (", …" if len(keys) > 12 else "")


def missing_place(node: Node, key: str) -> Place:
    """Return the place of a key, or of the mapping where the key is absent."""
    return node.keys.get(key, node.place)
