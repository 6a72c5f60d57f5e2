"""Facts files as the command writes them: YAML that people can read and go on with, whole or not at all."""

from __future__ import annotations

import json
import os
import re
import tempfile
from pathlib import Path
from typing import Any

# Plain YAML words that no reader takes for a number, a date or a truth value.
_PLAIN = re.compile(
    r"[A-Za-z][A-Za-z0-9 _./-]*[A-Za-z0-9]|[A-Za-z]|\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}Z?)?)?"
)
_RESERVED = frozenset(("null", "true", "false", "Null", "True", "False", "NULL", "TRUE", "FALSE"))


def write(path: Path, facts: dict[str, Any]) -> None:
    """Write a facts file in one step: a reader finds the old or the new one, never half of it."""
    text = (
        json.dumps(facts, ensure_ascii=False, indent=2) + "\n" if path.suffix == ".json" else as_yaml(facts)
    )
    folder = path.resolve().parent
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def as_yaml(facts: dict[str, Any]) -> str:
    """Return facts as YAML: mappings one level deep in lines of their own, what is inside them in one line."""
    lines: list[str] = []
    for key, value in facts.items():
        if isinstance(value, dict) and value:
            lines.append(f"{_scalar(key)}:")
            lines += [f"  {_scalar(name)}: {_inline(entry)}" for name, entry in value.items()]
        else:
            lines.append(f"{_scalar(key)}: {_inline(value)}")
    return "\n".join(lines) + "\n"


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {_inline(entry)}" for key, entry in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(entry) for entry in value) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value not in _RESERVED:
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
