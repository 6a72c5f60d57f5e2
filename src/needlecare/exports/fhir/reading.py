"""A bundle of ours read back: protocols, facts and care plan, with everything checked that we wrote.

Definitions are read in two ways that have to agree: the rules from the PlanDefinition's own elements and extensions, the
whole protocol from its Library, whose digest is worked out again. Then all of it is written anew and compared, so that
nothing in the bundle can differ from the protocol it names without being seen.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from needlecare.engine.care import Item
from needlecare.exports.fhir.bundle import R4B, definitions, full_url, references
from needlecare.exports.fhir.careplan import items_of
from needlecare.exports.fhir.extensions import DIGEST
from needlecare.exports.fhir.forms import Path, Unfit
from needlecare.exports.fhir.plan import rules_of
from needlecare.exports.fhir.response_reading import facts_of
from needlecare.exports.fhir.scribe import Writer
from needlecare.exports.fhir.shape import unfit
from needlecare.exports.fhir.terms import BASE, DIGEST_SYSTEM, PROTOCOL_TYPE, Resource
from needlecare.protocol.document import Protocol
from needlecare.protocol.load import digest, read_protocol
from needlecare.protocol.model import LANGUAGES
from needlecare.protocol.reader import BadFile, Node, Problem, clipped, read_bytes
from needlecare.protocol.rulebook import Rulebook, combine
from needlecare.protocol.said import Facts
from needlecare.wording.language import Speaker

MOST_BYTES, MOST_NODES = 8_000_000, 500_000
_DEFINED = (
    "PlanDefinition",
    "Library",
    "ActivityDefinition",
    "Questionnaire",
    "CodeSystem",
    "ClinicalUseDefinition",
)
_RECORDED = (
    "Patient",
    "QuestionnaireResponse",
    "GuidanceResponse",
    "CarePlan",
    "ServiceRequest",
    "Appointment",
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a bundle holds: the protocols it defines, the facts of its client, her name, and her care plan's items."""

    protocols: tuple[Protocol, ...] = ()
    facts: Facts | None = None
    client: str = ""
    items: tuple[Item, ...] | None = None


def read_bundle(raw: bytes, *, name: str, book: Callable[[], Rulebook]) -> Found:
    """Return what is in a bundle, or in a single QuestionnaireResponse.

    Parameters
    ----------
    name : str
        For messages; taken as JSON whatever it ends in.
    book : callable
        Gives the rulebook to read answers by, where the bundle defines no protocol itself.

    Raises
    ------
    BadFile
        With every problem found.
    """
    inner = name if name.endswith(".json") else f"{name}.json"
    try:
        root = read_bytes(raw, name=inner, most_bytes=MOST_BYTES, most_nodes=MOST_NODES)
    except BadFile as error:
        raise BadFile([Problem(name, p.place, p.what) for p in error.problems]) from None
    problems: list[Unfit] = []
    plain = root.plain()
    problems += islice(unfit(plain), _MOST_TOLD)
    found = Found() if problems else _Bundle(plain, problems).read(book)
    if problems:
        raise BadFile([_placed(root, name, problem) for problem in problems[:_MOST_TOLD]])
    return found


_MOST_TOLD = 100


def _placed(root: Node, name: str, problem: Unfit) -> Problem:
    """Return a problem with line and column: of what its path leads to, or of the nearest that is there."""
    node, place = root, root.place
    for step in problem.path:
        if isinstance(node.value, dict) and isinstance(step, str) and step in node.value:
            place, node = node.keys[step], node.value[step]
        elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            place = node.place
        else:
            break
    return Problem(name, place, f"{shown(problem.path)}{problem.what}")


def shown(path: Path) -> str:
    """Return a path as FHIR writes it, `entry[3].resource.title: `."""
    words = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return f"{words.lstrip('.')}: " if words else ""


class _Bundle:
    def __init__(self, root: Any, problems: list[Unfit]) -> None:
        self.root, self.problems = root, problems

    def bad(self, path: Path, what: str) -> None:
        self.problems.append(Unfit(path, what))

    def read(self, given: Callable[[], Rulebook]) -> Found:
        if not isinstance(self.root, dict) or self.root.get("resourceType") not in (
            "Bundle",
            "QuestionnaireResponse",
        ):
            self.bad(
                (),
                "is no Bundle and no QuestionnaireResponse; give what `needlecare fhir` wrote, or answers to its Questionnaire",
            )
            return Found()
        if self.root["resourceType"] == "QuestionnaireResponse":
            resources: list[tuple[Path, Resource]] = [((), self.root)]
        else:
            resources = list(self.entries())
            self.check_references(resources)
        if self.problems:
            return Found()
        protocols = self.protocols(resources)
        book = self.book_of(protocols, given)
        if book is None or self.problems:
            return Found()
        if protocols:
            self.compare(resources, book)
        return self.records(resources, book, protocols)

    def entries(self) -> Iterator[tuple[Path, Resource]]:
        """Yield the resources of the bundle with their paths."""
        if self.root.get("type") not in ("collection", "transaction"):
            self.bad(
                ("type",),
                f"expected a collection or a transaction, found '{clipped(str(self.root.get('type')))}'",
            )
        entries = self.root.get("entry")
        if not isinstance(entries, list) or not entries:
            self.bad(("entry",), "has no entries; nothing is in this bundle")
            return
        seen: dict[str, int] = {}
        for number, entry in enumerate(entries):
            path: Path = ("entry", number, "resource")
            resource = entry.get("resource") if isinstance(entry, dict) else None
            if not isinstance(resource, dict) or resource.get("resourceType") not in (*_DEFINED, *_RECORDED):
                kind = resource.get("resourceType") if isinstance(resource, dict) else None
                self.bad(path, f"'{clipped(str(kind))}' is no type of resource we write; take the entry out")
                continue
            name = str(entry.get("fullUrl"))
            if name in seen:
                self.bad(("entry", number, "fullUrl"), f"is that of entry {seen[name]} too; keep one")
            if resource["resourceType"] in _RECORDED and name != f"urn:uuid:{resource.get('id')}":
                self.bad(
                    ("entry", number, "fullUrl"),
                    "does not name the resource by its id; write urn:uuid: and the id",
                )
            seen.setdefault(name, number)
            yield path, resource

    def check_references(self, resources: Iterable[tuple[Path, Resource]]) -> None:
        found = list(resources)
        names = {f"urn:uuid:{one.get('id')}" for _, one in found}
        names |= {f"{one['resourceType']}/{one.get('id')}" for _, one in found}
        for path, resource in found:
            for name in references(resource):
                if name not in names:
                    self.bad(
                        path,
                        f"refers to '{clipped(name, 60)}', which is not in the bundle; add it or mend the reference",
                    )

    # --- definitions ---

    def protocols(self, resources: list[tuple[Path, Resource]]) -> tuple[Protocol, ...]:
        plans = {
            plan.get("id"): (path, plan)
            for path, plan in resources
            if plan["resourceType"] == "PlanDefinition"
        }
        libraries = [(path, one) for path, one in resources if one["resourceType"] == "Library"]
        found = [protocol for path, one in libraries if (protocol := self.protocol(path, one))]
        for protocol, (_, one) in zip(found, libraries, strict=False):
            if one.get("id") not in plans:
                continue
            path, plan = plans.pop(one["id"])
            self.check_rules(path, plan, protocol)
        for path, _ in plans.values():
            self.bad(path, "comes without the Library of its protocol; add it")
        return tuple(found)

    def protocol(self, path: Path, one: Resource) -> Protocol | None:
        """Return the protocol in a Library; its digest has to be the one it says."""
        try:
            (content,) = one["content"]
            text = b64decode(content["data"], validate=True)
            kind, (identifier,) = content["contentType"], one["identifier"]
        except (KeyError, TypeError, ValueError):
            self.bad(
                path, "holds no protocol; its content is one attachment in base64, its identifier the digest"
            )
            return None
        if kind != PROTOCOL_TYPE:
            self.bad(
                (*path, "content", 0, "contentType"),
                f"expected {PROTOCOL_TYPE}, found '{clipped(str(kind))}'",
            )
            return None
        try:
            root = read_bytes(text, name="protocol.json", most_bytes=MOST_BYTES, most_nodes=MOST_NODES)
            protocol = read_protocol(root, name="protocol.json")
        except BadFile as error:
            self.bad((*path, "content", 0, "data"), f"is no protocol: {error.problems[0].what}")
            return None
        if identifier != {"system": DIGEST_SYSTEM, "value": digest(protocol)}:
            self.bad(
                (*path, "identifier"),
                f"is not the digest of the content, {digest(protocol)}; one of the two was changed",
            )
        return protocol

    def check_rules(self, path: Path, plan: Resource, protocol: Protocol) -> None:
        try:
            rules = rules_of(plan)
        except Unfit as error:
            self.bad((*path, *error.path), error.what)
            return
        if rules != protocol.rules:
            theirs = {rule.id: rule for rule in protocol.rules}
            changed = [rule.id for rule in rules if theirs.get(rule.id) != rule]
            what = (
                f"rule '{changed[0]}' is not"
                if changed
                else "rules are missing or in another order; they are not those"
            )
            self.bad((*path, "action"), f"{what} of the protocol in the Library; one of the two was changed")

    def book_of(self, protocols: tuple[Protocol, ...], given: Callable[[], Rulebook]) -> Rulebook | None:
        if not protocols:
            return given()
        try:
            return combine(*protocols)
        except ValueError as error:
            self.bad(("entry",), f"{error}; keep one Library of it")
            return None

    def compare(self, resources: list[tuple[Path, Resource]], book: Rulebook) -> None:
        """Report where a definition is not what the protocols in the bundle say."""
        plan = next((one for _, one in resources if one["resourceType"] == "PlanDefinition"), None)
        main = plan or next(one for _, one in resources if one["resourceType"] == "Library")
        language, address = main.get("language"), str(main.get("url", ""))
        if language not in LANGUAGES:
            self.bad(
                (),
                f"the language '{clipped(str(language))}' is not spoken here; use {' or '.join(LANGUAGES)}",
            )
            return
        base = address.rpartition("/")[0].rpartition("/")[0] or BASE
        writer = Writer(Speaker.of_book(book, language), base)
        wanted = {(one["resourceType"], one["id"]): one for one in definitions(writer, release=R4B)}
        for path, one in resources:
            if one["resourceType"] not in _DEFINED:
                continue
            ours = wanted.get((one["resourceType"], one.get("id", "")))
            if ours is None:
                self.bad(
                    (*path, "id"),
                    f"the protocols define no {one['resourceType']} '{clipped(str(one.get('id')))}'",
                )
            elif len(self.problems) < _MOST_TOLD:
                self.problems += [Unfit((*path, *where), what) for where, what in differences(one, ours)]
                entry = self.root["entry"][path[1]]
                if entry.get("fullUrl") != full_url(writer, ours):
                    self.bad((*path[:2], "fullUrl"), f"expected {full_url(writer, ours)}")

    # --- records ---

    def records(
        self, resources: list[tuple[Path, Resource]], book: Rulebook, protocols: tuple[Protocol, ...]
    ) -> Found:
        facts, items, client = None, None, ""
        for path, one in resources:
            kind = one["resourceType"]
            if kind in _RECORDED and kind != "Patient":
                self.check_digest(path, one, book)
            if kind == "Patient":
                names = one.get("name") or [{}]
                client = str(names[0].get("text", ""))
            elif kind == "QuestionnaireResponse":
                found: list[Unfit] = []
                facts = facts_of(one, book, found)
                self.problems += [Unfit((*path, *error.path), error.what) for error in found]
            elif kind == "CarePlan":
                try:
                    items = items_of(one, book)
                except Unfit as error:
                    self.bad((*path, *error.path), error.what)
        return Found(protocols, facts, client, items)

    def check_digest(self, path: Path, one: Resource, book: Rulebook) -> None:
        for number, mark in enumerate(one.get("extension", ())):
            if mark.get("url") != DIGEST.url:
                continue
            here = (*path, "extension", number)
            try:
                given = DIGEST.form.read(mark, here, "en")
            except Unfit as error:
                self.problems.append(error)
                continue
            if given != book.digest:
                what = "is of other protocols than the ones it is read by; give theirs with --protocol"
                self.bad((*here, "valueString"), what)


def differences(given: Any, ours: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield where two values differ, and what is expected there."""
    if isinstance(given, dict) and isinstance(ours, dict):
        for key in ours:
            if key not in given:
                yield path, f"'{key}' is missing; the protocol gives {clipped(repr(ours[key]), 60)}"
        for key, value in given.items():
            if key in ours:
                yield from differences(value, ours[key], (*path, key))
            else:
                yield (*path, key), f"'{key}' does not come from the protocol; take it out"
    elif isinstance(given, list) and isinstance(ours, list):
        for number, (one, other) in enumerate(zip(given, ours, strict=False)):
            yield from differences(one, other, (*path, number))
        if len(given) != len(ours):
            yield path, f"has {len(given)} entries; the protocol gives {len(ours)}"
    elif given != ours or isinstance(given, bool) != isinstance(ours, bool):
        yield path, f"is {clipped(repr(given), 60)}; the protocol gives {clipped(repr(ours), 60)}"
