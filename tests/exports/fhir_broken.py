"""Resources with one defect each, and who has to refuse them; docs/reference/fhir.md shows the same table."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from exports.fhir_cases import client_records, much, of_book, writer
from protocol.test_forms import page_protocol

from needlecare.exports.fhir.bundle import bundle, definitions, lines
from needlecare.exports.fhir.questionnaire import questionnaire
from needlecare.exports.fhir.terms import BASE
from needlecare.protocol.rulebook import combine

Resource = dict[str, Any]
Change = Callable[[Resource], None]


@cache
def _records() -> bytes:
    """Return the records of a client with the questions she answered."""
    say = writer(much())
    kept = [questionnaire(say), *client_records(much())]
    return bundle(say, lines(say, kept), client=True)


@cache
def _definitions() -> bytes:
    say = of_book(combine(replace(page_protocol(), rules=page_protocol().rules[:17])))
    kept = [
        one
        for one in definitions(say)
        if one["resourceType"] in ("PlanDefinition", "Library", "Questionnaire")
    ]
    return bundle(say, lines(say, kept), client=False)


def of_kind(found: Resource, kind: str) -> Resource:
    """Return the first resource of a type."""
    return next(entry["resource"] for entry in found["entry"] if entry["resource"]["resourceType"] == kind)


def item(found: Resource, link: str) -> Resource:
    """Return the item of the answers with a link id."""

    def inside(items: list[Resource]) -> Resource | None:
        for one in items:
            if one["linkId"] == link:
                return one
            answered = [inner for answer in one.get("answer", ()) for inner in answer.get("item", ())]
            deeper = inside([*one.get("item", ()), *answered])
            if deeper is not None:
                return deeper
        return None

    wanted = inside(of_kind(found, "QuestionnaireResponse")["item"])
    assert wanted is not None
    return wanted


def rule(found: Resource, number: int = 0) -> Resource:
    """Return one of the actions that stand for rules."""
    actions = of_kind(found, "PlanDefinition")["action"]
    return [one for one in actions if not one["id"].startswith("at.")][number]  # type: ignore[no-any-return]


def mark(action: Resource, name: str) -> Resource:
    """Return an extension of ours by its name."""
    return next(one for one in action["extension"] if one["url"].endswith(f"/{name}"))


def _set(kind: str, **elements: Any) -> Change:
    def change(found: Resource) -> None:
        of_kind(found, kind).update(elements)

    return change


def _drop(kind: str, element: str) -> Change:
    def change(found: Resource) -> None:
        del of_kind(found, kind)[element]

    return change


def _answer(link: str, *answers: Resource) -> Change:
    def change(found: Resource) -> None:
        item(found, link)["answer"] = list(answers)

    return change


def _interval(**period: str) -> Change:
    def change(found: Resource) -> None:
        (answer,) = item(found, "used/waxing/when")["answer"]
        answer["_valueDateTime"]["extension"][0]["valuePeriod"] = period

    return change


def _medicine_not_to_be_performed(found: Resource) -> None:
    details = [activity["detail"] for activity in of_kind(found, "CarePlan")["activity"]]
    next(one for one in details if "topical-retinoid" in str(one["code"]))["doNotPerform"] = True


def _link(found: Resource) -> None:
    item(found, "used/waxing")["linkId"] = "used/waxxing"


def _both(found: Resource) -> None:
    extension = of_kind(found, "QuestionnaireResponse")["extension"][0]
    extension["extension"] = [{"url": "x", "valueBoolean": True}]


def _retitle(found: Resource) -> None:
    rule(found)["title"] = "Something else"


def _other_window(found: Resource) -> None:
    window = next(
        one
        for number in range(17)
        for one in rule(found, number)["extension"]
        if one["url"].endswith("/window")
    )
    text = json.dumps(window).replace('"value": ', '"value": 1')
    window.update(json.loads(text))


def _strange_extension(found: Resource) -> None:
    rule(found)["extension"].append({"url": "https://clinic.example/fhir/mood", "valueString": "fine"})


def _not_ucum(found: Resource) -> None:
    window = next(
        one for number in range(17) for one in rule(found, number)["extension"] if "valueDuration" in str(one)
    )
    window.update(json.loads(json.dumps(window).replace("http://unitsofmeasure.org", "http://units.example")))


def _wrong_strength(found: Resource) -> None:
    url = mark(rule(found), "source")["url"].replace("/source", "/strength")
    rule(found)["extension"].append({"url": url, "valueCode": "sometimes"})


def _two_values_in_a_mark(found: Resource) -> None:
    inner = mark(rule(found), "source")["extension"][0]
    inner["valueBoolean"] = True


def _library_changed(found: Resource) -> None:
    content = of_kind(found, "Library")["content"][0]
    content["data"] = b64encode(b64decode(content["data"]).replace(b'"version":"', b'"version":"1')).decode()


def _no_relationship(found: Resource) -> None:
    related = next(one for number in range(17) if (one := rule(found, number)).get("relatedAction"))
    del related["relatedAction"][0]["relationship"]


def _behaviour(found: Resource) -> None:
    rule(found)["requiredBehavior"] = "should"


def _question(**elements: Any) -> Change:
    def change(found: Resource) -> None:
        of_kind(found, "Questionnaire")["item"][0]["item"][0].update(elements)

    return change


def _no_link(found: Resource) -> None:
    del of_kind(found, "Questionnaire")["item"][0]["item"][0]["linkId"]


def _other_digest(found: Resource) -> None:
    of_kind(found, "CarePlan")["extension"][0]["valueString"] = "0" * 64


NOBODY = {"reference": "urn:uuid:0b5f9a4e-0d0c-4f6b-8d5e-000000000000"}
SOMETIMES = {"valueCoding": {"system": f"{BASE}/CodeSystem/last-use", "code": "sometimes"}}
BARE = {"status": "generated", "div": "<div>no namespace</div>"}
BROKEN: dict[str, tuple[Callable[[], bytes], Change]] = {
    "a required code that is none": (_records, _set("CarePlan", status="planned")),
    "another required code that is none": (_records, _set("Appointment", status="maybe")),
    "the status is missing": (_records, _drop("CarePlan", "status")),
    "a required reference is missing": (_records, _drop("CarePlan", "subject")),
    "a required choice is missing": (_records, _drop("GuidanceResponse", "moduleCanonical")),
    "a list where there is one value": (_records, _set("CarePlan", title=["one", "two"])),
    "one value where there is a list": (_records, _set("CarePlan", activity={"detail": {"status": "unknown"}})),
    "a reference that leads nowhere": (_records, _set("ServiceRequest", subject=NOBODY)),
    "a date in another form": (_records, _set("QuestionnaireResponse", authored="30.11.2026")),
    "a day that is not in the calendar": (_records, _answer("used/topical-retinoid/when", {"valueDateTime": "2026-02-30"})),
    "a time of day without an offset": (_records, _answer("session/start", {"valueDateTime": "2026-12-03T14:30:00"})),
    "two values at once": (_records, _answer("used/hydroquinone/last", {"valueBoolean": True, "valueString": "yes"})),
    "an answer of another type than its question": (_records, _answer("used/tanning/when", {"valueString": "August"})),
    "an answer that was not offered": (_records, _answer("used/hydroquinone/last", SOMETIMES)),
    "an answer to no question": (_records, _link),
    "an item without an answer": (_records, lambda found: item(found, "session/zone").pop("answer")),
    "an unknown element": (_records, _set("CarePlan", mood="fine")),
    "an empty list": (_records, _set("CarePlan", category=[])),
    "an empty text": (_records, _set("CarePlan", title="")),
    "a null": (_records, _set("CarePlan", title=None)),
    "an id with a space": (_records, _set("CarePlan", id="my plan")),
    "a number in quotes": (_records, _answer("skin-type", {"valueInteger": "3"})),
    "a narrative that is no XHTML": (_records, _set("CarePlan", text=BARE)),
    "an extension with value and extensions": (_records, _both),
    "a stretch that ends before it starts": (_records, _interval(start="2026-10-12T00:00:00Z", end="2026-10-08T00:00:00Z")),
    "a stretch of nothing but days": (_records, _interval(start="2026-10-08", end="2026-10-12")),
    "a start without an end": (_records, _drop("Appointment", "end")),
    "a prescribed medicine as not to be performed": (_records, _medicine_not_to_be_performed),
    "the digest of other protocols": (_records, _other_digest),
    "answers that do not say when they were given": (_records, _drop("QuestionnaireResponse", "authored")),
    "a title the protocol does not give": (_definitions, _retitle),
    "a window longer than the protocol's": (_definitions, _other_window),
    "an extension nobody defines": (_definitions, _strange_extension),
    "an amount of time in no unit of UCUM": (_definitions, _not_ucum),
    "a code of ours that is none": (_definitions, _wrong_strength),
    "two values in an extension": (_definitions, _two_values_in_a_mark),
    "a Library that is not what its digest says": (_definitions, _library_changed),
    "a definition without its digest": (_definitions, _drop("PlanDefinition", "identifier")),
    "a definition without its status": (_definitions, _drop("PlanDefinition", "status")),
    "a related action without its relationship": (_definitions, _no_relationship),
    "a behaviour that is none": (_definitions, _behaviour),
    "a question without a link id": (_definitions, _no_link),
    "a question of an unknown type": (_definitions, _question(type="date-time")),
}  # fmt: skip


def sound() -> list[Resource]:
    """Return the bundles as they are before anything is broken."""
    return [json.loads(_records()), json.loads(_definitions())]


def broken(name: str) -> Resource:
    """Return a bundle with one defect."""
    source, change = BROKEN[name]
    found: Resource = json.loads(source())
    change(found)
    return found


def changed(name: str) -> Resource:
    """Return of a bundle with one defect only the resources that have it, for validators that look at each alone."""
    before, after = json.loads(BROKEN[name][0]()), broken(name)
    pairs = zip(before["entry"], after["entry"], strict=True)
    return {**after, "entry": [entry for old, entry in pairs if old != entry]}
