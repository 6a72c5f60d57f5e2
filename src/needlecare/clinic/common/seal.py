"""Values that travel through a visitor's browser and come back: encrypted, signed, and of an age that is checked.

Nothing of them is kept here. What is sealed is padded, so that its length tells little; a seal opens only for the purpose
it was made for, and for a day.
"""

from __future__ import annotations

import base64
import json
import zlib
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

LIVES_SECONDS = 24 * 3600
MOST_SEALED = 64_000  # characters that are looked at
MOST_OPEN = 200_000  # bytes that are unpacked
_BLOCK = 512


class Broken(ValueError):
    """A seal that was changed, is too old, or was made for something else."""


def seal(value: Any, *, purpose: str) -> str:
    """Return a value in a form that only this site can read."""
    packed = zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), 6)
    size = len(packed).to_bytes(4, "big")
    padding = b"\0" * (-(len(packed) + 4) % _BLOCK)
    return _keys(purpose).encrypt(size + packed + padding).decode()


def unseal(text: str, *, purpose: str) -> Any:
    """Return the value that was sealed.

    Raises
    ------
    Broken
        If it was changed, is older than a day, or was sealed for another purpose.
    """
    if len(text) > MOST_SEALED:
        raise Broken("too long")
    try:
        opened = _keys(purpose).decrypt(text.encode(), ttl=LIVES_SECONDS)
        size = int.from_bytes(opened[:4], "big")
        unpacker = zlib.decompressobj()
        return json.loads(unpacker.decompress(opened[4 : 4 + size], MOST_OPEN))
    except (InvalidToken, UnicodeEncodeError, ValueError, zlib.error) as error:
        raise Broken("not sealed here, or too old") from error


def lock(text: str, *, purpose: str) -> str:
    """Return a text as it may be kept in the database: only this site can read it, however old it grows."""
    return _keys(purpose).encrypt(text.encode()).decode()


def unlock(text: str, *, purpose: str) -> str:
    """Return a text that was locked.

    Raises
    ------
    Broken
        If it was changed, or locked with a secret key that is neither the site's nor one of its earlier ones.
    """
    try:
        return _keys(purpose).decrypt(text.encode()).decode()
    except (InvalidToken, UnicodeEncodeError) as error:
        raise Broken("locked with another key") from error


def _keys(purpose: str) -> MultiFernet:
    return _made((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS), purpose)


@lru_cache(maxsize=16)
def _made(secrets: tuple[str, ...], purpose: str) -> MultiFernet:
    """Return the keys of a purpose: made from the site's secrets, the newest first."""
    return MultiFernet([Fernet(_derived(secret, purpose)) for secret in secrets])


def _derived(secret: str, purpose: str) -> bytes:
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"needlecare {purpose}".encode())
    return base64.urlsafe_b64encode(derive.derive(secret.encode()))
