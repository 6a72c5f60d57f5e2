"""One answer of a QuestionnaireResponse read into one of our values; what is none is a problem, and nothing is guessed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from needlecare.exports.fhir.extensions import INTERVAL
from needlecare.exports.fhir.forms import Path, Unfit
from needlecare.exports.fhir.terms import Resource
from needlecare.protocol.fields import BAD
from needlecare.protocol.reader import Node, Place, Report, clipped, suggestion
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.time import Interval, Zone, zone
from needlecare.protocol.when import WHEN

_DATE_TIME = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?)?)?", re.ASCII)
_SECONDS = re.compile(r"\.\d+")
WORD, COUNTRY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*"), re.compile(r"[A-Z]{2}")


class AnswerReader:
    """Reads values by a rulebook's names and, once it is known, in the clinic's zone; problems are collected."""

    def __init__(self, book: Rulebook, problems: list[Unfit]) -> None:
        self.book, self.problems = book, problems
        self.zone: Zone = zone("UTC")

    def bad(self, path: Path, what: str) -> None:
        self.problems.append(Unfit(path, what))

    def value(self, answer: Resource, path: Path, kind: str) -> Any:
        key = f"value{kind}"
        values = [name for name in answer if name.startswith("value")]
        if values != [key]:
            what = "has no value" if not values else f"has {' and '.join(values)}"
            self.bad(path, f"{what}; this question takes one {key}")
            return None
        return answer[key]

    def form(self, read: Callable[..., Any], found: Resource, path: Path) -> Any:
        try:
            return read(found, path, "en")
        except Unfit as error:
            self.problems.append(error)
            return None

    def time(self, answer: Resource, path: Path) -> Interval | None:
        beside = answer.get("_valueDateTime")
        if beside is not None and not any(name.startswith("value") for name in answer):
            here = (*path, "_valueDateTime")
            marks = beside.get("extension") if isinstance(beside, dict) else None
            if not isinstance(marks, list) or len(marks) != 1 or marks[0].get("url") != INTERVAL.url:
                self.bad(here, "says no time; answer with valueDateTime, or with the extension interval")
                return None
            read: Interval | None = self.form(INTERVAL.form.read, marks[0], (*here, "extension", 0))
            return read
        given = self.value(answer, path, "DateTime")
        return None if given is None else self.date_time(given, (*path, "valueDateTime"))

    def date_time(self, given: Any, path: Path) -> Interval | None:
        if not isinstance(given, str) or not _DATE_TIME.fullmatch(given):
            self.bad(
                path,
                f"'{clipped(str(given))}' is no dateTime; write 2026, 2026-11, 2026-11-30 or 2026-11-30T14:30:00+01:00",
            )
            return None
        text = _SECONDS.sub("", given)
        report = Report("", zone=self.zone)
        read = WHEN.read(Node(text, Place(1, 1), text), report)
        if read is BAD:
            self.bad(path, report.problems[0].what)
            return None
        found: Interval = read
        return found

    def code(self, system: str, codes: Any) -> Callable[[Resource, Path], str | None]:
        def read(answer: Resource, path: Path) -> str | None:
            given = self.value(answer, path, "Coding")
            if given is None:
                return None
            here = (*path, "valueCoding")
            if not isinstance(given, dict) or given.get("system") != system:
                self.bad(here, f"is of another code system; use {system}")
                return None
            code = str(given.get("code"))
            if code not in codes:
                self.bad(here, f"code '{clipped(code)}' is not known; use one of {', '.join(codes)}")
                return None
            return code

        return read

    def name_in(self, answer: Resource, path: Path, known: list[str], what: str) -> str | None:
        given = self.value(answer, path, "Coding")
        if given is None:
            return None
        code = str(given.get("code")) if isinstance(given, dict) else ""
        if code not in known:
            near = suggestion(code, known)
            self.bad((*path, "valueCoding"), f"'{clipped(code)}' is no {what} of these protocols{near}")
            return None
        return code

    def area(self, answer: Resource, path: Path) -> str | None:
        if not self.book.areas:
            return self.word(WORD)(answer, path)
        return self.name_in(answer, path, list(self.book.areas), "area")

    def planned_name(self, answer: Resource, path: Path) -> str | None:
        return self.name_in(answer, path, [*self.book.anchors, *self.book.subjects], "anchor or subject")

    def truth(self, answer: Resource, path: Path) -> bool | None:
        given = self.value(answer, path, "Boolean")
        if given is not None and not isinstance(given, bool):
            self.bad((*path, "valueBoolean"), "expected true or false")
            return None
        return given

    def string(self, answer: Resource, path: Path) -> str | None:
        given = self.value(answer, path, "String")
        if given is not None and (not isinstance(given, str) or not given.strip() or len(given) > 400):
            self.bad((*path, "valueString"), "expected a text of 1 to 400 characters")
            return None
        return given

    def word(self, pattern: re.Pattern[str]) -> Callable[[Resource, Path], str | None]:
        def read(answer: Resource, path: Path) -> str | None:
            given = self.string(answer, path)
            if given is not None and not pattern.fullmatch(given):
                what = "a country code such as GB" if pattern is COUNTRY else "small letters and hyphens"
                self.bad((*path, "valueString"), f"'{clipped(given)}' is not a word we know; write {what}")
                return None
            return given

        return read

    def number(self, kind: str, least: float, most: float) -> Callable[[Resource, Path], float | None]:
        def read(answer: Resource, path: Path) -> float | None:
            given = self.value(answer, path, kind)
            is_number = isinstance(given, int if kind == "Integer" else int | float) and not isinstance(
                given, bool
            )
            if given is not None and not (is_number and least <= given <= most):
                self.bad((*path, f"value{kind}"), f"expected a number from {least:g} to {most:g}")
                return None
            return given if given is None or kind == "Integer" else float(given)

        return read

    def zone_of(self, answer: Resource, path: Path) -> Zone | None:
        given = self.string(answer, path)
        if given is None:
            return None
        try:
            return zone(given)
        except ValueError as error:
            self.bad((*path, "valueString"), f"{error}; use a name such as Europe/London")
            return None
