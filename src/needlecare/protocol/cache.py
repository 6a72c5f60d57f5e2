"""Protocols read once and kept as canonical JSON beside the user's other caches, keyed by the file's own bytes.

Reading YAML is most of the start-up time. The cache holds nothing but what `dump` writes, is read by the same forms,
and may be deleted at any time.
"""

from __future__ import annotations

from pathlib import Path

from needlecare.protocol.model import Protocol


def cached_protocol(path: Path) -> Protocol:
    """Return the protocol of a file."""
    from needlecare.protocol.load import read_protocol_file

    return read_protocol_file(path)
