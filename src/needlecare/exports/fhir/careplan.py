"""The care calendar of one session as a CarePlan: an activity for each thing to do, leave, expect or watch.

Told is what the printed sheet tells. What is or may be prescribed never becomes an activity that is "not to be performed":
it stands as the protocol's own sentence, which asks the client to talk to the prescriber.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from needlecare.engine.care import CareCalendar, Item
from needlecare.exports.fhir.extensions import CARE, CARE_PARTS, DIGEST
from needlecare.exports.fhir.forms import Extension, Path, Unfit, defaults_of, read_parts
from needlecare.exports.fhir.questionnaire import filled
from needlecare.exports.fhir.scribe import Writer
from needlecare.exports.fhir.terms import (
    CODE_SYSTEM,
    Resource,
    concept,
    instant_of,
    moment,
    of_needlecare,
)
from needlecare.protocol.model import Outcome, Text
from needlecare.protocol.rulebook import Rulebook
from needlecare.protocol.time import Instant
from needlecare.wording.care import emergency_number, flags, heading_of, item_text, subject, told
from needlecare.wording.language import Speaker, first_capital

_DEFAULTS = defaults_of(Item)
_XHTML = "http://www.w3.org/1999/xhtml"


def care_plan(
    writer: Writer,
    calendar: CareCalendar,
    *,
    own_id: str,
    client: Resource,
    answers: Resource,
    code: str,
    outcome: Outcome,
) -> Resource:
    """Return what a client is told around the session.

    Parameters
    ----------
    client, answers : Resource
        References to the patient and to the questionnaire response.
    code : str
        The code of the printed sheet, by which paper and record are matched.
    outcome : Outcome
        Of the session; the plan is a draft unless it is ready.
    """
    say, facts = writer.speaker, writer.speaker.facts
    items, warnings = told(writer.book, calendar.items), _warnings(say)
    session = Text(say.session(), say.session())
    title = filled("care-plan", treatment=writer.book.layers[0].title, session=session)
    return {
        "resourceType": "CarePlan",
        "id": own_id,
        "meta": {"profile": [of_needlecare("StructureDefinition", "care-plan")]},
        "language": writer.language,
        "text": _narrative(writer, say.text(title), warnings, items),
        "extension": [DIGEST.write(writer.book.digest, writer)],
        "identifier": [{"system": CODE_SYSTEM, "value": code}],
        "instantiatesCanonical": [writer.plan(layer) for layer in writer.book.layers],
        "status": "active" if outcome is Outcome.READY else "draft",
        "intent": "plan",
        "title": say.text(title),
        "subject": client,
        "period": {
            "start": moment(facts.asked, facts.zone),
            "end": moment(max(_last(calendar), facts.asked), facts.zone),
        },
        "created": moment(facts.asked, facts.zone),
        "supportingInfo": [answers],
        "activity": [{"detail": _detail(writer, item)} for item in items],
        **({"note": [{"text": warning} for warning in warnings]} if warnings else {}),
    }


def _warnings(say: Speaker) -> list[str]:
    """Return which signs need help and how soon, what cannot wait first; it needs no calculation."""
    found = []
    for level in ("emergency", "same-day", "call-clinic"):
        signs = "; ".join(say.text(flag.sign) for flag in flags(say.book, level))
        if signs and level == "emergency":
            call = say.say("emergency", number=emergency_number(say))
            found.append(f"{call}. {say.say('emergency-for', signs=signs)}")
        elif signs:
            found.append(f"{say.say(level)}: {signs}.")
    return found


def _last(calendar: CareCalendar) -> Instant:
    closes = [item.closes for item in calendar.items if item.closes is not None]
    return max([calendar.session_end.hi, *closes])


def _narrative(writer: Writer, title: str, warnings: list[str], items: Iterable[Item]) -> Resource:
    """Return the plan for people: red flags first, then what is told."""
    lines = dict.fromkeys(item_text(writer.speaker, item) for item in items)
    shown = "".join(f"<li>{escape(line)}</li>" for line in lines)
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in (title, *warnings))
    language = writer.language
    return {
        "status": "generated",
        "div": f'<div xmlns="{_XHTML}" lang="{language}" xml:lang="{language}">{paragraphs}<ul>{shown}</ul></div>',
    }


def _detail(writer: Writer, item: Item) -> Resource:
    return {
        "extension": [*_marks(writer, item)],
        "kind": "Task",
        "instantiatesCanonical": [_plan_of(writer, item)],
        "code": _code(writer, item),
        "status": "not-started",
        **({"doNotPerform": True} if _is_ban(writer.book, item) else {}),
        **_scheduled(writer, item),
        "description": item_text(writer.speaker, item),
    }


def _plan_of(writer: Writer, item: Item) -> str:
    layers = writer.book.layers
    return writer.plan(
        writer.book.layer_of[item.rule.id] if item.rule else _layer_of_sign(writer.book, item.id, layers)
    )


def _layer_of_sign(book: Rulebook, name: str, layers: tuple[Any, ...]) -> Any:
    return next(layer for layer in layers if any(sign.id == name for sign in layer.course))


def _code(writer: Writer, item: Item) -> Resource:
    if item.rule is not None:
        return writer.of_rule(item.rule)
    layer = _layer_of_sign(writer.book, item.id, writer.book.layers)
    shown = first_capital(subject(writer.speaker, item))
    return concept(writer.address("CodeSystem", layer.protocol, "signs"), item.id, shown)


def _marks(writer: Writer, item: Item) -> list[Extension]:
    given = ((entry, getattr(item, entry.attribute)) for entry in CARE)
    return [entry.write(value, writer) for entry, value in given if value != _DEFAULTS.get(entry.attribute)]


def _scheduled(writer: Writer, item: Item) -> dict[str, Any]:
    ends = (("start", item.opens), ("end", item.closes))
    found = {name: moment(at, writer.zone) for name, at in ends if at is not None}
    return {"scheduledPeriod": found} if found else {}


# --- reading ---------------------------------------------------------------------------------------------------------


def items_of(plan: Resource, book: Rulebook) -> tuple[Item, ...]:
    """Return the items of a CarePlan that we wrote, in its order.

    Raises
    ------
    Unfit
        If an activity is none of ours.
    """
    signs = {sign.id: sign for sign in book.course}
    found = []
    for number, activity in enumerate(plan.get("activity", [])):
        path: Path = ("activity", number, "detail")
        detail = activity.get("detail", {})
        values = read_parts(CARE_PARTS, detail.get("extension", []), (*path, "extension"), "en")
        try:
            coded = detail["code"]["coding"][0]
            table, name = str(coded["system"]).rpartition("-")[2], str(coded["code"])
            values["rule" if table == "rules" else "sign"] = (book.rule if table == "rules" else signs)[name]
            scheduled = detail.get("scheduledPeriod", {})
            for end, attribute in (("start", "opens"), ("end", "closes")):
                if end in scheduled:
                    values[attribute] = instant_of(scheduled[end])
            item = Item(**values)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            what = (
                f"is no item of our care calendar ({error}); code, scheduledPeriod and care-kind belong to it"
            )
            raise Unfit(path, what) from None
        if detail.get("doNotPerform") and not _is_ban(book, item):
            what = "is no ban, or may be prescribed, and then nobody is told to leave it out; take doNotPerform away"
            raise Unfit((*path, "doNotPerform"), what)
        found.append(item)
    return tuple(found)


def _is_ban(book: Rulebook, item: Item) -> bool:
    """Return whether an item says to leave something out that no prescriber can have ordered."""
    return item.kind == "avoid" and heading_of(book, item) == "avoid" and not item.to_prescriber
