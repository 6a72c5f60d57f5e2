"""The forms of a protocol file, one table a form: its keys, their kinds, and what they mean."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from needlecare.protocol.document import (
    Anchor,
    Area,
    Indication,
    NotRule,
    PageText,
    Protocol,
    Question,
    Reading,
    RedFlag,
    Series,
    Settings,
    Sign,
    SourceEntry,
)
from needlecare.protocol.fields import (
    BAD,
    Choice,
    CountKind,
    Field,
    Kind,
    ListOf,
    MapOf,
    Number,
    Record,
    String,
    TextKind,
    Whole,
    Word,
    YesNo,
)
from needlecare.protocol.model import (
    AnyOf,
    Condition,
    Dose,
    Grade,
    Guard,
    Lasting,
    Layer,
    Not,
    Often,
    Outcome,
    Prescribed,
    Repeat,
    Rule,
    Source,
    Strength,
    Subject,
    Trait,
    Verb,
)
from needlecare.protocol.reader import Node, Report, suggestion
from needlecare.protocol.spans import SPAN, UNITS, WINDOW
from needlecare.protocol.time import Duration

TEXT = TextKind()
WORD = Word()
WORDS = ListOf(WORD, one_alone=True)
LINE = String("a line of text", most=400)
COUNT = CountKind()


class DayKind(String):
    """A day of the calendar, kept as its text."""

    def __init__(self) -> None:
        super().__init__("a day such as 2026-11-30", r"\d{4}-\d{2}-\d{2}", remedy="write year-month-day")

    def read(self, node: Node, report: Report) -> Any:
        text = super().read(node, report)
        try:
            return text if text is BAD else date.fromisoformat(text).isoformat()
        except ValueError:
            return self.bad(node, report, "this day is not in the calendar; check month and day")


DAY = DayKind()
HOUR = String("an hour such as '08:00'", r"([01]\d|2[0-3]):[0-5]\d")
STATEMENTS = ListOf(String("a statement such as S-23", r"S-\d{2,3}"), one_alone=True)
READINGS = ListOf(String("a reading such as A-01", r"A-\d{2,3}"), one_alone=True)
KEY = String("a source's name", r"[A-Za-z0-9]+([-_.][A-Za-z0-9]+)*", 60)


class StatementRange(Kind):
    """All statements of the page, `S-01..S-77`."""

    expects = "a range of statements such as S-01..S-77"
    _form = re.compile(r"S-(\d{2,3})\.\.S-(\d{2,3})", re.ASCII)

    def read(self, node: Node, report: Report) -> Any:
        found = None if isinstance(node.value, dict | list) else self._form.fullmatch(node.text)
        if found is None or int(found[1]) > int(found[2]):
            return self.bad(node, report)
        return tuple(f"S-{n:02d}" for n in range(int(found[1]), int(found[2]) + 1))

    def write(self, value: Any) -> Any:
        return f"{value[0]}..{value[-1]}"

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^S-\d{2,3}\.\.S-\d{2,3}$"}


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


class LayerKind(Choice):
    def __init__(self) -> None:
        super().__init__(Layer, "a layer")


SOURCE = Record(
    Source,
    {
        "statement": Field(STATEMENTS, "statements of the page this rests on"),
        "reading": Field(READINGS, "how an ambiguity of the page was read"),
        "cite": Field(ListOf(KEY, one_alone=True), "names from `sources`"),
        "grade": Field(
            Choice(("R", "S", "H", "C", "p", "r")), "regulator, study, hospital, clinic, proposal, recalled"
        ),
    },
    what="a source such as {statement: S-23, cite: seed}",
)
SOURCE_ENTRY = Record(
    SourceEntry,
    {
        "title": Field(LINE),
        "href": Field(String("an address beginning with https:// or http://", r"https?://\S{3,500}")),
        "grade": Field(Choice(("R", "S", "H", "C", "p", "r"))),
        "read": Field(DAY, "the day someone last read it"),
    },
)
SUBJECT = Record(
    Subject,
    {
        "name": Field(TEXT),
        "kind": Field(Choice(("product", "medicine", "procedure", "exposure", "activity", "duty", "event"))),
        "prescribed": Field(
            Choice(Prescribed), "can it be a prescribed medicine? Then nobody is told to stop it"
        ),
        "area-free": Field(YesNo(), "acts on the whole body, so the treated area does not matter"),
        "in": Field(WORDS, "wider classes: a use of this is a use of those", "within"),
        "aliases": Field(ListOf(LINE, one_alone=True), "spellings to recognise, never printed back"),
        "ask": Field(TEXT, "the question that settles it"),
        "examples": Field(TEXT),
    },
)
TRAIT = Record(
    Trait,
    {
        "name": Field(TEXT),
        "kind": Field(Choice(("state", "history", "arrival", "clearance", "plan", "healing"))),
        "local": Field(YesNo(), "counts only in the area to be treated"),
        "of": Field(WORDS, "subjects whose use on the day makes an arrival condition hold"),
        "ask": Field(TEXT, "the question that settles it"),
    },
)
REPEAT = Record(
    Repeat,
    {
        "gap": Field(SPAN, "least time between two sessions"),
        "count": Field(COUNT, "usual number of sessions"),
        "until": Field(WORD, "the state that ends the series"),
    },
)

# The verbs, each with the kind of its value and what it means.
VERBS: dict[str, Field] = {
    "avoid": Field(WORDS, "no use or event of these inside the window"),
    "require": Field(WORDS, "a duty inside the window; with `outcome`, also checked"),
    "recommend": Field(WORDS, "advice inside the window"),
    "allow": Field(WORDS, "permission inside the window"),
    "only": Field(WORDS, "nothing but these inside the window"),
    "expect": Field(WORDS, "what is seen inside the window"),
    "exclude": Field(ExcludeKind(), "the person is not treated, or not yet, while this holds"),
    "check": Field(WORDS, "conditions that must not be there on arrival"),
    "tell": Field(WORDS, "what the client tells the clinic"),
    "step": Field(WORDS, "what the clinic does"),
    "repeat": Field(REPEAT, "how often to come back"),
    "follow": Field(WORD, "another protocol, or `personal-advice`, applies instead"),
    "order": Field(ListOf(WORD, least=2), "these happen on one day in this order"),
}
_RULE = Record(
    Rule,
    {
        "id": Field(Word("a rule id"), "stable for ever, the same in YAML, reasons, tests and exports"),
        "when": Field(ListOf(WINDOW, one_alone=True), "one window or several"),
        "if": Field(GUARD, "for whom the rule holds", "guards"),
        "unless": Field(GUARD, "what lifts the rule"),
        "outcome": Field(Choice(Outcome, "an outcome"), "what a broken rule means for the session"),
        "strength": Field(Choice(Strength)),
        "grade": Field(Choice(Grade), "how a contraindication binds"),
        "actor": Field(Choice(("client", "clinic", "prescriber")), "who has the duty"),
        "often": Field(OftenKind(), "how often inside the window"),
        "dose": Field(DoseKind()),
        "lasts": Field(LastsKind(), "how long one act takes, the pauses, and all together"),
        "likelihood": Field(Choice(("usual", "possible", "rare")), "how often an expectation comes true"),
        "around": Field(YesNo(), "holds for the skin around the treated area too"),
        "implies-avoid": Field(YesNo(), "a permission from a moment on that bans before it"),
        "except": Field(WORDS, "subjects inside the class to which the rule does not apply", "excepted"),
        "substitute": Field(WORDS, "what may be used instead"),
        "remedy": Field(TEXT, "how it is put right on arrival"),
        "says": Field(TEXT, "the sentence for the client"),
        "why": Field(TEXT, "the reason, for the client"),
        "note": Field(TEXT, "a remark for the practitioner"),
        "source": Field(SOURCE),
    },
)
_ATTRIBUTE = {"exclude": "exclude", "repeat": "repeat", "follow": "follow", "order": "order"}


class RuleKind(Kind):
    """A rule: the common keys and exactly one verb."""

    expects = "a rule, a mapping with id, one verb, says and source"

    def read(self, node: Node, report: Report) -> Any:
        if not isinstance(node.value, dict):
            return self.bad(node, report)
        verbs = [key for key in node.value if key in VERBS]
        values = _RULE.values(node, report, _RULE.table, extra=tuple(VERBS))
        if len(verbs) != 1:
            found = f"has more than one verb ({', '.join(verbs)})" if verbs else "has no verb"
            report.problem(node.place, f"a rule {found}; write exactly one of {', '.join(VERBS)}")
            return BAD
        verb = verbs[0]
        said = VERBS[verb].kind.read(node.value[verb], report)
        if values is BAD or said is BAD:
            return BAD
        return Rule(verb=Verb(verb), **{_ATTRIBUTE.get(verb, "subjects"): said}, **values)

    def write(self, value: Any) -> Any:
        common = _RULE.write(value)
        said = VERBS[value.verb].kind.write(getattr(value, _ATTRIBUTE.get(value.verb, "subjects")))
        return {"id": common.pop("id"), str(value.verb): said, **common}

    def schema(self) -> dict[str, Any]:
        schema = _RULE.schema()
        schema["properties"].update(
            {verb: {**f.kind.schema(), "description": f.about} for verb, f in VERBS.items()}
        )
        schema["required"] = ["id", "says", "source"]
        schema["oneOf"] = [{"required": [verb]} for verb in VERBS]
        return schema


RULE = RuleKind()
_RULE.required = ["id", "says", "source"]
SIGN = Record(
    Sign,
    {
        "id": Field(Word("a sign's id")),
        "sign": Field(TEXT),
        "ask": Field(TEXT, "the question of the check-in, right on all skin tones"),
        "typical": Field(SPAN, "usual end, from session end"),
        "from": Field(SPAN, "usual onset", "onset"),
        "normal-until": Field(SPAN, "still normal until then if the trend holds"),
        "flag-from": Field(SPAN, "a flag when still there after this"),
        "worse-after": Field(SPAN, "a flag when getting worse after this; `0 hour` is at any time"),
        "trend": Field(Choice(("fading", "none", "starts-later"))),
        "level": Field(Choice(("emergency", "same-day", "call-clinic", "self-care"))),
        "says": Field(TEXT),
        "source": Field(SOURCE),
    },
)
RED_FLAG = Record(
    RedFlag,
    {
        "id": Field(Word("a red flag's id")),
        "level": Field(Choice(("emergency", "same-day", "call-clinic", "self-care"))),
        "sign": Field(TEXT),
        "say": Field(TEXT),
        "source": Field(SOURCE),
    },
)
SERIES = Record(
    Series,
    {
        "gap": Field(SPAN, "floor and usual time between sessions"),
        "count": Field(COUNT),
        "not-while": Field(WORDS, "conditions under which the next session does not happen"),
        "says": Field(TEXT),
        "source": Field(SOURCE),
    },
)
SETTINGS = Record(
    Settings,
    {
        "morning": Field(HOUR, "when 'the next morning' is"),
        "evening": Field(HOUR, "when a night begins"),
        "session-length": Field(DurationKind(), "taken where the session's end is not given"),
        "vague": Field(VaguePolicy(), "the numbers read into couple, few and several; the words are kept"),
        "gentle": Field(WORD, "the after-care rule whose end others inherit"),
    },
)
PROTOCOL = Record(
    Protocol,
    {
        "needlecare": Field(Whole(1, 1), "version of the language"),
        "protocol": Field(WORD),
        "version": Field(String('a version in quotes such as "1.0"', r"\d{1,4}\.\d{1,4}(\.\d{1,4})?")),
        "title": Field(TEXT),
        "layer": Field(LayerKind()),
        "statements": Field(StatementRange(), "all statements of the page that is read"),
        "settings": Field(SETTINGS),
        "sources": Field(MapOf(SOURCE_ENTRY, key=KEY)),
        "emergency-numbers": Field(
            MapOf(
                String("a telephone number such as '112'", r"[0-9]{2,6}"),
                key=String("a country code such as GB", r"[A-Z]{2}"),
            )
        ),
        "subjects": Field(MapOf(SUBJECT)),
        "conditions": Field(MapOf(TRAIT)),
        "areas": Field(MapOf(Record(Area, {"name": Field(TEXT), "parts": Field(WORDS)}))),
        "anchors": Field(MapOf(Record(Anchor, {"name": Field(TEXT)}))),
        "indications": Field(
            ListOf(
                Record(
                    Indication,
                    {
                        "id": Field(WORD),
                        "name": Field(TEXT),
                        "status": Field(Choice(("listed", "prose-only", "off-label"))),
                        "source": Field(SOURCE),
                    },
                )
            )
        ),
        "readings": Field(
            ListOf(
                Record(
                    Reading,
                    {
                        "id": Field(String("a reading such as A-01", r"A-\d{2,3}")),
                        "statement": Field(ListOf(STATEMENTS.item, one_alone=True, least=0)),
                        "says": Field(TEXT),
                        "finding": Field(YesNo(), "a defect of the page, for the clinic to mend"),
                    },
                )
            )
        ),
        "rules": Field(ListOf(RULE)),
        "course": Field(ListOf(SIGN)),
        "red-flags": Field(ListOf(RED_FLAG)),
        "series": Field(SERIES),
        "pages": Field(
            ListOf(
                Record(
                    PageText,
                    {
                        "id": Field(WORD),
                        "section": Field(WORD),
                        "statement": Field(STATEMENTS),
                        "text": Field(TEXT),
                    },
                )
            )
        ),
        "questions": Field(
            ListOf(
                Record(
                    Question,
                    {
                        "id": Field(WORD),
                        "kind": Field(Choice(("uses", "any-of"))),
                        "ask": Field(TEXT),
                        "of": Field(WORDS),
                    },
                )
            )
        ),
        "not-rules": Field(ListOf(Record(NotRule, {"statement": Field(STATEMENTS), "because": Field(LINE)}))),
    },
    what="a protocol, a mapping with protocol, version, title, layer and rules",
)
PROTOCOL.required = ["needlecare", "protocol", "version", "title", "layer"]
