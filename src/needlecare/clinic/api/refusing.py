"""What is answered where a request cannot be: problems, each with its place and what to mend."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from needlecare.protocol.reader import Problem


class Refused(Exception):
    """A request that is not answered; nothing of what it said is kept or logged."""

    def __init__(self, status: int, problems: Iterable[tuple[str, str]]) -> None:
        super().__init__(status)
        self.status, self.problems = status, list(problems)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason to refuse, as the document of the API describes it."""

    status: int
    about: str


REFUSALS = (
    Refusal(400, "The body is not one JSON value in UTF-8."),
    Refusal(413, "The body is too large."),
    Refusal(415, "The body is not said to be JSON."),
    Refusal(422, "What the body or the address says has problems: unknown names, times that cannot be."),
    Refusal(429, "Too many requests from this address; `Retry-After` says when to come again."),
    Refusal(503, "The clinic has not published a protocol yet."),
)
OF_READING = (422, 429, 503)  # those of a request without a body


def placed(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    """Return the problems of a body with their places: `body:line:column`, both counted from 1."""
    return [(f"body:{one.place.line}:{one.place.column}", one.what) for one in problems]


def as_json(value: Any, *, status: int = 200, language: str = "en") -> HttpResponse:
    """Return a value as the answer of a request."""
    answer = HttpResponse(
        json.dumps(value, ensure_ascii=False), content_type="application/json", status=status
    )
    answer["Content-Language"] = language
    return answer


def refusal(status: int, problems: Iterable[tuple[str, str]]) -> HttpResponse:
    """Return problems as the answer of a request."""
    listed = [{"place": place, "what": what} for place, what in problems]
    return as_json({"problems": listed}, status=status)
