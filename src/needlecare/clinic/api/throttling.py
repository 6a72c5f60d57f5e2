"""How many requests one address may make in a minute.

Counts are kept in memory under a digest of the address, for the running minute; each process counts for itself.
"""

from __future__ import annotations

import hashlib
import time

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from ninja.throttling import BaseThrottle

MINUTE = 60  # [s]


class PerAddress(BaseThrottle):
    """Counts what one address asks. It keeps no state of its own: the threads of a process share it."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Return whether this request may be answered now."""
        counts = caches["throttle"]
        address = hashlib.sha256((self.get_ident(request) or "").encode()).hexdigest()
        key = f"{int(time.time()) // MINUTE}-{address}"
        counts.add(key, 0, MINUTE)
        try:
            count: int = counts.incr(key)
        except ValueError:  # the minute ended between the two, or memory was short
            return True
        return count <= settings.API_REQUESTS_A_MINUTE

    def wait(self) -> float:
        """Return how long the running minute lasts. [s]"""
        return MINUTE - time.time() % MINUTE
