"""How much work a call is: the thread's own processor time, as a machine of usual speed would take it.

A busy machine shares its caches and clock with neighbours, and the collector would walk what thousands of other tests
left in memory; neither is the call's own work. So a call that seems long is tried again, and its time is taken against
that of reading a shipped file just then.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from pathlib import Path

from needlecare.protocol.load import LIBRARY
from needlecare.protocol.reader import read_bytes

TRIES = 3
USUAL = (
    0.33  # s, at the most, to read the shipped microneedling file: three times as long as on a fast machine
)


def seconds_of_work(call: Callable[[], object], *, enough: float) -> float:
    """Return the least processor time of a few calls [s]; the first that takes no more than `enough` will do.

    On a slow machine, or one that is slow just now, the time is that of a machine that reads a shipped file in `USUAL`.
    """
    least = _once(call)
    for _ in range(TRIES):
        if least <= enough:
            break
        gc.collect()
        gc.freeze()
        try:
            taken, yardstick = _once(call), _once(_read_a_shipped_file)
        finally:
            gc.unfreeze()
        least = min(least, taken / max(1.0, yardstick / USUAL))
    return least


def _once(call: Callable[[], object]) -> float:
    begin = time.thread_time()
    call()
    return time.thread_time() - begin


def _read_a_shipped_file() -> None:
    read_bytes(Path(LIBRARY, "microneedling.yaml").read_bytes(), name="microneedling.yaml")
