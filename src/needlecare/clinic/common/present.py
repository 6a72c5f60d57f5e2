"""The present, as pages count from it."""

from __future__ import annotations

import time

from needlecare.protocol.time import Instant

MINUTE = 60


def this_minute() -> Instant:
    """Return the beginning of this minute: nobody is told seconds. [s since 1970, UTC]"""
    now = int(time.time())
    return now - now % MINUTE
