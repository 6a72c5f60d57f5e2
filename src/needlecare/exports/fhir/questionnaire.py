"""The interview as a Questionnaire: which items there are, their link ids, types and questions.

Everything a facts file can say has an item. Times are dateTimes, so that a day, a month or a year is an answer; yes and
no are joined by "asked but not known", in HL7's own codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from needlecare.exports.fhir.extensions import DIGEST
from needlecare.exports.fhir.scribe import Writer, digest_identifier
from needlecare.exports.fhir.terms import (
    TRUTH_CODES,
    TRUTHS,
    Resource,
    coding,
    computer_name,
    of_needlecare,
    resource_id,
)
from needlecare.exports.fhir.wording import TEXTS
from needlecare.protocol.model import Text
from needlecare.wording.language import first_capital

LAST_USES = of_needlecare("CodeSystem", "last-use")
LAST_USE_CODES = {"never": "never", "ongoing": "ongoing", "not-sure": "not-sure", "at": "at-a-time"}
STAGES = of_needlecare("CodeSystem", "stage")
STAGE_CODES = {"booking": "booking", "arrival": "arrival"}
AREA_OPTIONS, TRUTH_OPTIONS = "#areas", "#truths"
_NAMED = ("device", "indication", "role", "jurisdiction")


def questionnaire(writer: Writer) -> Resource:
    """Return the interview of a rulebook."""
    main = writer.book.layers[0]
    return {
        "resourceType": "Questionnaire",
        "id": resource_id(writer.name),
        "meta": {"profile": [of_needlecare("StructureDefinition", "interview")]},
        "language": writer.language,
        "contained": list(_options(writer)),
        "extension": [DIGEST.write(writer.book.digest, writer)],
        "url": writer.address("Questionnaire", writer.name),
        "identifier": [digest_identifier(writer.book.digest)],
        "version": writer.version,
        "name": computer_name(writer.name, "interview"),
        **writer.said("title", filled("questionnaire", treatment=main.title)),
        "status": "active",
        "subjectType": ["Patient"],
        "item": _Items(writer).all(),
    }


def filled(key: str, **parts: Text) -> Text:
    """Return a text of this module with others filled in, each in its own language."""
    text = TEXTS[key]
    return Text(
        text.en.format(**{name: part.en for name, part in parts.items()}),
        text.es.format(**{name: part.es for name, part in parts.items()}),
    )


def _options(writer: Writer) -> Iterator[Resource]:
    if writer.book.areas:
        areas = [writer.coded(area) for area in writer.book.areas]
        yield _value_set(AREA_OPTIONS, areas)
    yield _value_set(
        TRUTH_OPTIONS,
        [
            coding(TRUTHS, code, writer.text(TEXTS[key]))
            for key, code in zip(("yes", "no", "not-sure"), TRUTH_CODES.values(), strict=True)
        ],
    )


def _value_set(name: str, options: list[Resource]) -> Resource:
    systems: dict[str, list[Resource]] = {}
    for option in options:
        systems.setdefault(option["system"], []).append(
            {"code": option["code"], "display": option["display"]}
        )
    include = [{"system": system, "concept": concepts} for system, concepts in systems.items()]
    return {
        "resourceType": "ValueSet",
        "id": name[1:],
        "status": "active",
        "compose": {"include": include},
    }


class _Items:
    """Makes the items, with their questions in one language and the other as translation."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer

    def all(self) -> list[Resource]:
        groups = {
            "session": self.session(),
            "person": [self.one("birth", "dateTime"), self.one("skin-type", "integer")],
            "treatment": self.treatment(),
            "plan": self.plan(),
            "used": [*self.used()],
            "states": [*self.states()],
        }
        return [self.group(link, items) for link, items in groups.items() if items]

    def session(self) -> list[Resource]:
        return [
            self.one("session/zone", "string", required=True),
            self.one("session/start", "dateTime", required=True),
            self.one("session/end", "dateTime"),
            self.one("session/stage", "choice", answerOption=self.codes(STAGES, STAGE_CODES)),
            *self.areas("session/areas"),
            self.one("session/first", "boolean"),
            self.one("session/previous", "dateTime", repeats=True),
            self.one("session/event", "dateTime"),
        ]

    def treatment(self) -> list[Resource]:
        named = [self.one(f"treatment/{key}", "string", repeats=True) for key in _NAMED]
        return [
            self.one("treatment/depth-mm", "decimal"),
            *named,
            self.one("treatment/no-add-on", "boolean"),
            self.one("treatment/add-on", "string", repeats=True),
        ]

    def plan(self) -> list[Resource]:
        book = self.writer.book
        options = [{"valueCoding": self.writer.coded(name)} for name in (*book.anchors, *book.subjects)]
        entry = [
            self.one("plan/entry/what", "choice", "plan-what", required=True, answerOption=options),
            self.one("plan/entry/is", "boolean", "plan-is"),
            self.one("plan/entry/when", "dateTime", "plan-when"),
        ]
        more = [{**self.group("plan/entry", entry, "plan-entry"), "repeats": True}] if options else []
        return [self.one("plan/none", "boolean", "no-plan"), *more]

    def used(self) -> Iterator[Resource]:
        for name, subject in self.writer.book.subjects.items():
            key = f"used/{name}"
            question = subject.ask or filled("last-use", name=subject.name)
            known = [{"question": f"{key}/last", "operator": "=", "answerCoding": coding(LAST_USES, "at")}]
            items = [
                self.one(f"{key}/last", "choice", "last", answerOption=self.codes(LAST_USES, LAST_USE_CODES)),
                self.one(f"{key}/when", "dateTime", "when", enableWhen=known),
                self.one(f"{key}/planned", "dateTime", "planned", repeats=True),
                self.one(f"{key}/started", "dateTime", "started"),
                *self.areas(f"{key}/where", "where"),
                self.one(f"{key}/prescribed", "boolean", "prescribed"),
                self.one(f"{key}/words", "string", "words", maxLength=400),
            ]
            yield {
                "linkId": key,
                "code": [self.writer.coded(name)],
                **self.writer.said("text", question),
                "type": "group",
                "repeats": True,
                "item": items,
            }
        yield self.one("used-other", "string", "other", repeats=True)

    def states(self) -> Iterator[Resource]:
        for name, trait in self.writer.book.conditions.items():
            key = f"states/{name}"
            capital = Text(*(first_capital(text) for text in trait.name))
            question = trait.ask or filled("state", name=capital)
            yield {
                "linkId": key,
                "code": [self.writer.coded(name)],
                **self.writer.said("text", question),
                "type": "choice",
                "answerValueSet": TRUTH_OPTIONS,
                "item": [
                    *self.areas(f"{key}/where", "where"),
                    self.one(f"{key}/words", "string", "words", maxLength=400),
                ],
            }

    def areas(self, link: str, text: str = "areas") -> list[Resource]:
        """Return an item that picks areas, as Codings or, where the protocol has none, in words."""
        if not self.writer.book.areas:
            return [self.one(link, "string", text, repeats=True)]
        return [self.one(link, "choice", text, repeats=True, answerValueSet=AREA_OPTIONS)]

    def group(self, link: str, items: list[Resource], text: str = "") -> Resource:
        return {**self.one(link, "group", text), "item": items}

    def one(self, link: str, kind: str, text: str = "", **more: Any) -> Resource:
        said = TEXTS[text or link.rpartition("/")[2]]
        return {"linkId": link, **self.writer.said("text", said), "type": kind, **more}

    def codes(self, system: str, codes: dict[str, str]) -> list[Resource]:
        return [
            {"valueCoding": coding(system, code, self.writer.text(TEXTS[key]))} for code, key in codes.items()
        ]
