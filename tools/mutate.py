"""What `python3 dev.py mutate` does: has mutmut change the engine in small ways, and counts what no test notices.

    python3 dev.py mutate                             every change; goes on where it was stopped
    python3 dev.py mutate --sample 1000               so many of them, drawn evenly; `--seed 2` draws others
    python3 dev.py mutate "needlecare.engine.uses*"   the changes of such names, once more

It runs in `.venv-mutate` and keeps its results in `mutants/`, which can be deleted at any time.
"""

import argparse
import contextlib
import hashlib
import os
import shutil
import sys
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatch
from math import sqrt
from pathlib import Path
from random import Random

from mutmut.__main__ import _run, create_mutants
from mutmut.configuration import config
from mutmut.mutation import trampoline
from mutmut.mutation.data import SourceFileMutationData
from mutmut.stats import status_by_exit_code
from mutmut.utils.file_utils import copy_src_dir, walk_mutatable_files

ROOT = Path(__file__).resolve().parent.parent
MUTANTS = ROOT / "mutants"
TRIED_AGAINST = MUTANTS / "tried-against.txt"

NOTICED = ("killed", "timeout", "segfault")
MISSED = ("survived", "no tests")
Z = 1.959964  # of a 95 % interval


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="dev.py mutate", description="Count the changes that no test notices."
    )
    parser.add_argument("names", nargs="*", help="patterns of names of changes; without any, all")
    parser.add_argument("--sample", type=int, metavar="N", help="try only so many changes, drawn evenly")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="which sample to draw; by default 1")
    asked = parser.parse_args()

    keep_only_what_still_holds()
    changes = all_changes()
    wanted = [name for name in changes if not asked.names or any(fnmatch(name, one) for one in asked.names)]
    if asked.sample:
        Random(asked.seed).shuffle(wanted)  # so that a larger sample contains a smaller one
        wanted = sorted(wanted[: asked.sample])
    before = results()
    undecided = [name for name in wanted if status_of(before, name) not in (*NOTICED, *MISSED)]
    again = wanted if asked.names and not asked.sample else undecided
    if again:
        # Every call of a changed function asks which change is tried; the environment, where it stands too, is slow.
        trampoline.get_mutant_under_test = lambda: trampoline._mutant_under_test or ""
        _run(again if len(again) < len(changes) else [], None)
    report(wanted, results())
    return 0


def all_changes() -> list[str]:
    """Make all changes to the files that `[tool.mutmut]` names, where they are not made yet, and return their names."""
    with contextlib.redirect_stdout(None):
        copy_src_dir()
        create_mutants(os.cpu_count() or 1)
    return sorted(results())


# --- results ---------------------------------------------------------------------------------------------------------


def kept(path: Path) -> SourceFileMutationData:
    data = SourceFileMutationData(path=path)
    data.load()
    return data


def results() -> dict[str, int | None]:
    """Return how the tests ended on each change that was tried."""
    return {
        name: code for path in walk_mutatable_files() for name, code in kept(path).exit_code_by_key.items()
    }


def status_of(found: Mapping[str, int | None], name: str) -> str:
    return str(status_by_exit_code[found.get(name)])


def keep_only_what_still_holds() -> None:
    """Keep only what was noticed, where anything has changed since: new tests may notice more.

    mutmut itself would go on with what it copied, and with which test had met which function before.
    """
    now = digest()
    if TRIED_AGAINST.exists() and TRIED_AGAINST.read_text(encoding="utf-8") == now:
        return
    found = [kept(path) for path in walk_mutatable_files()]
    shutil.rmtree(MUTANTS, ignore_errors=True)
    for data in found:
        data.exit_code_by_key = {
            name: code if status_by_exit_code[code] in NOTICED else None
            for name, code in data.exit_code_by_key.items()
        }
        Path(data.meta_path).parent.mkdir(parents=True, exist_ok=True)
        data.save()
    TRIED_AGAINST.write_text(now, encoding="utf-8")


def digest() -> str:
    """Return a digest of everything that is copied for mutmut."""
    whole = hashlib.sha256()
    for place in (*config().source_paths, *config().also_copy):
        for path in sorted([place, *place.rglob("*")]):
            if path.is_file() and "__pycache__" not in path.parts:
                whole.update(f"{path}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return whole.hexdigest()


# --- the report ------------------------------------------------------------------------------------------------------


def report(wanted: Collection[str], found: Mapping[str, int | None]) -> None:
    """Print what was missed, and how much was noticed in each module and in all."""
    by_status = {name: status_of(found, name) for name in wanted}
    for name, status in by_status.items():
        if status in MISSED:
            print(f"{status:9} {name}")
    modules = sorted({module_of(name) for name in wanted})
    print()
    for module in modules:
        print(share(module, (status for name, status in by_status.items() if module_of(name) == module)))
    print(share("in all", by_status.values()))


def module_of(name: str) -> str:
    return name.rpartition(".")[0].removeprefix("needlecare.")


def share(title: str, statuses: Iterable[str]) -> str:
    """Return a line: what was noticed of what was decided, as a share with its 95 % interval (Wilson)."""
    counts = Counter(statuses)
    noticed = sum(counts[status] for status in NOTICED)
    decided = noticed + sum(counts[status] for status in MISSED)
    line = f"{title:24}{noticed:5} of {decided:5} noticed"
    if decided:
        low, high = wilson(noticed, decided)
        line += f"  {noticed / decided:6.1%}  ({low:.1%} to {high:.1%})"
    open_ones = counts.total() - decided
    return line + (f"  {open_ones} not decided" if open_ones else "")


def wilson(noticed: int, decided: int) -> tuple[float, float]:
    """Return the 95 % interval of a share by Wilson's score."""
    share = noticed / decided
    middle = share + Z * Z / (2 * decided)
    reach = Z * sqrt(share * (1 - share) / decided + Z * Z / (4 * decided * decided))
    whole = 1 + Z * Z / decided
    return (middle - reach) / whole, (middle + reach) / whole


if __name__ == "__main__":
    sys.exit(main())
