"""Our extensions: what FHIR R4 has no element for, one table for writer, reader and definitions.

Each has an address of our own, the elements it may stand on, and its form. docs/reference/fhir.md tells them for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from needlecare.exports.fhir.forms import Extension, Form, MomentForm, Part, Scribe, Simple, code_of
from needlecare.exports.fhir.records import (
    CODE,
    DOSE,
    LASTING,
    NAME,
    OFTEN,
    PERIOD,
    REPEAT,
    SOURCE,
    STRING,
    TEXT,
    TRUTH,
    WINDOW,
    YES,
)
from needlecare.exports.fhir.terms import of_needlecare
from needlecare.protocol.model import Grade, Outcome, Strength


@dataclass(frozen=True)
class Defined:
    """One extension of ours: `attribute` is what it fills on the value that its element stands for."""

    name: str
    attribute: str
    form: Form
    about: str
    on: tuple[str, ...]
    many: bool = False

    @property
    def url(self) -> str:
        return of_needlecare("StructureDefinition", self.name)

    def write(self, value: Any, scribe: Scribe) -> Extension:
        """Return the extension with one value."""
        return {"url": self.url, **self.form.write(value, scribe)}


_ACTION = ("PlanDefinition.action",)
RULE = (
    Defined(
        "subject",
        "subjects",
        NAME,
        "What a rule speaks of: a class of things people use, take, undergo or do.",
        _ACTION,
        True,
    ),
    Defined("order", "order", NAME, "Things that happen on one day in this order.", _ACTION, True),
    Defined(
        "repeat",
        "repeat",
        REPEAT,
        "How often to come back: the least gap, the usual count, or the state that ends it.",
        _ACTION,
    ),
    Defined("follow", "follow", CODE, "Another protocol, or personal advice, applies instead.", _ACTION),
    Defined(
        "window",
        "when",
        WINDOW,
        "A stretch of time from one bound to another, each with floor and advised value.",
        _ACTION,
        True,
    ),
    Defined("outcome", "outcome", code_of(Outcome), "What a broken rule means for the session.", _ACTION),
    Defined(
        "strength",
        "strength",
        code_of(Strength),
        "How strongly it is said; where it is missing, it is a must.",
        _ACTION,
    ),
    Defined("grade", "grade", code_of(Grade), "How a contraindication binds.", _ACTION),
    Defined("often", "often", OFTEN, "How often inside the window.", _ACTION),
    Defined("dose", "dose", DOSE, "An amount of a substance as printed.", _ACTION),
    Defined("lasts", "lasts", LASTING, "How long one act takes, the pauses, and all together.", _ACTION),
    Defined("likelihood", "likelihood", CODE, "How often an expectation comes true.", _ACTION),
    Defined("around", "around", YES, "Whether it holds for the skin around the treated area too.", _ACTION),
    Defined(
        "implies-avoid",
        "implies_avoid",
        YES,
        "Whether a permission from a moment on bans before it.",
        _ACTION,
    ),
    Defined(
        "excepted",
        "excepted",
        NAME,
        "An exception: a class inside the subjects to which the rule does not apply.",
        _ACTION,
        True,
    ),
    Defined("substitute", "substitute", NAME, "What may be used instead.", _ACTION, True),
    Defined("remedy", "remedy", TEXT, "How it is put right on arrival.", _ACTION),
    Defined("note", "note", TEXT, "A remark for the practitioner.", _ACTION),
    Defined(
        "source",
        "source",
        SOURCE,
        "Statements and readings of the clinic's page, and names of sources, a rule rests on.",
        _ACTION,
    ),
)
CONDITION_ROLE = Defined(
    "condition-role",
    "role",
    Simple("code", codes=("only-if", "unless", "excludes")),
    "Whether a rule holds only if, or unless, this is so; or keeps a person from the session.",
    ("PlanDefinition.action.condition",),
)
SOURCE_GRADE = Defined(
    "source-grade",
    "grade",
    CODE,
    "R regulator, S study, H hospital, C clinic, p proposal, r recalled.",
    ("RelatedArtifact",),
)
SOURCE_READ = Defined(
    "source-read", "read", Simple("date"), "The day someone last read the source.", ("RelatedArtifact",)
)
INTERVAL = Defined(
    "interval",
    "interval",
    PERIOD,
    "A time that is not known to the day: somewhere in this stretch; a missing end is not known at all.",
    ("dateTime", "QuestionnaireResponse"),
)
DIGEST = Defined(
    "protocol-digest",
    "digest",
    STRING,
    "The SHA-256 of the protocols an answer was given by.",
    (
        "QuestionnaireResponse",
        "CarePlan",
        "ServiceRequest",
        "Appointment",
        "GuidanceResponse",
        "Questionnaire",
    ),
)
OUTCOME = Defined(
    "session-outcome",
    "outcome",
    code_of(Outcome),
    "What the protocols say of the session: the worst of all rules.",
    ("GuidanceResponse",),
)
CARE_KIND = ("avoid", "do", "may", "only", "expect", "check", "tell", "step", "order", "follow")
_DETAIL = ("CarePlan.activity.detail",)
CARE = (
    Defined(
        "care-kind",
        "kind",
        Simple("code", codes=CARE_KIND),
        "What to do with it: avoid, do, may, only, expect, check, tell, step.",
        _DETAIL,
    ),
    Defined("care-actor", "actor", CODE, "Who has the duty: client, clinic or prescriber.", _DETAIL),
    Defined(
        "strength",
        "strength",
        code_of(Strength),
        "How strongly it is said; where it is missing, it is a must.",
        _DETAIL,
    ),
    Defined(
        "care-floor",
        "floor",
        MomentForm(),
        "The shorter reading of the far end, where the page gives a range.",
        _DETAIL,
    ),
    Defined("care-until-state", "state", CODE, "The state that ends it; no calendar knows when.", _DETAIL),
    Defined(
        "care-since-state",
        "since_state",
        CODE,
        "The state from which it holds; no calendar knows when.",
        _DETAIL,
    ),
    Defined("care-unstated", "unstated", YES, "Whether the page does not say how long.", _DETAIL),
    Defined(
        "care-inherited-from",
        "inherited_from",
        CODE,
        "The rule whose length is shown where the page does not say.",
        _DETAIL,
    ),
    Defined("care-about", "about", YES, "Whether the page says 'about'.", _DETAIL),
    Defined(
        "care-applies",
        "applies",
        TRUTH,
        "Whether it applies to this client: yes where missing, else not-known.",
        _DETAIL,
    ),
    Defined(
        "care-concerns",
        "concerns",
        TRUTH,
        "Whether it concerns this client: yes where missing, no, or not-known.",
        _DETAIL,
    ),
    Defined(
        "care-to-prescriber",
        "to_prescriber",
        YES,
        "Whether only a prescriber decides; it is then never an instruction to leave something out.",
        _DETAIL,
    ),
)


def by_url(defined: tuple[Defined, ...]) -> Mapping[str, Part]:
    """Return extensions by their address, as the reader looks them up."""
    return {entry.url: Part(entry.attribute, entry.form, many=entry.many) for entry in defined}


RULE_PARTS, CARE_PARTS = by_url(RULE), by_url(CARE)


def all_defined() -> tuple[Defined, ...]:
    """Return every extension once, with all the elements it may stand on."""
    found: dict[str, Defined] = {}
    single = (CONDITION_ROLE, SOURCE_GRADE, SOURCE_READ, INTERVAL, DIGEST, OUTCOME)
    for entry in (*RULE, *CARE, *single):
        known = found.get(entry.name)
        on = entry.on if known is None else (*known.on, *entry.on)
        found[entry.name] = Defined(entry.name, entry.attribute, entry.form, entry.about, on, entry.many)
    return tuple(found.values())
