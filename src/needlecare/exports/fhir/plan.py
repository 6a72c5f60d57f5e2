"""A protocol as a PlanDefinition: one action a rule, and the rules read back from it.

FHIR's own elements hold what they can: who acts, how binding it is, how long before or after what, the sentence, the
sources. They help every reader; windows with floor and advised value, exceptions and the like stand in extensions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from needlecare.exports.fhir.extensions import (
    CONDITION_ROLE,
    RULE,
    RULE_PARTS,
    SOURCE_GRADE,
    SOURCE_READ,
)
from needlecare.exports.fhir.forms import Path, Unfit, defaults_of, read_parts
from needlecare.exports.fhir.scribe import Writer
from needlecare.exports.fhir.terms import (
    GUARD_LANGUAGE,
    Resource,
    computer_name,
    concept,
    duration,
    of_needlecare,
    resource_id,
    text_of,
)
from needlecare.protocol.document import Protocol
from needlecare.protocol.fields import BAD, node_of
from needlecare.protocol.guards import GUARD
from needlecare.protocol.model import (
    At,
    Condition,
    Edge,
    Rule,
    Shift,
    Span,
    Strength,
    Unstated,
    Verb,
    Window,
)
from needlecare.protocol.reader import Report
from needlecare.wording.language import first_capital

_TYPE = "http://terminology.hl7.org/CodeSystem/plan-definition-type"
VERBS = of_needlecare("CodeSystem", "verb")
ACTORS = of_needlecare("CodeSystem", "actor")
_BEHAVIOUR = {Strength.MUST: "must", Strength.ADVISED: "could", Strength.IF_POSSIBLE: "could"}
_DEFAULTS = defaults_of(Rule)


def plan_definition(writer: Writer, layer: Protocol) -> Resource:
    """Return one layer of a rulebook as a PlanDefinition."""
    about = [writer.text(page.text) for page in layer.pages if page.section == "about"]
    return {
        "resourceType": "PlanDefinition",
        "id": resource_id(layer.protocol),
        "meta": {"profile": [of_needlecare("StructureDefinition", "protocol")]},
        "language": writer.language,
        "url": writer.address("PlanDefinition", layer.protocol),
        "identifier": [writer.identifier(layer)],
        "version": layer.version,
        "name": computer_name(layer.protocol),
        **writer.said("title", layer.title),
        "type": concept(_TYPE, "clinical-protocol", "Clinical Protocol"),
        "status": "active",
        **({"description": " ".join(about)} if about else {}),
        "library": [f"{writer.address('Library', layer.protocol)}|{layer.version}"],
        **_some("relatedArtifact", list(_sources(layer))),
        "action": [*_anchors(writer, layer), *(_action(writer, layer, rule) for rule in layer.rules)],
    }


def _some(name: str, found: list[Any]) -> dict[str, Any]:
    """Return a list under its name; FHIR has no empty lists."""
    return {name: found} if found else {}


def _sources(layer: Protocol) -> Iterator[Resource]:
    for key, entry in layer.sources.items():
        marks = [("grade", SOURCE_GRADE, entry.grade), ("read", SOURCE_READ, entry.read)]
        yield {
            "extension": [{"url": mark.url, mark.form.key: given} for _, mark, given in marks],  # type: ignore[attr-defined]
            "type": "citation",
            "label": key,
            "display": entry.title,
            **({"url": entry.href} if entry.href else {}),
        }


def anchor_id(anchor: str) -> str:
    """Return the id of the action that stands for a moment windows hang on; no rule's id has a dot."""
    return resource_id(f"at.{'session' if anchor == 'session-end' else anchor}")


def _anchors(writer: Writer, layer: Protocol) -> Iterator[Resource]:
    names = [
        "session",
        *(name for rule in layer.rules for window in rule.when for name in sorted(window.anchors)),
    ]
    firsts: dict[str, str] = {}
    for name in names:
        firsts.setdefault(anchor_id(name), name)
    for action, name in firsts.items():
        is_session = action == anchor_id("session")
        found = {"id": action, "title": first_capital(writer.speaker.anchor(name))}
        if is_session:
            found["definitionCanonical"] = writer.address("ActivityDefinition", writer.name, "session")
        yield found


def _action(writer: Writer, layer: Protocol, rule: Rule) -> Resource:
    marks = [
        entry.write(one, writer)
        for entry in RULE
        if (given := getattr(rule, entry.attribute)) != _DEFAULTS.get(entry.attribute, ...)
        for one in (given if entry.many else (given,))
    ]
    cited = [
        {"type": "citation", "label": key, "display": layer.sources[key].title}
        for key in rule.source.cite
        if key in layer.sources
    ]
    conditions = [
        *_conditions("excludes", (rule.exclude,) if rule.exclude is not None else (), writer),
        *_conditions("only-if", rule.guards, writer),
        *_conditions("unless", rule.unless, writer),
    ]
    return {
        "id": rule.id,
        "extension": marks,
        "title": writer.title(rule),
        **writer.said("description", rule.says),
        "code": [concept(VERBS, rule.verb.value)],
        **({"reason": [writer.said("text", rule.why)]} if rule.why else {}),
        **_some("documentation", cited),
        **_some("condition", conditions),
        **_some("relatedAction", [related for window in rule.when for related in _related(window)]),
        **_timing(rule),
        "participant": [
            {
                "type": "patient" if rule.actor == "client" else "practitioner",
                "role": concept(ACTORS, rule.actor),
            }
        ],
        "requiredBehavior": _BEHAVIOUR[rule.strength],
        **_definition(writer, rule),
    }


def _definition(writer: Writer, rule: Rule) -> Resource:
    from needlecare.exports.fhir.activity import is_activity

    if not is_activity(rule):
        return {}
    layer = writer.book.layer_of[rule.id]
    return {"definitionCanonical": writer.address("ActivityDefinition", layer.protocol, rule.id)}


def _conditions(role: str, guards: tuple[Condition, ...], writer: Writer) -> Iterator[Resource]:
    for guard in guards:
        plain = json.dumps(GUARD.write((guard,)), ensure_ascii=False, separators=(",", ":"))
        yield {
            "extension": [CONDITION_ROLE.write(role, writer)],
            "kind": "applicability",
            "expression": {"language": GUARD_LANGUAGE, "expression": plain},
        }


def _related(window: Window) -> Iterator[Resource]:
    """Yield how a window lies to its anchor, as far as FHIR can say it: an offset, or none where only the order is known."""
    lead = window.opens
    if not isinstance(lead, At | Shift | Edge | Unstated):
        return
    side = -1 if window.form == "before" else getattr(lead, "side", 1)
    if isinstance(lead, At | Edge) and window.form in ("moment", "day", "course"):
        word = "concurrent"
    elif side < 0:
        word = "before"
    else:
        word = "after"
    edge = "end" if lead.anchor == "session-end" else "start"
    found = {
        "actionId": anchor_id(lead.anchor),
        "relationship": f"{word}-with-{edge}" if word == "concurrent" else f"{word}-{edge}",
    }
    yield {**found, **(_amount("offset", lead.span) if isinstance(lead, Shift) else {})}


def _amount(name: str, span: Span) -> dict[str, Any]:
    """Return a span as a Duration, or as a Range of floor and advised value."""
    if not span.is_range:
        return {f"{name}Duration": duration(span.advised)}
    low, high = sorted((span.floor, span.advised), key=lambda length: length.nominal)
    return {f"{name}Range": {"low": duration(low), "high": duration(high)}}


def _timing(rule: Rule) -> dict[str, Any]:
    """Return how long it lasts, where that is one length after one moment."""
    if len(rule.when) != 1:
        return {}
    window = rule.when[0]
    if isinstance(window.opens, At) and isinstance(window.closes, Shift):
        return _amount("timing", window.closes.span)
    return {}


# --- reading ---------------------------------------------------------------------------------------------------------


def rules_of(plan: Resource) -> tuple[Rule, ...]:
    """Return the rules of a PlanDefinition that we wrote.

    Raises
    ------
    Unfit
        If an action is none of ours.
    """
    language = plan.get("language", "en")
    actions = plan.get("action", [])
    return tuple(
        _rule(action, ("action", number), language)
        for number, action in enumerate(actions)
        if not str(action.get("id", "")).startswith("at.")
    )


def _rule(action: Resource, path: Path, language: str) -> Rule:
    values: dict[str, Any] = read_parts(
        RULE_PARTS, action.get("extension", []), (*path, "extension"), language
    )
    roles: dict[str, list[Condition]] = {"excludes": [], "only-if": [], "unless": []}
    for number, found in enumerate(action.get("condition", ())):
        here = (*path, "condition", number)
        role, guard = _condition(found, here)
        roles[role].append(guard)
    try:
        values["id"] = action["id"]
        values["verb"] = Verb(action["code"][0]["coding"][0]["code"])
        values["actor"] = action["participant"][0]["role"]["coding"][0]["code"]
        values["says"] = text_of(action, "description", language)
        values["why"] = text_of(action["reason"][0], "text", language) if "reason" in action else None
        if roles["excludes"]:
            (values["exclude"],) = roles["excludes"]
        rule = Rule(**values, guards=tuple(roles["only-if"]), unless=tuple(roles["unless"]))
    except (KeyError, IndexError, TypeError, ValueError) as error:
        what = f"is no rule of ours ({error}); id, code, participant, description with translation and source belong to it"
        raise Unfit(path, what) from None
    return rule


def _condition(found: Resource, path: Path) -> tuple[str, Condition]:
    marks = found.get("extension", [])
    if len(marks) != 1 or marks[0].get("url") != CONDITION_ROLE.url:
        raise Unfit(path, "does not say what the condition is for; add the extension condition-role")
    role: str = CONDITION_ROLE.form.read(marks[0], (*path, "extension", 0), "en")
    expression = found.get("expression", {})
    try:
        plain = json.loads(expression["expression"])
    except (KeyError, TypeError, ValueError):
        raise Unfit((*path, "expression"), "is no guard in JSON; mend it") from None
    report = Report("")
    guards = GUARD.read(node_of(plain), report)
    if guards is BAD or len(guards) != 1 or expression.get("language") != GUARD_LANGUAGE:
        what = report.problems[0].what if report.problems else f"is not one guard in {GUARD_LANGUAGE}"
        raise Unfit((*path, "expression"), what)
    return role, guards[0]
