"""A printed care sheet turned into a protocol of the language, and read back by the language's own reader."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from needlecare.protocol.document import Protocol
from needlecare.protocol.load import dump, parse
from needlecare.protocol.reader import BadFile
from sheets.draft import Draft, Plain
from sheets.drafting import drafted
from sheets.guards import names_in
from sheets.names import Names, both, slug
from sheets.saying import say
from sheets.sheet import PrintedWindow, Sheet


@dataclass
class Translated:
    """A sheet in the language: its protocol as read back, and for each printed rule its draft and rule ids."""

    sheet: Sheet
    protocol: Protocol | None
    drafts: list[Draft]
    ids: list[tuple[str, ...]]
    rejected: dict[int, str] = field(default_factory=dict)


def translate(sheet: Sheet) -> Translated:
    """Return a sheet as a protocol that the language's own reader has read back."""
    names = Names()
    first_day = 0 if any(_prints_day_zero(w) for rule in sheet.rules for w in rule.windows) else 1
    drafts = [drafted(rule, sheet, names, first_day) for rule in sheet.rules]
    ids = _ids(sheet, drafts)
    rejected: dict[int, str] = {}
    everything = range(len(drafts))
    protocol = _read_back(sheet, names, drafts, ids, everything)
    if isinstance(protocol, str):
        # One rule the reader refuses must not take the others with it.
        for index in everything:
            alone = _read_back(sheet, names, drafts, ids, [index])
            if isinstance(alone, str):
                rejected[index] = alone
        good = [index for index in everything if index not in rejected]
        protocol = _read_back(sheet, names, drafts, ids, good)
        if isinstance(protocol, str):
            rejected = dict.fromkeys(everything, protocol)
    return Translated(sheet, None if isinstance(protocol, str) else protocol, drafts, ids, rejected)


def _prints_day_zero(window: PrintedWindow) -> bool:
    ends = [value for value in (window.opens, window.closes) if value is not None]
    return "day num" in window.unit.replace("_", " ") and any(value.least == 0 for value in ends)


def _ids(sheet: Sheet, drafts: list[Draft]) -> list[tuple[str, ...]]:
    taken: set[str] = set()
    found = []
    for rule, draft in zip(sheet.rules, drafts, strict=True):
        base = slug(rule.id)
        while base in taken:
            base = f"{base}-again"
        own = [base, *(f"{base}-{n}" for n in range(2, len(draft.rules) + 1))]
        taken.update(own)
        found.append(tuple(own))
    return found


def _read_back(
    sheet: Sheet, names: Names, drafts: list[Draft], ids: list[tuple[str, ...]], chosen: Iterable[int]
) -> Protocol | str:
    rules = [
        _finished(rule, name, names)
        for index in chosen
        for rule, name in zip(drafts[index].rules, ids[index], strict=True)
    ]
    text = json.dumps(_document(sheet, names, drafts, rules), ensure_ascii=False)
    try:
        protocol = parse(text, name=f"{sheet.name}.json")
        again = parse(dump(protocol), name=f"{sheet.name}.json")
    except BadFile as bad:
        return str(bad.problems[0].what)
    return protocol if again == protocol else "the protocol does not read back as it was written"


def _document(sheet: Sheet, names: Names, drafts: list[Draft], rules: list[Plain]) -> Plain:
    conflicts = [draft for draft in drafts if draft.has_note("conflict", "contradict")]
    readings = [
        {
            "id": f"A-{n:02d}",
            "statement": [],
            "says": both(
                f"Rule {d.printed.id}: the page disagrees with itself or with others.",
                f"Regla {d.printed.id}: la página se contradice.",
            ),
            "finding": True,
        }
        for n, d in enumerate(conflicts, 1)
    ]
    href = {"href": sheet.address} if re.match(r"https?://\S{3,500}$", sheet.address) else {}
    indications = sorted(
        {
            name
            for rule in rules
            for key in ("if", "unless")
            for name in names_in(rule.get(key, {}), "indication")
        }
    )
    return {
        "needlecare": 1,
        "protocol": slug(f"sheet {sheet.name}"),
        "version": "1.0",
        "title": both(sheet.treatment or sheet.name),
        "layer": "clinic",
        "sources": {
            "page": {
                "title": (sheet.organisation or sheet.name)[:390],
                **href,
                "grade": "C",
                "read": "2026-01-01",
            }
        },
        "subjects": names.subjects,
        "conditions": names.conditions,
        "areas": names.areas,
        "anchors": names.anchors,
        **({"readings": readings} if readings else {}),
        **(
            {"indications": [{"id": n, "name": both(n), "source": {"cite": "page"}} for n in indications]}
            if indications
            else {}
        ),
        **({"rules": rules} if rules else {}),
    }


def _finished(rule: Plain, name: str, names: Names) -> Plain:
    verb = next(key for key in rule if key not in ("source", "when", "if", "unless", "strength"))
    said = rule[verb]
    listed = said if isinstance(said, list) else [said] if isinstance(said, str) else []
    tables = {**names.conditions, **names.subjects}
    subjects = ", ".join(tables[item]["name"]["en"] if item in tables else item for item in listed)
    return {"id": name, **rule, "says": say(rule, subjects)}
