"""Protocols from files: read, checked for unknown names, combined by rank, and named by a digest.

The forms of the language are imported where a file is read or written: one that comes from the cache needs none.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from needlecare.protocol.reader import (
    BadFile,
    Node,
    Place,
    Problem,
    Report,
    read_bytes,
    read_file,
    suggestion,
)
from needlecare.protocol.rulebook import Rulebook, combine

if TYPE_CHECKING:
    from needlecare.protocol.document import Protocol

__all__ = [
    "BadFile",
    "Rulebook",
    "combine",
    "digest",
    "dump",
    "library",
    "load",
    "parse",
    "path_of",
    "read_protocol",
]

LIBRARY = os.path.join(os.path.dirname(__file__), "library")


def read_protocol(root: Node, *, name: str) -> Protocol:
    """Return the protocol in a root node.

    Raises
    ------
    BadFile
        With every problem of form and every unknown name in the file.
    """
    from needlecare.protocol.fields import BAD
    from needlecare.protocol.forms import PROTOCOL, SETTINGS
    from needlecare.protocol.names import check_names

    report = Report(name)
    if isinstance(root.value, dict) and "settings" in root.value:
        first = Report(name)  # settings come first: they say what "a few days" is read as
        SETTINGS.read(root.value["settings"], first)
        report.vague = first.vague
    protocol = PROTOCOL.read(root, report)
    report.raise_if_any()
    assert protocol is not BAD
    check_names(protocol, root, report)
    report.raise_if_any()
    return protocol  # type: ignore[no-any-return]


def read_protocol_file(path: str | os.PathLike[str]) -> Protocol:
    """Return the protocol of a file."""
    return read_protocol(read_file(path), name=os.path.basename(path))


def dump(protocol: Protocol) -> str:
    """Return the canonical text of a protocol: JSON, keys in the order of the language; loading it gives the same."""
    from needlecare.protocol.forms import PROTOCOL

    return json.dumps(PROTOCOL.write(protocol), ensure_ascii=False, separators=(",", ":")) + "\n"


def parse(text: str | bytes, *, name: str = "protocol.yaml") -> Protocol:
    """Return the protocol in a text; a name ending in .json means JSON."""
    raw = text.encode() if isinstance(text, str) else text
    return read_protocol(read_bytes(raw, name=name), name=name)


def digest(protocol: Protocol) -> str:
    """Return the digest by which a protocol is named, over its canonical text."""
    known = _digests.get(id(protocol))
    if known is not None and known[0] is protocol:
        return known[1]
    from hashlib import sha256

    return remember(protocol, sha256(dump(protocol).encode()).hexdigest())


# Digests worked out before, by identity; the protocol is kept beside its digest so that no other can take its id.
_digests: dict[int, tuple[Protocol, str]] = {}
_MOST_DIGESTS = 64


def remember(protocol: Protocol, found: str) -> str:
    """Keep the digest of a protocol, and return it."""
    if len(_digests) >= _MOST_DIGESTS:
        _digests.clear()
    _digests[id(protocol)] = (protocol, found)
    return found


def library() -> tuple[str, ...]:
    """Return the names of the protocols shipped."""
    return tuple(sorted(name.removesuffix(".yaml") for name in os.listdir(LIBRARY) if name.endswith(".yaml")))


def path_of(name: str) -> str:
    """Return the file of a shipped protocol's name, or the path given.

    Raises
    ------
    BadFile
        If it is neither a shipped protocol nor a file.
    """
    if name in library():
        return os.path.join(LIBRARY, f"{name}.yaml")
    if name.endswith((".yaml", ".yml", ".json")) or os.path.exists(name):
        return name
    what = f"no protocol of this name{suggestion(name, list(library()))}; shipped are {', '.join(library())}"
    raise BadFile([Problem(name, Place(1, 1), what)])


def load(*names: str | os.PathLike[str]) -> Rulebook:
    """Return protocols by shipped name or path, combined into one rulebook.

    Raises
    ------
    BadFile
        If a file is missing or has problems.
    """
    from needlecare.protocol.cache import cached_protocol

    return combine(
        *(cached_protocol(path_of(os.fspath(name))) for name in names or ("microneedling", "safety"))
    )
