"""Forms of extensions: each writes a value, reads it back, and says what its StructureDefinition has to hold.

One table of forms (see `extensions`) thus yields writer, reader and definitions, so that none can disagree with another.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, is_dataclass
from dataclasses import fields as dataclass_fields
from typing import Any, Protocol, TypeAlias

from needlecare.exports.fhir.terms import (
    duration,
    duration_of,
    instant_of,
    moment,
    period,
    period_of,
)
from needlecare.protocol.model import LANGUAGES, Text
from needlecare.protocol.time import Zone

Extension: TypeAlias = dict[str, Any]
Path: TypeAlias = tuple[str | int, ...]


class Unfit(Exception):
    """A resource holds something that is not of our forms: where in it, and what is wrong."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(what)
        self.path, self.what = path, what


class Scribe(Protocol):
    """Who writes: in a language, with the clinic's clock, and with the code systems of a protocol."""

    @property
    def language(self) -> str: ...
    @property
    def zone(self) -> Zone: ...
    def coded(self, name: str) -> dict[str, Any]: ...


class Form(ABC):
    """The content of an extension: `value[x]`, or extensions inside it."""

    type = ""  # the FHIR type of value[x]; empty where the content is extensions

    @abstractmethod
    def write(self, value: Any, scribe: Scribe) -> Extension:
        """Return what stands beside `url`."""

    @abstractmethod
    def read(self, found: Extension, path: Path, language: str) -> Any:
        """Return the value.

        Raises
        ------
        Unfit
            If the content is not of this form.
        """

    @property
    def parts(self) -> Mapping[str, Part]:
        """Return the extensions inside, by their url."""
        return {}


def _same(value: Any) -> Any:
    return value


class Simple(Form):
    """One value of a FHIR type; `to` and `of` turn ours into it and back. `codes` are all that a code can be."""

    def __init__(
        self,
        type_: str,
        to: Callable[[Any], Any] = _same,
        of: Callable[[Any], Any] = _same,
        codes: Iterable[str] = (),
    ) -> None:
        self.type, self.to, self.of, self.codes = type_, to, of, tuple(codes)
        self.key = f"value{type_[:1].upper()}{type_[1:]}"
        self.kind = {"boolean": bool, "integer": int, "decimal": (int, float)}.get(type_, str)

    def write(self, value: Any, scribe: Scribe) -> Extension:
        return {self.key: self.to(value)}

    def read(self, found: Extension, path: Path, language: str) -> Any:
        given = _only(found, self.key, path)
        is_truth = isinstance(given, bool)
        if not isinstance(given, self.kind) or is_truth != (self.kind is bool):  # type: ignore[arg-type]
            raise Unfit((*path, self.key), f"expected a {self.type}; write one")
        if self.codes and given not in self.codes:
            raise Unfit(
                (*path, self.key), f"'{given}' is not one of {', '.join(self.codes)}; use one of these"
            )
        try:
            return self.of(given)
        except (ValueError, KeyError):
            raise Unfit((*path, self.key), f"'{given}' is not known here; mend it") from None


def code_of(kind: Any) -> Simple:
    """Return the form of an enumeration of ours; numbers go by their names."""
    words = {m: str(m.value) if isinstance(m.value, str) else m.name.lower() for m in kind}
    back = {word: member for member, word in words.items()}
    return Simple("code", words.__getitem__, back.__getitem__, back)


class LengthForm(Form):
    """One exact amount of time, in UCUM."""

    type = "Duration"

    def write(self, value: Any, scribe: Scribe) -> Extension:
        return {"valueDuration": duration(value)}

    def read(self, found: Extension, path: Path, language: str) -> Any:
        given = _only(found, "valueDuration", path)
        try:
            return duration_of(given)
        except (ValueError, KeyError, TypeError):
            what = "is no whole number of minutes to years in UCUM; write value, system and code"
            raise Unfit((*path, "valueDuration"), what) from None


class TextForm(Form):
    """A text in both languages, each an extension inside."""

    @property
    def parts(self) -> Mapping[str, Part]:
        return {code: Part(code, Simple("string"), required=True) for code in LANGUAGES}

    def write(self, value: Any, scribe: Scribe) -> Extension:
        return {"extension": [{"url": code, "valueString": value.in_language(code)} for code in LANGUAGES]}

    def read(self, found: Extension, path: Path, language: str) -> Any:
        given = read_parts(self.parts, _only(found, "extension", path), (*path, "extension"), language)
        if set(given) != set(LANGUAGES):
            raise Unfit(path, "is no text in English and Spanish; add the extensions en and es")
        return Text(**given)


class NameForm(Form):
    """A name of the protocol, with its code system."""

    type = "Coding"

    def write(self, value: Any, scribe: Scribe) -> Extension:
        return {"valueCoding": scribe.coded(value)}

    def read(self, found: Extension, path: Path, language: str) -> Any:
        given = _only(found, "valueCoding", path)
        if not isinstance(given, dict) or not isinstance(given.get("code"), str):
            raise Unfit((*path, "valueCoding"), "has no code; add the name it stands for")
        return given["code"]


class PeriodForm(Form):
    """A stretch of time; an end that nobody knows is left out."""

    type = "Period"

    def write(self, value: Any, scribe: Scribe) -> Extension:
        return {"valuePeriod": period(value, scribe.zone)}

    def read(self, found: Extension, path: Path, language: str) -> Any:
        given = _only(found, "valuePeriod", path)
        try:
            return period_of(given)
        except (ValueError, TypeError):
            what = "is no Period; write start and end with day, time and offset, the earlier one first"
            raise Unfit((*path, "valuePeriod"), what) from None


class MomentForm(Form):
    """An instant."""

    type = "dateTime"

    def write(self, value: Any, scribe: Scribe) -> Extension:
        return {"valueDateTime": moment(value, scribe.zone)}

    def read(self, found: Extension, path: Path, language: str) -> Any:
        given = _only(found, "valueDateTime", path)
        try:
            return instant_of(given)
        except (ValueError, TypeError):
            raise Unfit((*path, "valueDateTime"), "is no moment; write day, time and offset") from None


class Flag(Form):
    """Just that it is so: `true` stands for one value."""

    type = "boolean"

    def __init__(self, value: Any) -> None:
        self.value = value

    def write(self, value: Any, scribe: Scribe) -> Extension:
        return {"valueBoolean": True}

    def read(self, found: Extension, path: Path, language: str) -> Any:
        if _only(found, "valueBoolean", path) is not True:
            raise Unfit((*path, "valueBoolean"), "expected true; leave the extension out where it is not so")
        return self.value


_NOTHING = "nothing"


@dataclass(frozen=True)
class Part:
    """One extension inside another, or one of our own on an element: the attribute it fills, and its form.

    `many` may be there several times.
    """

    attribute: str
    form: Form
    many: bool = False
    required: bool = False


class Parts(Form):
    """A record of ours: one extension for each attribute that is not at its default.

    FHIR has no empty extension, so a record that may be all defaults says `nothing` then. `or_none` are attributes that
    have no default and may be None.
    """

    def __init__(
        self,
        cls: Callable[..., Any],
        parts: Mapping[str, tuple[str, Form] | tuple[str, Form, bool]],
        *,
        or_none: tuple[str, ...] = (),
    ) -> None:
        self.cls, self.defaults = cls, {**dict.fromkeys(or_none), **defaults_of(cls)}
        self._parts = {
            url: Part(entry[0], entry[1], many=len(entry) > 2, required=entry[0] not in self.defaults)
            for url, entry in parts.items()
        }
        may_be_empty = not any(part.required for part in self._parts.values())
        self._nothing = {_NOTHING: Part(_NOTHING, Flag(True))} if may_be_empty else {}

    @property
    def parts(self) -> Mapping[str, Part]:
        return {**self._parts, **self._nothing}

    def write(self, value: Any, scribe: Scribe) -> Extension:
        written = write_parts(self._parts, value, self.defaults, scribe)
        return {"extension": written or [{"url": _NOTHING, "valueBoolean": True}]}

    def read(self, found: Extension, path: Path, language: str) -> Any:
        given = _only(found, "extension", path)
        values = read_parts(self.parts, given, (*path, "extension"), language)
        if values.pop(_NOTHING, False) and values:
            raise Unfit(path, f"says '{_NOTHING}' beside something; keep one of the two")
        missing = [url for url, part in self._parts.items() if part.required and part.attribute not in values]
        if missing:
            raise Unfit(path, f"'{missing[0]}' is missing; add it")
        return self.cls(**{**self.defaults, **values})


class OneOf(Form):
    """One of several records, told apart by the url of the extension inside."""

    def __init__(self, options: Mapping[str, tuple[type, Form]]) -> None:
        self.options = options
        self._by_type = {cls: (url, form) for url, (cls, form) in options.items()}

    @property
    def parts(self) -> Mapping[str, Part]:
        return {url: Part(url, form) for url, (_, form) in self.options.items()}

    def write(self, value: Any, scribe: Scribe) -> Extension:
        url, form = self._by_type[type(value)]
        return {"extension": [{"url": url, **form.write(value, scribe)}]}

    def read(self, found: Extension, path: Path, language: str) -> Any:
        given = _only(found, "extension", path)
        if not isinstance(given, list) or len(given) != 1 or not isinstance(given[0], dict):
            raise Unfit((*path, "extension"), f"expected just one of {', '.join(self.options)}; keep one")
        url = str(given[0].get("url"))
        if url not in self.options:
            what = f"'{url}' is not known here; use {', '.join(self.options)}"
            raise Unfit((*path, "extension", 0), what)
        return self.options[url][1].read(given[0], (*path, "extension", 0), language)


def _only(found: Extension, key: str, path: Path) -> Any:
    """Return the one thing that stands beside the url."""
    rest = set(found) - {"url", "id"}
    if rest != {key}:
        strange = next(iter(sorted(rest - {key})), "")
        what = (
            f"has '{strange}', which does not belong here; take it out"
            if strange
            else f"'{key}' is missing; add it"
        )
        raise Unfit(path, what)
    return found[key]


# --- several of them on one element ----------------------------------------------------------------------------------


def write_parts(
    parts: Mapping[str, Part], value: Any, defaults: Mapping[str, Any], scribe: Scribe
) -> list[Extension]:
    """Return an extension for each attribute of a value that is not at its default."""
    return list(_written(parts, value, defaults, scribe))


def _written(
    parts: Mapping[str, Part], value: Any, defaults: Mapping[str, Any], scribe: Scribe
) -> Iterator[Extension]:
    for url, part in parts.items():
        given = getattr(value, part.attribute)
        if part.attribute in defaults and given == defaults[part.attribute]:
            continue
        for one in given if part.many else (given,):
            yield {"url": url, **part.form.write(one, scribe)}


def read_parts(parts: Mapping[str, Part], given: Any, path: Path, language: str) -> dict[str, Any]:
    """Return the attributes that a list of extensions fills.

    Raises
    ------
    Unfit
        If one is not known, is there twice, or is not of its form.
    """
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise Unfit(path, "expected a list of extensions")
    values: dict[str, Any] = {}
    for number, one in enumerate(given):
        part = parts.get(one.get("url", ""))
        if part is None:
            raise Unfit((*path, number), f"extension '{one.get('url')}' is not known here; take it out")
        read = part.form.read(one, (*path, number), language)
        if part.many:
            values[part.attribute] = (*values.get(part.attribute, ()), read)
        elif part.attribute in values:
            raise Unfit((*path, number), f"extension '{one['url']}' is here twice; keep one")
        else:
            values[part.attribute] = read
    return values


def defaults_of(cls: Any) -> dict[str, Any]:
    """Return the defaults of a record's attributes."""
    if not is_dataclass(cls):
        return dict(cls._field_defaults)
    found: dict[str, Any] = {}
    for entry in dataclass_fields(cls):
        if entry.default is not MISSING:
            found[entry.name] = entry.default
        elif entry.default_factory is not MISSING:
            found[entry.name] = entry.default_factory()
    return found
