"""The bodies of requests: how they are read, in the forms that the files of the commands have too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator
from pydantic import Field as Bound

from needlecare.clinic.api.refusing import Refused, placed
from needlecare.engine.series_limits import Blocked
from needlecare.protocol.checkin import DIARY
from needlecare.protocol.facts_forms import FACTS
from needlecare.protocol.fields import BAD, Choice, Field, Kind, ListOf, Record, Whole, YesNo
from needlecare.protocol.reader import MAX_BYTES, BadFile, Node, Report, read_bytes
from needlecare.protocol.time import FIRST_YEAR, LAST_YEAR, Duration, Interval, Unit
from needlecare.protocol.values import dataclass
from needlecare.protocol.when import WHEN

JSON = "application/json"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_SESSIONS, MOST_BLOCKED = 24, 100
MOST_CHARACTERS = 100_000  # of a label


def raw_body(request: HttpRequest) -> bytes:
    """Return the body of a request; refuse one that is no JSON by its own word, or too large.

    Raises
    ------
    Refused
        With the place and the remedy.
    """
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    if request.content_type != JSON or charset not in ("utf-8", "utf8"):
        raise Refused(415, [("header:Content-Type", f"is not {JSON} in UTF-8; send JSON, and say so")])
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MAX_BYTES:
        raise Refused(413, [("body", f"is larger than {MAX_BYTES:,} bytes; send what one client said")])
    return request.body


def strict_body(request: HttpRequest) -> Node:
    """Return the root node of a body, read as strictly as a file.

    Raises
    ------
    Refused
        If it is no JSON object, with the place.
    """
    try:
        return read_bytes(raw_body(request), name="body.json")
    except BadFile as error:
        raise Refused(400, placed(error.problems)) from None


# --- a series: facts, and what is asked of the plan ------------------------------------------------------------------


class Within(Kind):
    """A form of its own inside a body, which is read where its names are looked up."""

    def __init__(self, form: Kind) -> None:
        self.form = form

    def read(self, node: Node, report: Report) -> Any:
        return node

    def write(self, value: Any) -> Any:
        return value.plain()

    def schema(self) -> dict[str, Any]:
        return self.form.schema()


class LengthKind(Kind):
    """A length of time."""

    expects = "a length of time such as '10 day', '2 week' or '1 month'"
    _form = re.compile(rf"(\d{{1,3}}) ({'|'.join(unit.value for unit in Unit)})s?", re.ASCII)

    def read(self, node: Node, report: Report) -> Any:
        found = None if isinstance(node.value, dict | list) else self._form.fullmatch(node.text)
        return self.bad(node, report) if found is None else Duration(int(found[1]), Unit(found[2]))

    def write(self, value: Any) -> Any:
        return str(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{self._form.pattern.replace(chr(92) + 'd', '[0-9]')}$"}


class DayKind(Kind):
    """A day of the calendar."""

    expects = "a day such as 2026-12-24"

    def read(self, node: Node, report: Report) -> Any:
        if isinstance(node.value, dict | list) or not re.fullmatch(r"\d{4}-\d\d-\d\d", node.text, re.ASCII):
            return self.bad(node, report)
        try:
            day = date.fromisoformat(node.text)
        except ValueError:
            return self.bad(node, report, "check month and day")
        reach = f"use {FIRST_YEAR} to {LAST_YEAR}"
        return day if FIRST_YEAR <= day.year <= LAST_YEAR else self.bad(node, report, reach)

    def write(self, value: Any) -> Any:
        return value.isoformat()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date"}


class BlockedKind(Record):
    """Days on which no session can be."""

    def read(self, node: Node, report: Report) -> Any:
        values = self.values(node, report, self.table)
        if values is BAD:
            return BAD
        if values["last"] < values["first"]:
            report.problem(node.place, "'from' is later than 'to'; swap them")
            return BAD
        return Blocked(**values)


BLOCKED = BlockedKind(
    Blocked,
    {"from": Field(DayKind(), attribute="first"), "to": Field(DayKind(), attribute="last")},
    what="days such as {from: 2026-12-24, to: 2027-01-02}, both included",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesAsked:
    """A series that is to be planned; what is left out is as in `needlecare series`."""

    facts: Node
    sessions: int | None = None
    event: Interval | None = None
    lead: Duration | None = None
    blocked: tuple[Blocked, ...] = ()
    closed: tuple[str, ...] = ()
    backwards: bool = False


SERIES = Record(
    SeriesAsked,
    {
        "facts": Field(Within(FACTS), "what the client said"),
        "sessions": Field(Whole(1, MOST_SESSIONS), "how many more sessions"),
        "event": Field(WHEN, "a day to be ready for; else the facts' own event"),
        "lead": Field(LengthKind(), "how long before the event"),
        "blocked": Field(ListOf(BLOCKED, least=0, most=MOST_BLOCKED), "days without sessions"),
        "closed": Field(ListOf(Choice(WEEKDAYS), least=0, most=7), "weekdays without sessions"),
        "backwards": Field(YesNo(), "set ideal days back from the event"),
    },
    what="what to plan, a mapping with facts",
)


# --- a product -------------------------------------------------------------------------------------------------------


class Product(BaseModel):
    """A label or a name. Read as it stands, with whatever hidden characters a label has."""

    model_config = ConfigDict(extra="forbid", strict=True)

    label: str | None = Bound(None, max_length=MOST_CHARACTERS, description="an ingredient list")
    name: str | None = Bound(None, max_length=400, description="the name on the front, such as Epiduo")
    category: str | None = Bound(None, max_length=200, description="the kind of product, such as 'face wash'")
    route: str | None = Bound(None, pattern="^(topical|oral|nasal|ophthalmic)$", description="how it is used")
    session: str | None = Bound(
        None, max_length=80, description="say what the protocol says of it around this session"
    )
    used: str | None = Bound(None, max_length=400, description="the last use: a day, 'ongoing', or words")
    asked: str | None = Bound(None, max_length=80, description="when this was said; else the present")
    zone: str | None = Bound(None, max_length=80, description="IANA name; else the clinic's own zone")

    @model_validator(mode="after")
    def _is_whole(self) -> Product:
        if self.label is None and self.name is None:
            raise ValueError("give a label or a name")
        if self.used is not None and self.session is None:
            raise ValueError("'used' counts towards a session; give 'session' too")
        return self

    @classmethod
    def of(cls, request: HttpRequest) -> Product:
        """Return the product of a body.

        Raises
        ------
        Refused
            With every problem found.
        """
        try:
            return cls.model_validate_json(raw_body(request))
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=False, include_input=False)
            status = 400 if found[0]["type"] == "json_invalid" else 422
            listed = [(":".join(["body", *map(_key, one["loc"])]), _what(one["msg"])) for one in found]
            raise Refused(status, listed) from None


def _key(part: int | str) -> str:
    """Return a key for a place, no longer than our own keys are."""
    return str(part)[:40]


def _what(message: str) -> str:
    return message.removeprefix("Value error, ")


# --- their schemas ---------------------------------------------------------------------------------------------------


def body_schemas() -> Mapping[str, dict[str, Any]]:
    """Return the JSON Schema of each body, by the request that has it."""
    facts = {**FACTS.schema(), "required": ["session"]}
    return {
        "screen": facts,
        "plan": facts,
        "series": {**SERIES.schema(), "properties": {**SERIES.schema()["properties"], "facts": facts}},
        "course": DIARY.schema(),
        "product": {
            **Product.model_json_schema(),
            "anyOf": [{"required": ["label"]}, {"required": ["name"]}],
            "dependentRequired": {"used": ["session"]},
        },
    }
