"""`needlecare fhir`: protocol, answers and plan as HL7 FHIR R4, and a bundle of ours read back."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from needlecare.cli.delivering import Output, deliver, refuse
from needlecare.cli.options import (
    Lang,
    Language,
    Now,
    Protocols,
    ZoneName,
    chosen_protocols,
    open_book,
    open_case,
)

if TYPE_CHECKING:
    from needlecare.exports.fhir.reading import Found


class Release(StrEnum):
    R4 = "r4"
    R4B = "r4b"


class Kind(StrEnum):
    """The types of resource a bundle can hold."""

    PLAN_DEFINITION = "PlanDefinition"
    ACTIVITY_DEFINITION = "ActivityDefinition"
    LIBRARY = "Library"
    QUESTIONNAIRE = "Questionnaire"
    CODE_SYSTEM = "CodeSystem"
    CLINICAL_USE_DEFINITION = "ClinicalUseDefinition"
    PATIENT = "Patient"
    QUESTIONNAIRE_RESPONSE = "QuestionnaireResponse"
    GUIDANCE_RESPONSE = "GuidanceResponse"
    CARE_PLAN = "CarePlan"
    SERVICE_REQUEST = "ServiceRequest"
    APPOINTMENT = "Appointment"


def fhir(
    facts: Annotated[
        str | None,
        typer.Argument(metavar="[FACTS]", help="A facts file, YAML or JSON; - for standard input."),
    ] = None,
    protocol: Protocols = None,
    lang: Lang = Language.EN,
    now: Now = None,
    zone: ZoneName = None,
    output: Output = None,
    definitions: Annotated[
        bool, typer.Option("--definitions", help="The protocols alone, with nothing about any client.")
    ] = False,
    profiles: Annotated[
        bool,
        typer.Option("--profiles", help="Our extensions, profiles and codes, to check the rest against."),
    ] = False,
    read: Annotated[
        str | None,
        typer.Option(
            "--read",
            metavar="BUNDLE",
            help="Read a bundle, or answers to the Questionnaire, back into a facts file or a protocol.",
        ),
    ] = None,
    only: Annotated[
        list[Kind] | None,
        typer.Option(
            "--only",
            metavar="TYPE",
            help="Only this type of resource and what it refers to; repeat for more.",
        ),
    ] = None,
    release: Annotated[
        Release,
        typer.Option(
            "--release", help="R4 is 4.0.1; R4B is 4.3.0 and adds contraindications as ClinicalUseDefinition."
        ),
    ] = Release.R4,
    transaction: Annotated[
        bool, typer.Option("--transaction", help="A transaction, which puts everything into a FHIR server.")
    ] = False,
    base: Annotated[
        str, typer.Option("--base", metavar="ADDRESS", help="Where the definitions of your protocols stand.")
    ] = "",
    person: Annotated[
        str | None,
        typer.Option(
            "--id", metavar="TEXT", help="Whose it is, where two clients share a name; never shown."
        ),
    ] = None,
) -> None:
    """Write protocol, answers and plan as a FHIR bundle, or read one back."""
    wanted = [facts is not None, definitions, profiles, read is not None]
    if sum(wanted) != 1:
        what = "give a facts file, or one of --definitions, --profiles and --read"
        raise typer.BadParameter(what if not any(wanted) else f"{what}, not several", param_hint="FACTS")
    if base and not base.startswith(("https://", "http://", "urn:")):
        raise typer.BadParameter(f"'{base}' is no address; begin it with https://", param_hint="--base")
    if profiles:
        deliver(_profiles(release), output)
    elif read is not None:
        deliver(_read(read, protocol), output)
    else:
        made = _bundle(
            facts,
            protocol,
            lang=lang,
            now=now,
            zone=zone,
            only=only,
            release=release,
            base=base.rstrip("/"),
            person=person,
            transaction=transaction,
        )
        deliver(made, output)


def _number(release: Release) -> str:
    from needlecare.exports.fhir.bundle import R4, R4B

    return R4B if release is Release.R4B else R4


def _bundle(
    facts: str | None,
    protocol: list[str] | None,
    *,
    lang: Language,
    now: str | None,
    zone: str | None,
    only: list[Kind] | None,
    release: Release,
    base: str,
    person: str | None,
    transaction: bool,
) -> bytes:
    """Return the bundle of a facts file, or of the protocols alone."""
    from needlecare.engine.screening import screen
    from needlecare.exports.fhir import bundle as made
    from needlecare.exports.fhir.scribe import Writer
    from needlecare.exports.fhir.terms import BASE
    from needlecare.wording.language import Speaker

    number = _number(release)
    if facts is None:
        book = open_book(chosen_protocols(protocol))
        writer = Writer(Speaker.of_book(book, lang.value), base or BASE)
        records = []
    else:
        case = open_case(facts, protocols=protocol, lang=lang, now=now, zone=zone)
        writer = Writer(case.speaker, base or BASE)
        verdict = screen(case.book, case.facts)
        records = made.records(writer, verdict, person=person or case.client, name=case.client)
    if only:
        everything = [*made.definitions(writer, release=number), *records]
        kept = made.only(everything, [kind.value for kind in only])
        if not kept:
            names = " and ".join(kind.value for kind in only)
            refuse(f"There is no {names} to write: {_why_not(only, facts, release)}")
        found = made.lines(writer, kept)
    else:
        found = [*made.definition_lines(writer, release=number), *made.lines(writer, records)]
    return made.bundle(writer, found, client=bool(records), transaction=transaction)


def _why_not(only: list[Kind], facts: str | None, release: Release) -> str:
    if Kind.CLINICAL_USE_DEFINITION in only and release is Release.R4:
        return "FHIR has it since R4B; add --release r4b"
    if facts is None:
        return "it is about a client; give a facts file"
    return "a session that has to wait or cannot be has no care plan and no proposal; `needlecare screen` says why"


def _profiles(release: Release) -> bytes:
    """Return our own extensions, profiles and codes as a bundle."""
    from needlecare import __version__
    from needlecare.exports.fhir.profiles import bundle_of, profiles

    return bundle_of(profiles(release=_number(release), version=__version__))


def _read(path: str, protocol: list[str] | None) -> bytes:
    """Return what a bundle was made of: a facts file where it has answers, else its protocol."""
    from needlecare.exports.fhir.reading import MOST_BYTES, read_bundle
    from needlecare.protocol.load import dump

    if path == "-":
        raw, name = sys.stdin.buffer.read(MOST_BYTES + 1), "stdin"
    else:
        name = path
        try:
            with Path(path).open("rb") as stream:
                raw = stream.read(MOST_BYTES + 1)
        except OSError as error:
            refuse(f"{path}: cannot be opened: {error.strerror or error}; check the path")
    found = read_bundle(raw, name=name, book=lambda: open_book(chosen_protocols(protocol)))
    if found.facts is not None:
        return _facts(found, protocol)
    chosen = [entry for entry in found.protocols if protocol is None or entry.protocol in protocol]
    if not chosen:
        refuse(f"{path}: holds no answers, and no protocol {' or '.join(protocol or ())}".rstrip())
    if len(chosen) > 1:
        names = " and ".join(entry.protocol for entry in chosen)
        refuse(f"{path}: defines {names}; say with --protocol which one to write")
    return dump(chosen[0]).encode()


def _facts(found: Found, protocol: list[str] | None) -> bytes:
    """Return the facts file of a client's answers."""
    from needlecare.cli.keeping import as_yaml
    from needlecare.exports.facts_file import facts_file

    assert found.facts is not None
    names = protocol or [entry.protocol for entry in found.protocols]
    return as_yaml(facts_file(found.facts, client=found.client, protocols=tuple(names))).encode()
