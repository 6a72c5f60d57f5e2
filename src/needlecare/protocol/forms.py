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
    Field,
    Kind,
    ListOf,
    MapOf,
    Record,
    String,
    TextKind,
    Whole,
    Word,
    YesNo,
)
from needlecare.protocol.guards import GUARD, WORDS, ExcludeKind
from needlecare.protocol.measures import COUNT, DoseKind, DurationKind, LastsKind, OftenKind, VaguePolicy
from needlecare.protocol.model import (
    Grade,
    Layer,
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
from needlecare.protocol.reader import Node, Report
from needlecare.protocol.spans import SPAN
from needlecare.protocol.windows import WINDOW

TEXT = TextKind()
WORD = Word()
LINE = String("a line of text", most=400)


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
