"""Protocols read once and kept in canonical form in the user's cache folder, named by the digest of the file's bytes.

Reading YAML takes most of a command's start-up. A cached entry is what `dump` writes and is read by the same forms, so it
can be deleted at any time; where none can be written, the file is simply read again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from pathlib import Path

from needlecare.protocol.document import Protocol
from needlecare.protocol.load import dump, read_protocol_file, restore
from needlecare.protocol.reader import MAX_BYTES

# An entry was checked by the forms that wrote it; other forms make another name.
_FORMS = ("fields.py", "forms.py", "load.py", "model.py", "names.py", "spans.py")


def _forms() -> str:
    here = Path(__file__).parent
    marks = [(name, stat.st_size, stat.st_mtime_ns) for name in _FORMS for stat in [(here / name).stat()]]
    return hashlib.sha256(repr((marks, sys.version_info[:2])).encode()).hexdigest()[:8]


def folder() -> Path | None:
    """Return the folder of the cache, or None where NEEDLECARE_CACHE is `off`."""
    chosen = os.environ.get("NEEDLECARE_CACHE", "")
    if chosen == "off":
        return None
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".cache") / "needlecare"


def cached_protocol(path: Path) -> Protocol:
    """Return the protocol of a file, from the cache where its bytes were read before.

    Raises
    ------
    BadFile
        If the file is missing or has problems; a file with problems is never cached.
    """
    entry = _entry(path)
    if entry is not None:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError, AttributeError, StopIteration):
            return restore(entry.read_text(encoding="utf-8"))
    protocol = read_protocol_file(path)
    if entry is not None:
        with contextlib.suppress(OSError):
            _write(entry, dump(protocol))
    return protocol


def _entry(path: Path) -> Path | None:
    where = folder()
    try:
        raw = path.read_bytes() if where is not None and path.stat().st_size <= MAX_BYTES else None
    except OSError:
        raw = None
    if where is None or raw is None:
        return None
    return where / f"{hashlib.sha256(raw).hexdigest()}-{_forms()}.json"


def _write(entry: Path, text: str) -> None:
    entry.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=entry.parent, suffix=".part")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        stream.write(text)
    os.replace(name, entry)
