"""The JSON Schemas (draft 2020-12) of what `--json` prints, and by name those of protocol and facts files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from needlecare.engine.course import Status, Urgency
from needlecare.protocol.checkin import Level, Trend
from needlecare.protocol.model import Grade, Layer, Outcome, Strength, Verb

_Schema = dict[str, Any]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"

_TEXT: _Schema = {"type": "string"}
_TEXTS: _Schema = {"type": "array", "items": _TEXT}
_TRUTH: _Schema = {"type": ["boolean", "null"]}
_WORD_OR_NULL: _Schema = {"type": ["string", "null"]}
_OUTCOME: _Schema = {"enum": [outcome.word for outcome in Outcome]}
_LANG: _Schema = {"enum": ["en", "es"]}
_DIGEST: _Schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_DATE: _Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_MOMENT: _Schema = {
    "type": ["string", "null"],
    "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}(:\d{2})?$",
}


def _object(about: str, /, **properties: _Schema) -> _Schema:
    """Return the schema of an object that has just these keys, always."""
    return {
        "type": "object",
        "description": about,
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: _Schema, about: str = "") -> _Schema:
    return {"type": "array", "items": items, **({"description": about} if about else {})}


def _or_null(schema: _Schema) -> _Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _said(schema: _Schema, about: str) -> _Schema:
    return {**schema, "description": about}


_INTERVAL = _object(
    "A time known to lie between two moments, both included; null where open.",
    **{"from": _MOMENT, "to": _MOMENT},
)
_PROTOCOL = _object(
    "By which name, version and digest a protocol is known.",
    protocol=_TEXT,
    version=_TEXT,
    layer={"enum": [layer.name.lower() for layer in Layer]},
    digest=_DIGEST,
)
_BOOK: dict[str, _Schema] = {
    "protocols": _list(_PROTOCOL),
    "digest": _said(_DIGEST, "of all protocols together"),
}
_CONTEXT: dict[str, _Schema] = {
    "session": _INTERVAL,
    "asked": _said(_MOMENT, "the present the answer was given at"),
    "zone": _said(_TEXT, "IANA name; all moments are in its own reading"),
    "lang": _LANG,
    **_BOOK,
}
_CITE = _object(
    "A page, label, study or leaflet.",
    key=_TEXT,
    title=_TEXT,
    href=_WORD_OR_NULL,
    grade={"enum": ["R", "S", "H", "C", "p", "r"]},
    read=_said(_DATE, "when somebody last read it"),
)
_SOURCE = _object(
    "Where a rule comes from.",
    protocol=_said(_WORD_OR_NULL, "the protocol the rule stands in"),
    statement=_said(_TEXTS, "statements of the clinic's page"),
    reading=_said(_TEXTS, "readings of what the page leaves open"),
    grade=_WORD_OR_NULL,
    cite=_list(_CITE),
)
_QUESTION = _object(
    "The one question that would settle a finding.",
    kind=_said(
        _TEXT, "last-use, by-when, stop-by, started, condition, area, plan, plan-date, birth, prescribed, …"
    ),
    names=_said(_TEXTS, "the subjects or conditions it asks about"),
    limit=_said(_MOMENT, "the moment that divides the answers"),
    text=_said(_TEXT, "the question in words"),
)
_LIMIT = _object(
    "The moment a use is measured against.",
    **{
        "is": {
            "enum": ["last-use", "free-from"],
            "description": "last allowed use, or first moment it is free again",
        }
    },
    advised=_INTERVAL,
    floor=_said(_or_null(_INTERVAL), "the same for the floor of a range; null where there is none"),
)
_NUMBER: _Schema = {"type": ["number", "null"]}
_SLACK = _object(
    "Limit minus last use; negative is too late, null has no end. Hours are rounded to the second, seconds are exact.",
    least_hours=_NUMBER,
    most_hours=_NUMBER,
    least_seconds={"type": ["integer", "null"]},
    most_seconds={"type": ["integer", "null"]},
)
_FINDING = _object(
    "What one rule says, with its proof.",
    rule=_said(_WORD_OR_NULL, "the rule's id; null where no rule covers what was said"),
    outcome=_OUTCOME,
    best=_said(_OUTCOME, "the outcome at the best end of what is known"),
    worst=_said(_OUTCOME, "the outcome at the worst end of what is known"),
    about=_said(_TEXTS, "subjects or conditions"),
    sentence=_said(_TEXT, "the finding in words, with its dates"),
    limit=_or_null(_LIMIT),
    slack=_or_null(_SLACK),
    said=_said(_TEXTS, "what the client said, in words"),
    question=_or_null(_QUESTION),
    unstated={"type": "boolean", "description": "true where the page gives no length"},
    inherited_from=_said(_WORD_OR_NULL, "whose length is used then: a rule's id, or 'published'"),
    source=_or_null(_SOURCE),
)
_SCREEN = _object(
    "May this session happen?",
    outcome=_said(_OUTCOME, "the worst of all findings"),
    best=_OUTCOME,
    worst=_OUTCOME,
    headline=_TEXT,
    dates=_said(_TEXT, "the earliest dates in words"),
    earliest=_object(
        "The first moment free of every wait; null: none is known.", certain=_MOMENT, possible=_MOMENT
    ),
    findings=_list(_FINDING, "worst first"),
    pending=_said(_TEXTS, "rules that can only be looked at on arrival"),
    unsaid=_said(_TEXTS, "what is planned for afterwards and the protocol does not speak of"),
    **_CONTEXT,
)
_FLAG = _object(
    "A sign that needs help.",
    id=_TEXT,
    level={"enum": ["emergency", "same-day", "call-clinic", "self-care"]},
    sign=_TEXT,
    say=_said(_TEXT, "what to do"),
)
_EMERGENCY = _object(
    "To be shown before anything else.",
    number=_said(_WORD_OR_NULL, "the number where the session is; null where the country is not known"),
    numbers={"type": "object", "additionalProperties": _TEXT, "description": "by country"},
    flags=_list(_FLAG),
)
_ITEM = _object(
    "One rule, or one sign of the expected course, over one stretch of time.",
    id=_TEXT,
    of={"enum": ["rule", "sign"]},
    kind={"enum": ["avoid", "do", "may", "only", "expect", "check", "tell", "step", "order", "follow"]},
    actor=_TEXT,
    strength={"enum": [strength.value for strength in Strength]},
    **{"from": _MOMENT, "to": _said(_MOMENT, "the first moment after it")},
    floor=_said(_MOMENT, "the shorter reading of a range's far end"),
    until_state=_said(_WORD_OR_NULL, "the condition that ends it, which no calendar knows"),
    since_state=_WORD_OR_NULL,
    unstated={"type": "boolean", "description": "the page gives no end"},
    inherited_from=_WORD_OR_NULL,
    about={"type": "boolean", "description": "the page says about"},
    applies=_said(_TRUTH, "null where a guard is open"),
    concerns=_said(_TRUTH, "false where the client said so"),
    to_prescriber={
        "type": "boolean",
        "description": "only a prescriber decides: print the text, make no instruction of it",
    },
    told={"type": "boolean", "description": "whether the command shows it to this client"},
    text=_TEXT,
)
_PLACES = _list({"type": "integer", "minimum": 0}, "places in `items`")
_CALENDAR = _object(
    "What to do, leave, expect and watch around a session.",
    session=_INTERVAL,
    session_end=_INTERVAL,
    days=_list(
        _object(
            "One local day.",
            date=_DATE,
            number={"type": "integer", "description": "counted from the session's day, which is 0"},
            begins=_PLACES,
            ends=_PLACES,
            holds=_PLACES,
        )
    ),
    unplaced=_said(_PLACES, "items no calendar places"),
    items=_list(_ITEM),
)
_PLAN = _object(
    "The verdict, and what to do on each day.",
    emergency=_EMERGENCY,
    verdict=_SCREEN,
    plan=_said(
        _or_null(_CALENDAR),
        "for the session asked about, or where that waits, for the same hour on the first day after every wait; null "
        "where there is none",
    ),
    red_flags=_list(_FLAG),
)
_NOW = _object("What holds at one moment.", emergency=_EMERGENCY, at=_MOMENT, holds=_list(_ITEM), **_CONTEXT)
_SERIES_LIMIT = _object(
    "One thing that limits a series.",
    kind={"enum": ["start", "wait", "gap", "count", "event", "closed", "blocked", "planned"]},
    name=_WORD_OR_NULL,
    first=_or_null(_DATE),
    last=_or_null(_DATE),
    rules=_TEXTS,
    text=_TEXT,
)
_SERIES_KEYS: dict[str, _Schema] = {
    "fits": {"type": "boolean"},
    "count": {"type": "integer", "minimum": 1},
    "headline": _TEXT,
    "sessions": _list(
        _object(
            "One session.",
            number={"type": "integer", "minimum": 1, "description": "earlier sessions are counted too"},
            earliest=_DATE,
            ideal=_DATE,
            latest=_said(_or_null(_DATE), "null where nothing ends the series"),
            notes=_TEXTS,
        )
    ),
    "limits": _list(_SERIES_LIMIT),
    "reasons": _list(_SERIES_LIMIT, "empty where it fits, else a smallest set that cannot hold together"),
    "notes": _list(_object("Worth knowing.", code=_TEXT, text=_TEXT)),
    "not_while": _said(_TEXTS, "conditions under which no session happens"),
}
_SHORTER = _object("The plan with the most sessions that fits.", **_SERIES_KEYS, shorter={"type": "null"})
_SERIES = _object("The days of a series.", **_SERIES_KEYS, shorter=_or_null(_SHORTER), **_CONTEXT)
_RULE = _object(
    "One rule.",
    rule=_TEXT,
    verb={"enum": [verb.value for verb in Verb]},
    about=_TEXTS,
    says=_TEXT,
    why=_WORD_OR_NULL,
    note=_said(_WORD_OR_NULL, "for the clinic"),
    remedy=_said(_WORD_OR_NULL, "what is done on arrival"),
    when=_said(_TEXTS, "its windows in words"),
    **{
        "if": _said(_TEXTS, "guards: all must hold"),
        "unless": _said(_TEXTS, "it is lifted where all of these hold"),
    },
    if_not_kept=_said(_or_null(_OUTCOME), "null where it does not decide a session"),
    strength={"enum": [strength.value for strength in Strength]},
    grade=_or_null({"enum": [grade.value for grade in Grade]}),
    actor=_TEXT,
    readings=_list(_object("How the page was read.", id=_TEXT, text=_TEXT)),
    source=_SOURCE,
    lang=_LANG,
)
_CHECK = _object(
    "What a careful reader would say of protocols.",
    counts=_object(
        "How many of each level.", **{level: {"type": "integer"} for level in ("error", "finding", "note")}
    ),
    remarks=_list(
        _object(
            "One remark.",
            level={"enum": ["error", "finding", "note"]},
            code=_TEXT,
            protocol=_TEXT,
            where=_said(_TEXTS, "ids of rules, readings or statements"),
            says=_TEXT,
        )
    ),
    coverage=_list(
        _object(
            "Where each statement of the page went.",
            protocol=_TEXT,
            statements={"type": "integer"},
            unmapped=_TEXTS,
            mapped={"type": "object", "additionalProperties": _TEXTS},
        )
    ),
    lang=_LANG,
    **_BOOK,
)
_SHELF = _object(
    "The protocols shipped.",
    shipped=_list(
        _object(
            "One protocol.",
            **_PROTOCOL["properties"],
            title=_TEXT,
            rules={"type": "integer"},
        )
    ),
)
_ASKED = _object(
    "The next question of an interview.",
    question=_or_null(
        _object(
            "What to ask.",
            kind=_TEXT,
            names=_TEXTS,
            group=_said(_WORD_OR_NULL, "the protocol's own question that asks about several names at once"),
            limit=_said(_MOMENT, "the moment that divides the answers of a yes-or-no question"),
            since=_said(_MOMENT, "how far back a question about several names reaches"),
            settles=_said({"type": "integer"}, "how many findings it may settle"),
            text=_TEXT,
            options=_list(_object("What can be chosen.", name=_TEXT, text=_TEXT)),
        )
    ),
    open=_said({"type": "integer"}, "findings that are not settled"),
    outcome=_OUTCOME,
    emergency=_EMERGENCY,
    **_CONTEXT,
)

_DAYS = _object(
    "Days from one to another, both included; null where open.",
    **{"from": _or_null(_DATE), "to": _or_null(_DATE)},
)
_COUNT: _Schema = {"type": "integer", "minimum": 0}
_FLAG_OF: _Schema = {"type": "boolean"}
_TOKEN = _object(
    "Words of the text that was given, and where they stand in it, counted from 0; `end` is the first after them.",
    text=_TEXT,
    start=_COUNT,
    end=_COUNT,
)
_CLASS_RULE = _object(
    "What one rule says of a class around the session.",
    rule=_TEXT,
    outcome=_said(
        _or_null(_OUTCOME), "what it means for the session; null where the rule only tells what to do"
    ),
    text=_TEXT,
    question=_WORD_OR_NULL,
    last_use_by=_said(
        _or_null(_INTERVAL), "the last allowed use; an interval where only the session's day is known"
    ),
    again_from=_said(_MOMENT, "the first moment free of it after the session"),
    again_floor=_said(_MOMENT, "the same by the shorter reading of a range"),
    repeats={"type": "boolean", "description": "lends its length from another rule of this list"},
    source=_SOURCE,
)
_PRODUCT = _object(
    "What a label or a name holds.",
    answer={"enum": ["contains", "may contain - ask", "none found", "cannot tell"]},
    headline=_TEXT,
    product=_said(_WORD_OR_NULL, "the name, as given"),
    classes=_said(_TEXTS, "classes it belongs to, for certain enough to act on"),
    asked=_said(_TEXTS, "classes in question; 'any' where a part of the list is missing"),
    findings=_list(
        _object(
            "One class by one ingredient.",
            **{"class": _TEXT},
            name=_said(_TEXT, "the class in words"),
            holds={"type": "boolean", "description": "false: the question would settle it"},
            sure={"enum": ["certain", "likely", "weak"]},
            substance=_said(_TEXT, "a substance of the lexicon; empty where none is named"),
            token=_said(_or_null(_TOKEN), "null where the name or a missing part of the list raises it"),
            strength=_said(_TEXT, "as printed; empty where none is"),
            reason=_said(_TEXT, "a stable word for the reason"),
            why=_said(_TEXT, "the reason in words"),
            question=_said(_TEXT, "empty where nothing is left to ask"),
        ),
        "those that hold first",
    ),
    look_alikes=_list(_object("Looks like a class and is not.", token=_TOKEN, looks_like=_TEXT, why=_TEXT)),
    unknown=_list(_TOKEN, "words that are not known; the first of them"),
    unknown_count=_said(_COUNT, "all of them"),
    ingredient_count=_COUNT,
    is_complete=_said(_FLAG_OF, "false where part of the list is missing, or only a name was given"),
    oddities=_list(
        _object(
            "A character that cannot be seen or misleads.",
            at=_COUNT,
            kind={"enum": ["hidden", "control", "look-alike"]},
            character=_TEXT,
        )
    ),
    route=_said(_TEXT, "as given or read; empty where nothing says"),
    suggestions=_said(_TEXTS, "similar names; never used"),
    session=_said(
        _or_null(
            _object(
                "What the protocol says around the session.",
                classes=_list(
                    _object(
                        "One class.",
                        **{"class": _TEXT},
                        covered=_said(_FLAG_OF, "false: no rule names it, which is not the same as fine"),
                        may_be_prescribed=_said(
                            _FLAG_OF,
                            "print the text, make no instruction of the dates: a prescriber may decide",
                        ),
                        last_use_by=_said(_MOMENT, "the strictest limit; null: none is known"),
                        again_from=_said(_MOMENT, "after every rule; null: not known"),
                        text=_said(_TEXTS, "all of it in sentences"),
                        rules=_list(_CLASS_RULE),
                    )
                ),
                **_CONTEXT,
            )
        ),
        "null where no session was given",
    ),
    lang=_LANG,
)
_SAY = _object(
    "What plain words say.",
    text=_said(_TEXT, "as typed"),
    language=_said({"enum": ["en", "es", "fr"]}, "in which they were read"),
    verdict={"enum": ["facts", "ask", "none", "not understood"]},
    uses=_list(
        _object(
            "One thing used, taken or undergone.",
            classes=_said(_TEXTS, "one class, or those in question"),
            substance=_TEXT,
            words=_said(_TEXT, "the words that name it"),
            route=_TEXT,
            area=_TEXT,
            when=_list(
                _DAYS, "days of the last use, or of the plan; several are the readings of ambiguous words"
            ),
            expression=_said(_TEXT, "the words that tell the time"),
            ongoing=_FLAG_OF,
            planned=_FLAG_OF,
            never=_FLAG_OF,
            started=_or_null(_DAYS),
            clear=_said(_FLAG_OF, "whether class and time are settled"),
            question=_said(_TEXT, "empty where nothing is left to ask"),
        )
    ),
    denied=_said(_TEXTS, "classes named only to be denied"),
    ordinary=_said(_TEXTS, "words for things that no rule names"),
    facts={"type": "object", "description": "what is settled, as part of a facts file"},
    today=_DATE,
    lang=_LANG,
)

_STATUS: _Schema = {"enum": [status.word for status in Status]}
_URGENCY: _Schema = {"enum": [urgency.word for urgency in Urgency]}
_LIMITS = _object(
    "The numbers of a sign as moments; null where the protocol gives none.",
    onset=_MOMENT,
    typical=_said(_INTERVAL, "the earlier and the later usual end"),
    normal_until=_said(_MOMENT, "to be watched from here on"),
    flag_from=_said(_MOMENT, "a flag from here on"),
    worse_after=_said(_MOMENT, "must not grow after this"),
)
_COURSE = _object(
    "What the last of some check-ins means while the skin heals.",
    emergency=_EMERGENCY,
    status=_said({"enum": [*_STATUS["enum"], None]}, "the worst of all; null where nothing was said"),
    urgency=_said(_URGENCY, "how soon to get help"),
    at=_said(_MOMENT, "the moment of the check-in"),
    session_end=_said(_MOMENT, "null where no session is known"),
    complete=_said({"type": "boolean"}, "whether every red flag and every sign was answered"),
    flags=_list(
        _object("A red flag that is there.", **_FLAG["properties"], status=_STATUS), "most urgent first"
    ),
    signs=_list(
        _object(
            "One answered sign.",
            id=_TEXT,
            sign=_TEXT,
            status=_STATUS,
            urgency=_URGENCY,
            reasons=_said(_TEXTS, "stable words for what makes the status"),
            says=_said(_TEXT, "what the protocol says of the sign"),
            present={"type": "boolean"},
            level=_or_null({"enum": [level.name.lower() for level in Level]}),
            trend=_or_null({"enum": [trend.name.lower() for trend in Trend]}),
            trend_held=_said(_TRUTH, "whether it goes the way it should; null where that is not known"),
            compared_with=_said(_MOMENT, "the earlier check-in that shows the trend; null where it was said"),
            limits=_or_null(_LIMITS),
            source=_SOURCE,
        ),
        "worst first",
    ),
    unanswered_flags=_list(_FLAG, "not answered, which is never fine"),
    unanswered_signs=_list(_object("A sign that was not answered.", id=_TEXT, sign=_TEXT)),
    zone=_said(_TEXT, "IANA name; all moments are in its own reading"),
    lang=_LANG,
    **_BOOK,
)

_ANSWERS: Mapping[str, _Schema] = {
    "screen": _SCREEN,
    "plan": _PLAN,
    "now": _NOW,
    "series": _SERIES,
    "course": _COURSE,
    "interview": _ASKED,
    "product": _PRODUCT,
    "say": _SAY,
    "explain": _RULE,
    "check": _CHECK,
    "protocols": _SHELF,
}


def _protocol_file() -> _Schema:
    from needlecare.protocol.forms import PROTOCOL

    return PROTOCOL.schema()


def _facts_file() -> _Schema:
    from needlecare.protocol.facts_forms import FACTS

    return FACTS.schema()


def _check_in_file() -> _Schema:
    from needlecare.protocol.checkin import DIARY

    return DIARY.schema()


_FILES: Mapping[str, Callable[[], _Schema]] = {
    "protocol": _protocol_file,
    "facts": _facts_file,
    "check-in": _check_in_file,
}
NAMES = (*_FILES, *_ANSWERS)


def schema_of(name: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file, or of what a command prints with `--json`.

    Raises
    ------
    KeyError
        If there is none of this name; `NAMES` lists them.
    """
    found = _FILES[name]() if name in _FILES else _ANSWERS[name]
    return {"$schema": _DIALECT, "title": f"needlecare {name}", **found}
