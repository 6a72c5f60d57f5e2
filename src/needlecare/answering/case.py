"""One client's facts with the rulebook they are answered by, and the words to answer in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from needlecare.protocol.values import dataclass

if TYPE_CHECKING:
    from needlecare.protocol.rulebook import Rulebook
    from needlecare.protocol.said import Facts
    from needlecare.protocol.time import Instant
    from needlecare.wording.language import Speaker


@dataclass(frozen=True, slots=True)
class Case:
    """One client's facts with the rulebook they are answered by, and the words to answer in."""

    book: Rulebook
    facts: Facts
    speaker: Speaker
    client: str


def case_of_said(
    said: Mapping[str, Any], book: Rulebook, *, language: str, now: Instant, name: str = "answers.json"
) -> Case:
    """Return the case of what was said, given as plain values in the form of a facts file.

    Raises
    ------
    BadFile
        With every problem found.
    """
    from needlecare.answering.phrases import reader
    from needlecare.protocol.facts import read_facts
    from needlecare.protocol.reader import read_text
    from needlecare.wording.language import Speaker

    root = read_text(json.dumps(said, ensure_ascii=False, default=str), name="answers.json")
    facts = read_facts(root, book, name=name, now=now, phrases=reader(book, language))
    return Case(book, facts, Speaker(book, facts, language), str(said.get("client", "")))
