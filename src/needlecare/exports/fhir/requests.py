"""Who it is about, what is proposed, and what the protocols said: Patient, ServiceRequest, Appointments, GuidanceResponse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from needlecare.engine.screening import Verdict
from needlecare.exports.dates import Entry
from needlecare.exports.fhir.extensions import DIGEST, OUTCOME
from needlecare.exports.fhir.questionnaire import filled
from needlecare.exports.fhir.scribe import Writer
from needlecare.exports.fhir.terms import (
    CODE_SYSTEM,
    Resource,
    coding,
    concept,
    date_time,
    moment,
    of_needlecare,
    period,
)
from needlecare.protocol.model import Outcome
from needlecare.protocol.time import Interval
from needlecare.wording.verdict import dates, headline

OUTCOMES = of_needlecare("CodeSystem", "outcome")


def patient(writer: Writer, *, own_id: str, name: str) -> Resource:
    """Return the client with her name and, where it is known to the day, month or year, her birth."""
    facts = writer.speaker.facts
    born = (
        date_time(facts.birth, facts.zone) if facts.birth is not None and not facts.birth.is_exact else None
    )
    return {
        "resourceType": "Patient",
        "id": own_id,
        **({"name": [{"text": name}]} if name.strip() else {}),
        **({"birthDate": born} if born else {}),
        "communication": [{"language": concept("urn:ietf:bcp:47", writer.language)}],
    }


def guidance(
    writer: Writer, verdict: Verdict, *, own_id: str, client: Resource, plan: Resource | None
) -> Resource:
    """Return what the protocols say of the session: the outcome, its words, and the care plan that follows from it."""
    facts, say = writer.speaker.facts, writer.speaker
    outcome = {"coding": [coding(OUTCOMES, verdict.outcome.word)], "text": say.outcome(verdict.outcome)}
    return {
        "resourceType": "GuidanceResponse",
        "id": own_id,
        "language": writer.language,
        "extension": [DIGEST.write(writer.book.digest, writer), OUTCOME.write(verdict.outcome, writer)],
        "moduleCanonical": writer.plan(writer.book.layers[0]),
        "status": "data-required" if verdict.outcome is Outcome.ASK else "success",
        "subject": client,
        "occurrenceDateTime": moment(facts.asked, facts.zone),
        "reasonCode": [outcome],
        "note": [{"text": headline(say, verdict)}, {"text": dates(say, verdict)}],
        **({"result": plan} if plan else {}),
    }


def service_request(
    writer: Writer, *, own_id: str, client: Resource, answers: Resource, plan: Resource, code: str, end: int
) -> Resource:
    """Return the session as a proposal: never an order, since a practitioner decides."""
    facts, main = writer.speaker.facts, writer.book.layers[0]
    occurrence: dict[str, Any] = {"occurrencePeriod": period(_session(facts.session, end), facts.zone)}
    if not facts.session.is_exact:
        day = date_time(facts.session, facts.zone)
        occurrence = (
            {"occurrenceDateTime": day} if day else {"occurrencePeriod": period(facts.session, facts.zone)}
        )
    areas = [{"coding": [writer.coded(area)]} for area in facts.areas or ()]
    reasons = [{"text": writer.speaker.name(name)} for name in facts.indication or ()]
    return {
        "resourceType": "ServiceRequest",
        "id": own_id,
        "language": writer.language,
        "extension": [DIGEST.write(writer.book.digest, writer)],
        "identifier": [{"system": CODE_SYSTEM, "value": code}],
        "instantiatesCanonical": [writer.address("ActivityDefinition", writer.name, "session")],
        "basedOn": [plan],
        "status": "draft",
        "intent": "proposal",
        "code": {"text": writer.text(main.title)},
        "subject": client,
        **occurrence,
        "authoredOn": moment(facts.asked, facts.zone),
        **({"reasonCode": reasons} if reasons else {}),
        "supportingInfo": [answers],
        **({"bodySite": areas} if areas else {}),
    }


def _session(session: Interval, end: int) -> Interval:
    return Interval(session.lo, max(session.lo, end))


def appointments(
    writer: Writer, entries: Iterable[Entry], *, ids: dict[str, str], client: Resource, request: Resource
) -> Iterator[Resource]:
    """Yield the session and the days of the next one as proposed appointments; `ids` are theirs, by the entry's key."""
    facts, main = writer.speaker.facts, writer.book.layers[0]
    for entry in entries:
        if entry.kind not in ("session", "next"):
            continue
        is_session = entry.kind == "session"
        title = writer.text(main.title if is_session else filled("next-session", treatment=main.title))
        exact = is_session and facts.session.is_exact and entry.at.hi > entry.at.lo
        stretch = period(entry.at, facts.zone)
        yield {
            "resourceType": "Appointment",
            "id": ids[entry.key],
            "language": writer.language,
            "extension": [DIGEST.write(writer.book.digest, writer)],
            "status": "proposed",
            "serviceType": [{"text": writer.text(main.title)}],
            "description": title,
            **({"start": stretch["start"], "end": stretch["end"]} if exact else {}),
            **(
                {"minutesDuration": (entry.at.hi - entry.at.lo) // 60}
                if exact and entry.at.hi - entry.at.lo >= 60
                else {}
            ),
            "created": moment(facts.asked, facts.zone),
            **({"basedOn": [request]} if is_session else {}),
            "participant": [{"actor": client, "status": "needs-action"}],
            **({} if exact else {"requestedPeriod": [stretch]}),
        }
