"""Guards as protocol files write them: for whom a rule holds, and what keeps a person from the session."""

from __future__ import annotations

from typing import Any

from needlecare.protocol.fields import BAD, CountKind, Kind, ListOf, Number, String, Word, YesNo
from needlecare.protocol.model import AnyOf, Condition, Guard, Not
from needlecare.protocol.reader import Node, Report, suggestion

WORDS = ListOf(Word(), one_alone=True)
COUNT = CountKind()
_NAME_GUARDS = ("has", "plan", "area", "indication", "device", "role", "add-on")
_NUMBER_GUARDS = ("age", "depth-mm", "skin-type")
_LIMITS = ("over", "under", "at-least", "at-most")


class GuardKind(Kind):
    """Guards in a mapping: all of them must hold."""

    expects = "a guard such as {has: cold-sore-history} or {age: {under: 18}}"
    _known = (*_NAME_GUARDS, "jurisdiction", "prescribed", *_NUMBER_GUARDS, "all", "any", "not")

    def read(self, node: Node, report: Report) -> Any:
        if not isinstance(node.value, dict) or not node.value:
            return self.bad(node, report)
        read: list[Any] = []
        for key, child in node.value.items():
            if key == "all":
                parts = ListOf(self).read(child, report)
                read.extend([BAD] if parts is BAD else [guard for part in parts for guard in part])
            else:
                read.append(self._one(key, child, node, report))
        return BAD if BAD in read else tuple(read)

    def _one(self, key: str, child: Node, node: Node, report: Report) -> Any:
        if key in _NAME_GUARDS:
            names = WORDS.read(child, report)
            return BAD if names is BAD else Guard(key, names)
        if key == "jurisdiction":
            codes = ListOf(String("a country code such as GB", r"[A-Z]{2}"), one_alone=True).read(
                child, report
            )
            return BAD if codes is BAD else Guard(key, codes)
        if key == "prescribed":
            wanted = YesNo().read(child, report)
            return BAD if wanted is BAD else Guard(key) if wanted else Not(Guard(key))
        if key in _NUMBER_GUARDS:
            return self._number(key, child, report)
        if key == "any":
            parts = ListOf(self, least=1).read(child, report)
            if parts is BAD:
                return BAD
            if any(len(part) != 1 for part in parts):
                return self.bad(child, report, "one guard an item under 'any'")
            return AnyOf(tuple(part[0] for part in parts))
        if key == "not":
            part = self.read(child, report)
            if part is BAD or len(part) != 1:
                return BAD if part is BAD else self.bad(child, report, "one guard under 'not'")
            return Not(part[0])
        report.problem(
            node.keys[key],
            f"guard '{key}' is not known{suggestion(key, list(self._known))}; "
            f"use one of {', '.join(self._known)}",
        )
        return BAD

    def _number(self, key: str, child: Node, report: Report) -> Any:
        if isinstance(child.value, dict):
            both = child.value.keys() >= {"over", "at-least"} or child.value.keys() >= {"under", "at-most"}
            if both or not child.value or any(word not in _LIMITS for word in child.value):
                return self.bad(child, report, f"limits are {', '.join(_LIMITS)}")
            limits = {word: Number(0, 200).read(value, report) for word, value in child.value.items()}
            if BAD in limits.values():
                return BAD
            least = limits.get("at-least", limits.get("over"))
            most = limits.get("at-most", limits.get("under"))
            return Guard(key, (), least, most, "over" in limits, "under" in limits)
        count = COUNT.read(child, Report(report.file))
        return (
            self.bad(child, report, "write limits such as {under: 18}, or numbers such as 4..6")
            if count is BAD
            else Guard(key, (), float(count.least), None if count.most is None else float(count.most))
        )

    def write(self, value: Any) -> Any:
        written = [self._written(guard) for guard in value]
        if len({key for key, _ in written}) < len(written):
            return {"all": [{key: part} for key, part in written]}
        return dict(written)

    def _written(self, guard: Condition) -> tuple[str, Any]:
        match guard:
            case AnyOf(guards):
                return "any", [dict([self._written(part)]) for part in guards]
            case Not(Guard("prescribed")):
                return "prescribed", False
            case Not(part):
                return "not", dict([self._written(part)])
            case Guard("prescribed"):
                return "prescribed", True
            case Guard(kind, names) if names:
                return kind, list(names)
            case Guard(kind, _, least, most, open_least, open_most):
                limits = {}
                if least is not None:
                    limits["over" if open_least else "at-least"] = least
                if most is not None:
                    limits["under" if open_most else "at-most"] = most
                return kind, limits
        raise TypeError(f"not a guard: {guard!r}")

    def schema(self) -> dict[str, Any]:
        words = WORDS.schema()
        limit = {
            "type": "object",
            "propertyNames": {"enum": list(_LIMITS)},
            "additionalProperties": {"type": "number"},
        }
        own: dict[str, Any] = dict.fromkeys(_NAME_GUARDS, words)
        code = {"type": "string", "pattern": "^[A-Z]{2}$"}
        own["jurisdiction"] = {"anyOf": [code, {"type": "array", "items": code, "minItems": 1}]}
        own["prescribed"] = YesNo().schema()
        own.update({name: {"anyOf": [limit, COUNT.schema()]} for name in _NUMBER_GUARDS})
        own["all"] = own["any"] = {"type": "array", "items": {"$ref": "#/$defs/guard"}, "minItems": 1}
        own["not"] = {"$ref": "#/$defs/guard"}
        return {"type": "object", "properties": own, "additionalProperties": False, "minProperties": 1}


class _GuardReference(GuardKind):
    """A guard where another form uses it; in the schema a reference, since guards nest."""

    def schema(self) -> dict[str, Any]:
        return {"$ref": "#/$defs/guard"}


GUARD = _GuardReference()


class ExcludeKind(Kind):
    """What keeps a person from the session: a condition, a list of them (any), or a guard."""

    expects = "a condition, a list of conditions, or a guard such as {age: {under: 18}}"

    def read(self, node: Node, report: Report) -> Any:
        if isinstance(node.value, dict):
            guards = GUARD.read(node, report)
            if guards is BAD or len(guards) != 1:
                return (
                    BAD if guards is BAD else self.bad(node, report, "one guard; put the others under 'if'")
                )
            return guards[0]
        names = WORDS.read(node, report)
        return BAD if names is BAD else Guard("has", names)

    def write(self, value: Any) -> Any:
        if isinstance(value, Guard) and value.kind == "has":
            return list(value.names)
        return GUARD.write((value,))

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [*WORDS.schema()["anyOf"], {"$ref": "#/$defs/guard"}]}
