"""Our extensions: what FHIR R4 has no element for, one table for writer, reader and definitions.

Each has an address of our own, the elements it may stand on, and its form. docs/reference/fhir.md tells them for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from needlecare.exports.fhir.forms import (
    Extension,
    Flag,
    Form,
    LengthForm,
    MomentForm,
    NameForm,
    OneOf,
    Part,
    Parts,
    PeriodForm,
    Scribe,
    Simple,
    TextForm,
    code_of,
)
from needlecare.exports.fhir.terms import of_needlecare
from needlecare.protocol.model import (
    At,
    Count,
    Dose,
    Earlier,
    Edge,
    Grade,
    Lasting,
    Later,
    Often,
    Open,
    Outcome,
    Repeat,
    Shift,
    Source,
    Span,
    State,
    Strength,
    Unstated,
    Window,
)
from needlecare.protocol.time import Unit

CODE, STRING, YES = Simple("code"), Simple("string"), Simple("boolean")
WHOLE, NUMBER = Simple("integer"), Simple("decimal")
LENGTH, TEXT, NAME, PERIOD = LengthForm(), TextForm(), NameForm(), PeriodForm()
SIDE = Simple(
    "code", {-1: "before", 1: "after"}.__getitem__, {"before": -1, "after": 1}.__getitem__, ("before", "after")
)
TRUTH = Simple(
    "code",
    {True: "yes", False: "no", None: "not-known"}.__getitem__,
    {"yes": True, "no": False, "not-known": None}.__getitem__,
    ("yes", "no", "not-known"),
)

SPAN = Parts(
    Span,
    {
        "floor": ("floor", LENGTH),
        "advised": ("advised", LENGTH),
        "about": ("about", YES),
        "bound": ("bound", STRING),
        "vague": ("vague", STRING),
    },
)
COUNT = Parts(Count, {"least": ("least", WHOLE), "most": ("most", WHOLE)})
_SIMPLE: dict[str, tuple[type, Form]] = {
    "at": (At, Parts(At, {"anchor": ("anchor", CODE)})),
    "shift": (
        Shift,
        Parts(Shift, {"anchor": ("anchor", CODE), "side": ("side", SIDE), "span": ("span", SPAN)}),
    ),
    "edge": (
        Edge,
        Parts(
            Edge,
            {
                "anchor": ("anchor", CODE),
                "day": ("day", WHOLE),
                "edge": ("edge", CODE),
                "advised": ("advised", WHOLE),
            },
        ),
    ),
    "state": (State, Parts(State, {"condition": ("condition", CODE), "ends": ("ends", YES)})),
    "open": (Open, Flag(Open())),
    "unstated": (
        Unstated,
        Parts(
            Unstated,
            {
                "anchor": ("anchor", CODE),
                "side": ("side", SIDE),
                "inherited": ("inherited", SPAN),
                "inherited-from": ("inherited_from", STRING),
            },
        ),
    ),
}
_BOUND = OneOf(
    {
        **_SIMPLE,
        "later": (Later, Parts(Later, {"bound": ("bounds", OneOf(_SIMPLE), True)})),
        "earlier": (Earlier, Parts(Earlier, {"bound": ("bounds", OneOf(_SIMPLE), True)})),
    }
)
WINDOW = Parts(
    Window,
    {
        "form": ("form", CODE),
        "opens": ("opens", _BOUND),
        "closes": ("closes", _BOUND),
        "first-day": ("first_day", WHOLE),
        "words": ("words", STRING),
        "usually": ("usually", SPAN),
    },
)
OFTEN = Parts(
    Often,
    {
        "count": ("count", COUNT),
        "per": ("per", code_of(Unit)),
        "every": ("every", SPAN),
        "part": ("parts", CODE, True),
        "words": ("words", STRING),
    },
)
LASTING = Parts(Lasting, {"each": ("each", SPAN), "pause": ("pause", SPAN), "total": ("total", SPAN)})
DOSE = Parts(
    Dose,
    {"amount": ("amount", NUMBER), "unit": ("unit", STRING), "bound": ("bound", STRING), "per": ("per", LENGTH)},
)
REPEAT = Parts(Repeat, {"gap": ("gap", SPAN), "count": ("count", COUNT), "until": ("until", CODE)})
SOURCE = Parts(
    Source,
    {
        "statement": ("statement", STRING, True),
        "reading": ("reading", STRING, True),
        "cite": ("cite", STRING, True),
        "grade": ("grade", CODE),
    },
)


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
    Defined("subject", "subjects", NAME, "What a rule speaks of: a class of things people use, take, undergo or do.", _ACTION, True),
    Defined("order", "order", NAME, "Things that happen on one day in this order.", _ACTION, True),
    Defined("repeat", "repeat", REPEAT, "How often to come back: the least gap, the usual count, or the state that ends it.", _ACTION),
    Defined("follow", "follow", CODE, "Another protocol, or personal advice, applies instead.", _ACTION),
    Defined("window", "when", WINDOW, "A stretch of time from one bound to another, each with floor and advised value; several windows repeat.", _ACTION, True),
    Defined("outcome", "outcome", code_of(Outcome), "What a broken rule means for the session.", _ACTION),
    Defined("strength", "strength", code_of(Strength), "How strongly it is said; where it is missing, it is a must.", _ACTION),
    Defined("grade", "grade", code_of(Grade), "How a contraindication binds.", _ACTION),
    Defined("often", "often", OFTEN, "How often inside the window.", _ACTION),
    Defined("dose", "dose", DOSE, "An amount of a substance as printed.", _ACTION),
    Defined("lasts", "lasts", LASTING, "How long one act takes, the pauses, and all together.", _ACTION),
    Defined("likelihood", "likelihood", CODE, "How often an expectation comes true.", _ACTION),
    Defined("around", "around", YES, "Whether it holds for the skin around the treated area too.", _ACTION),
    Defined("implies-avoid", "implies_avoid", YES, "Whether a permission from a moment on bans before it.", _ACTION),
    Defined("excepted", "excepted", NAME, "An exception: a class inside the subjects to which the rule does not apply.", _ACTION, True),
    Defined("substitute", "substitute", NAME, "What may be used instead.", _ACTION, True),
    Defined("remedy", "remedy", TEXT, "How it is put right on arrival.", _ACTION),
    Defined("note", "note", TEXT, "A remark for the practitioner.", _ACTION),
    Defined("source", "source", SOURCE, "Statements and readings of the clinic's page, and names of sources, a rule rests on.", _ACTION),
)  # fmt: skip
CONDITION_ROLE = Defined(
    "condition-role",
    "role",
    Simple("code", codes=("only-if", "unless", "excludes")),
    "Whether a rule holds only if, or unless, this is so; or keeps a person from the session.",
    ("PlanDefinition.action.condition",),
)
SOURCE_GRADE = Defined(
    "source-grade", "grade", CODE, "R regulator, S study, H hospital, C clinic, p proposal, r recalled.", ("RelatedArtifact",)
)  # fmt: skip
SOURCE_READ = Defined("source-read", "read", Simple("date"), "The day someone last read the source.", ("RelatedArtifact",))
INTERVAL = Defined(
    "interval",
    "interval",
    PERIOD,
    "A time that is not known to the day: somewhere in this stretch; a missing end is not known at all.",
    ("QuestionnaireResponse.item.answer", "QuestionnaireResponse"),
)
DIGEST = Defined(
    "protocol-digest",
    "digest",
    STRING,
    "The SHA-256 of the protocols an answer was given by.",
    ("QuestionnaireResponse", "CarePlan", "ServiceRequest", "Appointment", "GuidanceResponse", "Questionnaire"),
)
OUTCOME = Defined(
    "session-outcome",
    "outcome",
    code_of(Outcome),
    "What the protocols say of the session: the worst of all rules.",
    ("GuidanceResponse",),
)
CARE_KIND = ("avoid", "do", "may", "only", "expect", "check", "tell", "step", "order", "follow")
CARE = (
    Defined("care-kind", "kind", Simple("code", codes=CARE_KIND), "What to do with it: avoid, do, may, only, expect, check, tell, step.", ("CarePlan.activity.detail",)),
    Defined("care-actor", "actor", CODE, "Who has the duty: client, clinic or prescriber.", ("CarePlan.activity.detail",)),
    Defined("strength", "strength", code_of(Strength), "How strongly it is said; where it is missing, it is a must.", ("CarePlan.activity.detail",)),
    Defined("care-floor", "floor", MomentForm(), "The shorter reading of the far end, where the page gives a range.", ("CarePlan.activity.detail",)),
    Defined("care-until-state", "state", CODE, "The state that ends it; no calendar knows when.", ("CarePlan.activity.detail",)),
    Defined("care-since-state", "since_state", CODE, "The state from which it holds; no calendar knows when.", ("CarePlan.activity.detail",)),
    Defined("care-unstated", "unstated", YES, "Whether the page does not say how long.", ("CarePlan.activity.detail",)),
    Defined("care-inherited-from", "inherited_from", CODE, "The rule whose length is shown where the page does not say.", ("CarePlan.activity.detail",)),
    Defined("care-about", "about", YES, "Whether the page says 'about'.", ("CarePlan.activity.detail",)),
    Defined("care-applies", "applies", TRUTH, "Whether it applies to this client: yes where missing, else not-known.", ("CarePlan.activity.detail",)),
    Defined("care-concerns", "concerns", TRUTH, "Whether it concerns this client: yes where missing, no, or not-known.", ("CarePlan.activity.detail",)),
    Defined("care-to-prescriber", "to_prescriber", YES, "Whether only a prescriber decides; it is then never an instruction to leave something out.", ("CarePlan.activity.detail",)),
    Defined("care-endless", "endless", Simple("code", codes=("begins", "ends", "both")), "Whether it has always held, or goes on without end.", ("CarePlan.activity.detail",)),
)  # fmt: skip


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
