"""Someone who goes through the interview without a browser: reads the forms of a page and sends them back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any


@dataclass(frozen=True)
class Seen:
    """What a page shows: its heading, its outcome if any, the messages beside fields, and the fields."""

    heading: str
    outcome: str
    errors: list[str]
    fields: list[dict[str, str]]


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("input", "button"):
            self.found.append({"tag": tag, **{key: value or "" for key, value in attrs}})


def read(page: str) -> Seen:
    fields = _Fields()
    fields.feed(page)
    outcome = re.search(r'class="outcome[^"]*" data-outcome="(\w+)"', page)
    return Seen(
        heading=words(re.search(r"<h1.*?</h1>", page, re.DOTALL)[0]),
        outcome=outcome[1] if outcome else "",
        errors=[words(shown) for shown in re.findall(r'<p class="error".*?</p>', page, re.DOTALL)],
        fields=fields.found,
    )


def words(markup: str) -> str:
    """Return the words of a piece of a page."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())


@dataclass
class Visitor:
    """A visitor with a test client; `page` is what she sees."""

    client: Any
    language: str = "en"
    page: Any = None
    asked: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"/{self.language}/when/"

    @property
    def seen(self) -> Seen:
        return read(self.page.text)

    @property
    def talk(self) -> str:
        return next(one["value"] for one in self.seen.fields if one.get("name") == "talk")

    @property
    def is_done(self) -> bool:
        return bool(self.seen.outcome)

    def begin(self, **typed: str) -> None:
        self.page = self.client.post(self.address, typed)

    def send(self, do: str = "answer", **typed: Any) -> None:
        self.page = self.client.post(self.address, {"talk": self.talk, "do": do, **typed})

    def names(self) -> list[str]:
        return [one["value"] for one in self.seen.fields if one.get("name") == "pick"]

    def easy(self) -> dict[str, Any]:
        """Return the answer of somebody to whom nothing applies."""
        fields = {one.get("name"): one for one in self.seen.fields}
        picks = self.names()
        if "none" in fields:
            return {"none": "yes"}
        if fields.get("text", {}).get("type") == "date":
            return {"text": "1990-04-17"}
        if fields.get("text", {}).get("type") == "time":
            return {"text": "14:30"}
        for value in ("never", "no", "3", "face"):
            if value in picks:
                return {"pick": value}
        raise AssertionError(f"no easy answer to: {self.seen.heading}")

    def go_through(self, answers: dict[str, dict[str, Any]] | None = None) -> None:
        """Answer until there is a result; `answers` are for questions that offer a name to tick."""
        for _ in range(60):
            if self.is_done:
                return
            self.asked.append(self.seen.heading)
            special = next((given for name, given in (answers or {}).items() if name in self.names()), None)
            self.send(**(special or self.easy()))
            assert not self.seen.errors, self.seen.errors
        raise AssertionError("the interview does not end")
