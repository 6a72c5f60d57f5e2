"""Protocols read once and kept in the user's cache folder, named by the file's bytes and time.

Reading YAML takes most of a command's start-up. An entry is JSON: a record is a mapping whose key `""` names its class.
It can be deleted at any time; where none can be written, the file is simply read again.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Mapping
from enum import Enum
from typing import Any
from zlib import crc32

from needlecare.protocol import document, model, time
from needlecare.protocol.document import Protocol
from needlecare.protocol.load import digest, read_protocol_file, remember
from needlecare.protocol.reader import MAX_BYTES
from needlecare.protocol.values import fields_of

CLASSES = {
    name: kind
    for module in (document, model, time)
    for name, kind in vars(module).items()
    if isinstance(kind, type) and kind.__module__.startswith("needlecare.protocol.")
}


def _makers() -> str:
    """Return the mark of the code that made an entry of a file; other code makes another name."""
    with os.scandir(os.path.dirname(__file__)) as here:
        files = [(entry.name, entry.stat()) for entry in here if entry.name.endswith(".py")]
    marks = sorted((name, stat.st_size, stat.st_mtime_ns) for name, stat in files)
    return f"{crc32(repr((marks, sys.version_info[:2])).encode()):08x}"


def encoded(value: Any) -> Any:
    """Return a protocol, or a part of it, as plain values; what is at its default is left out."""
    kind = type(value)
    if isinstance(value, Enum):
        return {"": kind.__name__, "value": value.value}
    if hasattr(value, "_fields"):
        return {"": kind.__name__, **{name: encoded(getattr(value, name)) for name in value._fields}}
    if CLASSES.get(kind.__name__) is kind:
        given = {name: (usual, getattr(value, name)) for name, usual in fields_of(kind).items()}
        return {
            "": kind.__name__,
            **{name: encoded(v) for name, (usual, v) in given.items() if v is not usual},
        }
    if isinstance(value, Mapping):
        return {key: encoded(item) for key, item in value.items()}
    return [encoded(item) for item in value] if isinstance(value, tuple) else value


def decoded(plain: dict[str, Any]) -> Any:
    """Return the record, enumeration or mapping that a JSON object stands for; for `json.loads`, from the inside out."""
    for key, value in plain.items():
        if type(value) is list:
            plain[key] = _tuple(value)
    kind = CLASSES.get(plain.pop("", ""))
    if kind is None:
        return plain
    return kind(plain["value"]) if issubclass(kind, Enum) else kind(**plain)


def _tuple(items: list[Any]) -> tuple[Any, ...]:
    return tuple(_tuple(item) if type(item) is list else item for item in items)


def folder() -> str | None:
    """Return the folder of the cache, or None where NEEDLECARE_CACHE is `off`."""
    chosen = os.environ.get("NEEDLECARE_CACHE", "")
    if chosen == "off":
        return None
    if chosen:
        return chosen
    base = (
        os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or os.path.expanduser("~/.cache")
    )
    return None if base.startswith("~") else os.path.join(base, "needlecare")  # a user without a home


def cached_protocol(path: str | os.PathLike[str]) -> Protocol:
    """Return the protocol of a file, from the cache where its bytes were read before.

    Raises
    ------
    BadFile
        If the file is missing or has problems; a file with problems is never cached.
    """
    entry = _entry(path)
    if entry is not None:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            with open(entry, encoding="utf-8") as stream:
                kept = json.loads(stream.read(), object_hook=decoded)
            remember(kept["protocol"], kept["digest"])
            return kept["protocol"]  # type: ignore[no-any-return]
    protocol = read_protocol_file(path)
    if entry is not None:
        with contextlib.suppress(OSError):
            whole = {"protocol": encoded(protocol), "digest": digest(protocol)}
            _write(entry, json.dumps(whole, ensure_ascii=False))
    return protocol


def _entry(path: str | os.PathLike[str]) -> str | None:
    where = folder()
    if where is None:
        return None
    try:
        stat = os.stat(path)
        if stat.st_size > MAX_BYTES:
            return None
        with open(path, "rb") as stream:
            raw = stream.read()
    except OSError:
        return None
    stem = os.path.splitext(os.path.basename(path))[0]
    return os.path.join(
        where, f"{stem}-{stat.st_size:x}-{stat.st_mtime_ns:x}-{crc32(raw):08x}-{_makers()}.json"
    )


def _write(entry: str, text: str) -> None:
    from tempfile import mkstemp

    where = os.path.dirname(entry)
    os.makedirs(where, exist_ok=True)
    handle, name = mkstemp(dir=where, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    os.replace(name, entry)
