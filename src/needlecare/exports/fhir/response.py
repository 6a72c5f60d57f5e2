"""What a client said as a QuestionnaireResponse.

Silence stays silence: what was not said has no answer. A time that is no day, month, year or moment is an answer without
a value, with the extension `interval` in its place, so that nobody takes a guess for a date.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from needlecare.exports.fhir.extensions import DIGEST, INTERVAL
from needlecare.exports.fhir.questionnaire import LAST_USE_CODES, LAST_USES, STAGE_CODES, STAGES
from needlecare.exports.fhir.scribe import Writer
from needlecare.exports.fhir.terms import (
    TRUTH_CODES,
    TRUTHS,
    Resource,
    coding,
    date_time,
    moment,
    of_needlecare,
)
from needlecare.exports.fhir.wording import TEXTS
from needlecare.protocol.said import Facts, Said, Use
from needlecare.protocol.time import Interval

_TRUTH_TEXTS = {True: "yes", False: "no", None: "not-sure"}


def response(writer: Writer, *, own_id: str, subject: Resource) -> Resource:
    """Return the facts of the writer's speaker as answers."""
    facts = writer.speaker.facts
    return {
        "resourceType": "QuestionnaireResponse",
        "id": own_id,
        "meta": {"profile": [of_needlecare("StructureDefinition", "answers")]},
        "language": writer.language,
        "extension": [DIGEST.write(writer.book.digest, writer), *_asked(writer)],
        "questionnaire": writer.questionnaire,
        "status": "completed",
        "subject": subject,
        "authored": moment(facts.asked, facts.zone),
        "item": _Answers(writer, facts).all(),
    }


def _asked(writer: Writer) -> list[Resource]:
    """Return when it was said as a stretch, where something was said of later than its first moment."""
    facts = writer.speaker.facts
    last = max((use.last.hi for uses in facts.used.values() for use in uses if use.last), default=facts.asked)
    return [INTERVAL.write(Interval(facts.asked, last), writer)] if last > facts.asked else []


class _Answers:
    def __init__(self, writer: Writer, facts: Facts) -> None:
        self.writer, self.facts = writer, facts

    def all(self) -> list[Resource]:
        facts = self.facts
        session = [
            *self.values("session/zone", "String", [facts.zone.key]),
            *self.times("session/start", [facts.session]),
            *self.times("session/end", _known(facts.session_end)),
            *self.codes("session/stage", STAGES, STAGE_CODES, [facts.stage]),
            *self.names("session/areas", facts.areas),
            *self.values("session/first", "Boolean", [] if facts.previous_sessions is None else [not facts.previous_sessions]),
            *self.times("session/previous", facts.previous_sessions or ()),
            *self.times("session/event", _known(facts.event)),
        ]  # fmt: skip
        person = [
            *self.times("birth", _known(facts.birth)),
            *self.values("skin-type", "Integer", _known(facts.skin_type)),
        ]
        treatment = [
            *self.values("treatment/depth-mm", "Decimal", _known(facts.depth_mm)),
            *self.values("treatment/device", "String", facts.device or ()),
            *self.values("treatment/indication", "String", facts.indication or ()),
            *self.values("treatment/role", "String", facts.role or ()),
            *self.values("treatment/jurisdiction", "String", facts.jurisdiction or ()),
            *self.values("treatment/no-add-on", "Boolean", [True] if facts.add_on == () else []),
            *self.values("treatment/add-on", "String", facts.add_on or ()),
        ]
        used = [item for name, uses in facts.used.items() for use in uses for item in self.use(name, use)]
        groups = {
            "session": session,
            "person": person,
            "treatment": treatment,
            "plan": self.plan(),
            "used": [*used, *self.values("used-other", "String", facts.uncovered)],
            "states": [item for name, said in facts.states.items() for item in self.state(name, said)],
        }
        return [{"linkId": link, "item": items} for link, items in groups.items() if items]

    def plan(self) -> list[Resource]:
        plan = self.facts.plan
        if plan is None:
            return []
        if not plan:
            return self.values("plan/none", "Boolean", [True])
        entries = []
        for name, when in plan.items():
            items = self.answer("plan/entry/what", [{"valueCoding": self.writer.coded(name)}])
            if isinstance(when, bool):
                items += self.values("plan/entry/is", "Boolean", [when])
            else:
                items += self.times("plan/entry/when", [when])
            entries.append({"linkId": "plan/entry", "item": items})
        return entries

    def use(self, name: str, use: Use) -> list[Resource]:
        key = f"used/{name}"
        said = [
            code
            for code, is_so in (
                ("never", use.never),
                ("ongoing", use.ongoing),
                ("not-sure", use.unsure),
                ("at", use.last is not None),
            )
            if is_so
        ]
        items = [
            *self.codes(f"{key}/last", LAST_USES, LAST_USE_CODES, said),
            *self.times(f"{key}/when", _known(use.last)),
            *self.times(f"{key}/planned", use.planned),
            *self.times(f"{key}/started", _known(use.started)),
            *self.names(f"{key}/where", use.areas),
            *self.values(f"{key}/prescribed", "Boolean", _known(use.prescribed)),
            *self.values(f"{key}/words", "String", [use.words] if use.words else []),
        ]
        return [{"linkId": key, "item": items}]

    def state(self, name: str, said: Said) -> list[Resource]:
        key = f"states/{name}"
        more = [
            *self.names(f"{key}/where", said.areas),
            *self.values(f"{key}/words", "String", [said.words] if said.words else []),
        ]
        shown = self.writer.text(TEXTS[_TRUTH_TEXTS[said.holds]])
        value = {"valueCoding": coding(TRUTHS, TRUTH_CODES[said.holds], shown)}
        return self.answer(key, [{**value, **({"item": more} if more else {})}])

    # --- one item ---

    def values(self, link: str, kind: str, values: Iterable[Any]) -> list[Resource]:
        return self.answer(link, [{f"value{kind}": value} for value in values])

    def codes(self, link: str, system: str, codes: dict[str, str], values: Iterable[str]) -> list[Resource]:
        shown = [coding(system, code, self.writer.text(TEXTS[codes[code]])) for code in values]
        return self.answer(link, [{"valueCoding": value} for value in shown])

    def names(self, link: str, values: Iterable[str] | None) -> list[Resource]:
        if not self.writer.book.areas:
            return self.values(link, "String", values or ())
        return self.answer(link, [{"valueCoding": self.writer.coded(name)} for name in values or ()])

    def times(self, link: str, values: Iterable[Interval]) -> list[Resource]:
        return self.answer(link, [self.time(value) for value in values])

    def time(self, value: Interval) -> Resource:
        shown = date_time(value, self.facts.zone)
        mark = INTERVAL.write(value, self.writer)
        return {"valueDateTime": shown} if shown else {"_valueDateTime": {"extension": [mark]}}

    def answer(self, link: str, answers: list[Resource]) -> list[Resource]:
        return [{"linkId": link, "answer": answers}] if answers else []


def _known(value: Any) -> list[Any]:
    return [] if value is None else [value]
