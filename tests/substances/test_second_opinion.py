"""The European annexes beside our lexicon: they know names, not our classes."""

import csv
from pathlib import Path

import on_the_list
import pytest

from needlecare.substances.lexicon import lexicon
from needlecare.substances.normalise import key

ANNEXES = Path(on_the_list.__file__).parent / "data"


def annex(number: str) -> str:
    """Return all cells of one annex as one searchable text."""
    with (ANNEXES / f"annex_{number}.csv").open(encoding="utf-8", newline="") as handle:
        return key(" ".join(" ".join(row) for row in csv.reader(handle)))


@pytest.mark.parametrize("name", ["tretinoin", "hydroquinone", "trichloroacetic acid", "phenol"])
def test_what_the_annex_bans_is_never_ordinary_here(name):
    term = lexicon().terms[key(name)]

    assert key(name) in annex("II")
    assert term.kind == "substance"


@pytest.mark.parametrize(
    "name", ["salicylic acid", "thioglycolic acid", "resorcinol", "benzoyl peroxide", "retinol"]
)
def test_what_the_annex_restricts_is_never_ordinary_here(name):
    assert key(name) in annex("III")
    assert lexicon().terms[key(name)].kind == "substance"


@pytest.mark.parametrize("name", ["homosalate", "octocrylene", "ethylhexyl salicylate", "avobenzone"])
def test_sunscreen_filters_of_the_annex_are_no_members(name):
    assert lexicon().terms[key(name)].kind in ("neutral", "friend")
