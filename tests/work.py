"""How much work a call is: the thread's own processor time, the least of a few tries.

A busy machine shares its caches and clock with neighbours, and the collector would walk what thousands of other tests
left in memory; neither is the call's own work.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from functools import cache

from needlecare.protocol.load import LIBRARY
from needlecare.protocol.reader import read_bytes

TRIES = 3


def seconds_of_work(call: Callable[[], object], *, enough: float) -> float:
    """Return the least processor time of a few calls [s]; the first that takes no more than `enough` will do."""
    least = _once(call)
    for _ in range(TRIES - 1):
        if least <= enough:
            break
        gc.collect()
        gc.freeze()
        try:
            least = min(least, _once(call))
        finally:
            gc.unfreeze()
    return least


def _once(call: Callable[[], object]) -> float:
    begin = time.thread_time()
    call()
    return time.thread_time() - begin


@cache
def a_second() -> float:
    """Return one second, or more where the machine is so slow that a shipped file takes long to read."""
    raw = (LIBRARY / "microneedling.yaml").read_bytes()
    return max(1.0, 3 * seconds_of_work(lambda: read_bytes(raw, name="microneedling.yaml"), enough=0.0))
