"""What a product's label or name holds, in words and as plain values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from needlecare.wording.around import around, class_name

if TYPE_CHECKING:
    from needlecare.protocol.rulebook import Rulebook
    from needlecare.protocol.said import Facts
    from needlecare.protocol.time import Instant
    from needlecare.substances import Finding, ProductReading
    from needlecare.wording.language import Speaker

_HEADLINES = {
    "contains": "product-contains",
    "may contain - ask": "product-may-contain",
    "none found": "product-none",
    "cannot tell": "product-cannot-tell",
}


def product_form(
    speaker: Speaker, found: ProductReading, name: str | None, groups: list[str] | None
) -> dict[str, Any]:
    """Return a reading as plain values, with what the protocol says where a session is given."""
    from needlecare.wording.plain.around import session_form

    plain = found.to_json(speaker.language)
    findings = [
        {**finding.to_json(speaker.language), "name": class_name(speaker, finding.group)}
        for finding in found.findings
    ]
    session = None if groups is None else session_form(speaker, [around(speaker, group) for group in groups])
    headline = " ".join(headlines(speaker, found))
    return {
        **plain,
        "findings": findings,
        "product": name,
        "headline": headline,
        "session": session,
        "lang": speaker.language,
    }


def classes_of(found: ProductReading) -> list[str]:
    """Return the classes a product holds or may hold; what stands for no class of its own is left out."""
    return [group for group in (*found.classes, *found.asked) if group not in ("any", "medicine")]


def facts_around(
    book: Rulebook,
    groups: list[str],
    *,
    session: str,
    used: str | None,
    asked: str | None,
    zone_key: str,
    now: Instant,
    language: str,
    name: str,
) -> Facts:
    """Return the facts of a product's use around a session: when its classes were last used, and nothing else.

    Raises
    ------
    BadFile
        With every problem found.
    """
    from needlecare.answering.phrases import reader
    from needlecare.protocol.facts import read_facts
    from needlecare.protocol.reader import read_text

    said: dict[str, Any] = {"zone": zone_key, "session": session}
    if asked is not None:
        said["asked"] = asked
    if used is not None:
        said["used"] = dict.fromkeys(groups, used)
    root = read_text(json.dumps(said, ensure_ascii=False), name=f"{name}.json")
    return read_facts(root, book, name=name, now=now, phrases=reader(book, language))


def headlines(speaker: Speaker, found: ProductReading) -> list[str]:
    """Return the answer in one or two sentences."""
    groups = found.classes or tuple(group for group in found.asked if group != "any")
    names = class_names(speaker, groups, joined="and")
    shown = [speaker.say(_HEADLINES[found.answer], names=names)]
    if found.classes and found.asked:
        asked = class_names(speaker, found.asked, joined="and")
        shown.append(speaker.say("product-in-question", names=asked))
    return shown


def evidence(speaker: Speaker, finding: Finding) -> str:
    """Return on which words a finding rests, how sure it is, and why."""
    from needlecare.substances.lexicon import lexicon

    where = speaker.words["product-name-only"]
    if finding.token is not None:
        token = finding.token
        where = speaker.fill(
            "product-at", words=" ".join(token.text.split()), start=token.start + 1, end=token.end
        )
    ingredient = lexicon().names.get(finding.substance, finding.substance)
    strength = speaker.fill("product-strength", strength=finding.strength) if finding.strength else ""
    sure = speaker.words[f"sure-{finding.sure}"]
    parts = [
        part for part in (ingredient, where, strength, f"{sure}, {finding.why(speaker.language)}") if part
    ]
    return "; ".join(parts)


def class_names(speaker: Speaker, groups: tuple[str, ...], *, joined: str = "or") -> str:
    """Return classes in words."""

    return speaker.listed([class_name(speaker, group) for group in groups], joined=joined)
