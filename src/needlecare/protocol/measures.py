"""Amounts as protocol files write them: how often, how long, how much, and what a vague word is read as."""

from __future__ import annotations

import re
from typing import Any

from needlecare.protocol.document import Settings
from needlecare.protocol.fields import BAD, CountKind, Field, Kind, MapOf, Record
from needlecare.protocol.model import Dose, Lasting, Often
from needlecare.protocol.reader import Node, Report
from needlecare.protocol.spans import SPAN, UNITS
from needlecare.protocol.time import Duration

COUNT = CountKind()


class DurationKind(Kind):
    """One exact amount of time."""

    expects = "an amount of time such as '60 minute'"

    def read(self, node: Node, report: Report) -> Any:
        span = SPAN.read(node, report)
        if span is BAD or not span.is_range:
            return BAD if span is BAD else span.advised
        return self.bad(node, report, "write one amount, not a range")

    def write(self, value: Any) -> Any:
        return str(value)

    def schema(self) -> dict[str, Any]:
        return SPAN.schema()


class VaguePolicy(Kind):
    expects = "a mapping of couple, few, several and some to counts"

    def read(self, node: Node, report: Report) -> Any:
        read = MapOf(COUNT).read(node, report)
        if read is BAD:
            return BAD
        policy = {**dict(Settings().vague), **read}
        unknown = [word for word in policy if word not in ("couple", "few", "several", "some")]
        if unknown:
            report.problem(
                node.keys[unknown[0]],
                f"vague word '{unknown[0]}' is not known; use couple, few, several or some",
            )
            return BAD
        report.vague = policy
        return tuple(sorted(policy.items()))

    def write(self, value: Any) -> Any:
        return {word: COUNT.write(count) for word, count in value}

    def schema(self) -> dict[str, Any]:
        words = {"enum": ["couple", "few", "several", "some"]}
        return {"type": "object", "propertyNames": words, "additionalProperties": COUNT.schema()}


class OftenKind(Kind):
    """How often: `2..3 per day`, `every 2 hour`, `every morning and evening`, or needed, directed, when-exposed."""

    expects = (
        "how often, such as '2 per day', 'every 60..90 minute', 'every evening', 'needed' or 'when-exposed'"
    )
    _words = ("needed", "directed", "when-exposed")
    _per = re.compile(r"(\d{1,3}(?:\.\.(?:\d{1,3})?)?) per ([a-z]+)", re.ASCII)
    _parts = re.compile(r"every (morning|evening|night)(?: and (evening|night))?")

    def read(self, node: Node, report: Report) -> Any:
        if isinstance(node.value, dict | list):
            return self.bad(node, report)
        if node.text in self._words:
            return Often(words=node.text)
        parts = self._parts.fullmatch(node.text)
        if parts:
            return Often(parts=tuple(part for part in parts.groups() if part))
        if node.text.startswith("every "):
            span = SPAN.read(Node(node.text[6:], node.place, node.text[6:]), report)
            return BAD if span is BAD else Often(every=span)
        found = self._per.fullmatch(node.text)
        if found is None or found[2] not in UNITS:
            return self.bad(node, report)
        count = COUNT.read(Node(found[1], node.place, found[1]), report)
        return Often(count=count, per=UNITS[found[2]]) if count is not BAD else BAD

    def write(self, value: Any) -> Any:
        if value.words:
            return value.words
        if value.parts:
            return f"every {' and '.join(value.parts)}"
        return (
            f"every {SPAN.write(value.every)}"
            if value.every
            else f"{COUNT.write(value.count)} per {value.per}"
        )

    def schema(self) -> dict[str, Any]:
        pattern = r"^(needed|directed|when-exposed|every .+|\d{1,3}(\.\.(\d{1,3})?)? per [a-z]+)$"
        return {"type": "string", "pattern": pattern}


LASTING = Record(
    Lasting,
    {
        "each": Field(SPAN, "how long one act takes"),
        "pause": Field(SPAN, "the pause before the next"),
        "total": Field(SPAN, "how long all of them together"),
    },
)


class LastsKind(Kind):
    """How long an act takes: `20 minute`, or `{each: 10 minute, pause: 10 minute, total: up to 1 hour}`."""

    expects = "how long it takes, such as '20..30 minute'"

    def read(self, node: Node, report: Report) -> Any:
        if isinstance(node.value, dict):
            return LASTING.read(node, report)
        span = SPAN.read(node, report)
        return BAD if span is BAD else Lasting(each=span)

    def write(self, value: Any) -> Any:
        is_plain = value.pause is None and value.total is None and value.each is not None
        return SPAN.write(value.each) if is_plain else LASTING.write(value)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [SPAN.schema(), LASTING.schema()]}


class DoseKind(Kind):
    """An amount of a substance: `500 mg`, `at least 1 g per 1 day`, `up to 4000 mg per 24 hour`."""

    expects = "a dose such as '500 mg' or 'up to 4000 mg per 24 hour'"
    _form = re.compile(
        r"(?:(up to|at least) )?(\d{1,7}(?:\.\d{1,3})?) ([a-zA-Z%]{1,12})(?: per (\d{1,3}) (minute|hour|day|week))?",
        re.ASCII,
    )

    def read(self, node: Node, report: Report) -> Any:
        found = None if isinstance(node.value, dict | list) else self._form.fullmatch(node.text)
        if found is None:
            return self.bad(node, report)
        per = Duration(int(found[4]), UNITS[found[5]]) if found[4] else None
        return Dose(float(found[2]), found[3], found[1] or "", per)

    def write(self, value: Any) -> Any:
        bound = f"{value.bound} " if value.bound else ""
        return f"{bound}{value.amount:.10g} {value.unit}{f' per {value.per}' if value.per else ''}"

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^(?:{self._form.pattern})$"}
