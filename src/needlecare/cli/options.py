"""What the commands have in common: their options, and how facts and protocols are found."""

from __future__ import annotations

import json
import os
import sys
import time
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

from needlecare.answering.case import Case as Case
from needlecare.cli.declared import Argument, Option
from needlecare.protocol.reader import MAX_BYTES, BadFile, Node, Place, read_bytes, read_file

if TYPE_CHECKING:
    from needlecare.protocol.rulebook import Rulebook
    from needlecare.protocol.time import Interval, Zone

DEFAULT = ("microneedling", "safety")


class Language(StrEnum):
    EN = "en"
    ES = "es"


FactsPath = Annotated[str, Argument("FACTS", "A facts file, YAML or JSON; - for standard input.")]
Protocols = Annotated[
    list[str] | None,
    Option(
        ("--protocol", "-p"),
        "A shipped protocol or a file; may be repeated. Else those the facts name, or microneedling and safety.",
        metavar="NAME",
    ),
]
Lang = Annotated[Language, Option(("--lang",), "Language of the texts.", envvar="NEEDLECARE_LANG")]
Json = Annotated[bool, Option(("--json",), "Print JSON; `needlecare schema` documents it.")]
Now = Annotated[
    str | None,
    Option(("--now", "--today"), "Answer as of this day or moment, for replays.", metavar="TIME"),
]
ZoneName = Annotated[
    str | None,
    Option(("--zone",), "The clinic's time zone, where the facts give none.", metavar="ZONE"),
]


def open_case(
    path: str, *, protocols: list[str] | None, lang: Language, now: str | None, zone: str | None
) -> Case:
    """Return the case of a facts file.

    Raises
    ------
    BadFile
        With every problem of the file or of a protocol.
    """
    root, name = read_root(path)
    book = open_book(chosen_protocols(protocols) or named_protocols(root, path))
    return case_of(root, book, name=name, lang=lang, now=now, zone=zone)


def case_of(
    root: Node, book: Rulebook, *, name: str, lang: Language, now: str | None = None, zone: str | None = None
) -> Case:
    """Return the case of a root node that was read already."""
    from needlecare.answering.phrases import reader
    from needlecare.protocol.facts import read_facts
    from needlecare.wording.language import Speaker

    check_zone(zone)
    if now is not None and isinstance(root.value, dict):
        moment_of(now, "UTC")  # a time that cannot be read is a wrong option, not a wrong file
        root.value["asked"] = Node(now, root.place, now)
        root.keys["asked"] = root.place
    phrases = reader(book, lang.value)
    facts = read_facts(root, book, name=name, now=int(time.time()), zone_key=zone, phrases=phrases)
    client = root.value.get("client") if isinstance(root.value, dict) else None
    return Case(book, facts, Speaker(book, facts, lang.value), client.text if client else "")


def read_root(path: str) -> tuple[Node, str]:
    """Return the root node of a facts file, and its name for messages."""
    if path != "-":
        return read_file(path, name=path), path
    raw = sys.stdin.buffer.read(MAX_BYTES + 1)
    name = "stdin.json" if _is_json(raw) else "stdin"
    return read_bytes(raw, name=name), name


def _is_json(raw: bytes) -> bool:
    if not raw.lstrip().startswith(b"{"):
        return False
    try:
        json.loads(raw)
    except (ValueError, RecursionError):
        return False
    return True


def named_protocols(root: Node, path: str) -> list[str]:
    """Return the protocols a facts file names; a path is relative to the file."""
    from needlecare.protocol.load import library

    given = root.value.get("protocols") if isinstance(root.value, dict) else None
    if given is None:
        return list(DEFAULT)
    items = given.value if isinstance(given.value, list) else [given]
    names = [item.text for item in items if not isinstance(item.value, dict | list)]
    folder = os.path.dirname(path) if path != "-" else ""
    beside = {name: os.path.join(folder, name) for name in names}
    return [name if name in library() or not os.path.exists(beside[name]) else beside[name] for name in names]


def open_book(names: list[str] | None) -> Rulebook:
    """Return the rulebook of shipped names or paths."""
    from needlecare.protocol.load import load

    try:
        return load(*(names or DEFAULT))
    except ValueError as error:  # one protocol given twice
        raise wrong(str(error), "--protocol") from None


def chosen_protocols(names: list[str] | None, option: str = "--protocol") -> list[str] | None:
    """Return the protocols given as an option; a name that is none is a wrong option."""
    from needlecare.protocol.load import path_of

    for name in names or ():
        try:
            path_of(name)
        except BadFile as error:
            what = f"'{name}': {error.problems[0].what}"
            raise wrong(what, option) from None
    return names or None


def check_zone(name: str | None) -> None:
    """Refuse a zone that is not known, as a wrong option."""
    from needlecare.protocol.time import zone

    if name is not None:
        try:
            zone(name)
        except ValueError as error:
            raise wrong(f"{error}; use a name such as Europe/London", "--zone") from None


def moment_of(text: str, zone_name: str) -> int:
    """Return the first instant of a day or moment given as an option. [s since 1970, UTC]"""
    from needlecare.protocol.time import zone

    return interval_option(text, zone(zone_name), "--now").lo


def interval_option(text: str, where: Zone, option: str) -> Interval:
    """Return the time given as an option; refuse what is none as a wrong option."""
    from needlecare.protocol.fields import Bad
    from needlecare.protocol.reader import Report
    from needlecare.protocol.when import WHEN

    report = Report(option, zone=where)
    when: Interval | Bad = WHEN.read(Node(text, Place(1, 1), text), report)
    if isinstance(when, Bad):
        raise wrong(report.problems[0].what, option)
    return when


def wrong(what: str, option: str) -> Exception:
    """Return the error of an option whose value is none."""
    import typer

    return typer.BadParameter(what, param_hint=option)


def print_json(value: Any) -> None:
    """Print a value as JSON, indented, in the order of its keys."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
