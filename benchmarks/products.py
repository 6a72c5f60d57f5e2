"""How fast labels are read: loading, one label, many labels, and memory.

    python3 dev.py bench products [--labels 1000000]

Prints the time to load the lexicon in a fresh process, the median for one label of 30 ingredients with and without
memory of earlier labels, the same beside a plain dictionary look-up of the same tokens, and the rate and peak memory
over many different labels on one core.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from needlecare.substances import read_label
from needlecare.substances.judge import forget
from needlecare.substances.lexicon import lexicon
from needlecare.substances.normalise import key

Item = TypeVar("Item")
INGREDIENTS = 30
LOAD = """
import time
from needlecare.substances.lexicon import lexicon
began = time.perf_counter()
lexicon()
print(time.perf_counter() - began)
"""


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="dev.py bench products", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--labels", type=int, default=20_000, help="how many labels to read in a row")
    chosen = parser.parse_args(arguments)
    if chosen.labels < 1:
        parser.error("--labels must be at least 1")

    loads = [float(subprocess.check_output([sys.executable, "-c", LOAD])) for _ in range(7)]
    print(f"lexicon load, fresh process, median of {len(loads)}: {1e3 * statistics.median(loads):8.2f} ms")

    labels = list(made_labels(2_000))
    read_label(labels[0])
    fresh = median_seconds(labels[:500], read_fresh)
    warm = median_seconds(labels, lambda label: read_label(label, name="Day Cream"))
    table = lexicon().terms
    tokens = [[part.strip().lower() for part in label.split(",")] for label in labels]
    plain = median_seconds(tokens, lambda names: [table.get(name) for name in names])
    keyed = median_seconds(labels, lambda label: [table.get(key(part)) for part in label.split(",")])
    print(f"label of {INGREDIENTS} ingredients, nothing seen before, median: {1e6 * fresh:8.1f} µs")
    print(f"label of {INGREDIENTS} ingredients, names seen before, median:   {1e6 * warm:8.1f} µs")
    print(
        f"  dictionary look-up of its tokens, median:          {1e6 * plain:8.1f} µs, ratio {warm / plain:6.1f}"
    )
    print(
        f"  splitting, folding and looking up, median:         {1e6 * keyed:8.1f} µs, ratio {warm / keyed:6.1f}"
    )

    began = time.perf_counter()
    clear = sum(read_label(label).answer == "none found" for label in made_labels(chosen.labels))
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{chosen.labels} labels on one core: {seconds:.1f} s, {chosen.labels / seconds:.0f} a second, "
        f"peak {peak:.0f} MiB; {clear} with none found"
    )
    return 0


def read_fresh(label: str) -> object:
    """Read a label with no memory of earlier ones."""
    forget()
    return read_label(label, name="Day Cream")


def median_seconds(items: list[Item], run: Callable[[Item], object]) -> float:
    """Return the median time of `run` over the items."""
    spent = []
    for item in items:
        began = time.perf_counter()
        run(item)
        spent.append(time.perf_counter() - began)
    return statistics.median(spent)


def made_labels(count: int) -> Iterator[str]:
    """Yield labels of ordinary and restricted names, the same ones every time."""
    dice = random.Random(1)
    ordinary = [term.shown for term in lexicon().terms.values() if term.kind in ("neutral", "friend")]
    restricted = [term.shown for term in lexicon().terms.values() if term.kind == "substance"]
    for _ in range(count):
        names = dice.sample(ordinary, INGREDIENTS)
        if dice.random() < 0.5:
            names[dice.randrange(INGREDIENTS)] = dice.choice(restricted)
        yield ", ".join(name.title() for name in names)


if __name__ == "__main__":
    raise SystemExit(main())
