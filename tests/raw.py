"""Shipped protocol files as plain data, read without the product's own reader."""

from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

LIBRARY = Path(__file__).parent.parent / "src" / "needlecare" / "protocol" / "library"


@cache
def raw_protocol(name: str) -> Any:
    return YAML(typ="safe", pure=True).load((LIBRARY / f"{name}.yaml").read_text(encoding="utf-8"))


def raw_protocols(*names: str) -> tuple[Any, ...]:
    return tuple(raw_protocol(name) for name in names)
