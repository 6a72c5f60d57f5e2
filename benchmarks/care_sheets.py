"""How much of the care sheets clinics publish the protocol language holds.

Reads transcribed sheets, turns each rule into the language, writes and reads back one protocol a sheet, and lets the
engine derive from that protocol alone when each rule holds around one fixed session.

    python3 dev.py bench care-sheets [DIR] [--json]

DIR holds the sheets, one YAML file a page; without it, ../shared/care-sheets beside the checkout is read.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path

from sheets.results import SESSION_END, SESSION_START, STATUSES, ZONE, Result, results_of

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "care-sheets"


def main(arguments: list[str] | None = None) -> int:
    """Read the sheets of a folder and print how each form is held; 2 where there is no folder."""
    parser = argparse.ArgumentParser(
        prog="dev.py bench care-sheets", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("folder", nargs="?", type=Path, help="the folder of the sheets")
    parser.add_argument(
        "--json", action="store_true", help="one JSON object a rule and line, and nothing else"
    )
    chosen = parser.parse_args(arguments)
    folder = chosen.folder or BESIDE
    if not folder.is_dir():
        print(
            f"{folder}: no such folder; give the one that holds the sheets: dev.py bench care-sheets DIR",
            file=sys.stderr,
        )
        return 2
    try:
        return _print(folder, as_json=chosen.json)
    except BrokenPipeError:  # the reader has had enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _print(folder: Path, *, as_json: bool) -> int:
    began = time.perf_counter()
    if as_json:
        for result in results_of(folder):
            print(json.dumps(result.row, ensure_ascii=False))
        return 0
    report(list(results_of(folder)), seconds=time.perf_counter() - began)
    return 0


def report(results: list[Result], *, seconds: float) -> None:
    """Print the counts per form and in total, then every rule that is not held, with its reason."""
    if not results:
        print("no sheets in this folder: a sheet is a .yaml file with a list of rules")
        return
    sheets = {result.sheet for result in results}
    print(
        f"{len(results)} rules on {len(sheets)} sheets, around a session from {SESSION_START} to {SESSION_END}, {ZONE}\n"
    )
    print(f"{'form':<50} {'rules':>6} {'exactly':>8} {'vague':>6} {'unstated':>9} {'not held':>9}")
    by_form = Counter((form, result.status) for result in results for form in result.forms)
    forms = sorted(
        {form for form, _ in by_form}, key=lambda form: (-sum(by_form[form, s] for s in STATUSES), form)
    )
    for form in forms:
        _line(form, [by_form[form, status] for status in STATUSES])
    total = Counter(result.status for result in results)
    print("-" * 93)
    _line("all rules (one may show several forms)", [total[status] for status in STATUSES])
    held = len(results) - total["not held"]
    print(f"\nheld: {held} of {len(results)}, {100 * held / len(results):.1f} %, in {seconds:.1f} s")
    in_own_words = sum(bool(result.own_words) for result in results)
    print(
        f"a guard, state or anchor kept in the page's own words, with a question of its own, for want "
        f"of a closer form: in {in_own_words} rules"
    )
    lenient = {result.sheet for result in results if result.leniently}
    if lenient:
        print(
            f"sheets that repeat a value by a YAML alias, which no protocol may: {len(lenient)}, read all the same"
        )
    _not_held([result for result in results if result.status == "not held"])


def _line(form: str, counts: list[int]) -> None:
    exactly, vague, unstated, lost = counts
    print(f"{form:<50} {sum(counts):>6} {exactly:>8} {vague:>6} {unstated:>9} {lost:>9}")


def _not_held(results: list[Result]) -> None:
    if results:
        print("\nnot held, and why:")
    for result in results:
        print(f"  {result.sheet} {result.rule}: {'; '.join(result.why)}")


if __name__ == "__main__":
    sys.exit(main())
