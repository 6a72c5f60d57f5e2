"""Any text gets an answer, soon, within bounds."""

import json
import random
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work import seconds_of_work

from needlecare.substances import read_label, read_name
from needlecare.substances.normalise import MAX_CHARACTERS, normalise

PIECES = [
    "Aqua", "Retinol", "Salicylic Acid", ", ", "; ", "(", ")", "[", "]", "\n", "\n\n", "2%", " ", "/", "*", ":", ". ", "-",
    "1,2-", "…", "may contain ", "free of ", "Ingredients: ", "Active ingredient", "+/-", "\u200b", "\u202e", "а", "é",
]  # fmt: skip
LONG = ["a ", "(a", "salicylic acid ", "acid: ", "сalicylic acid, ", "citric acid, ", "a\n\nb,c,d\n", "mix"]


@given(text=st.text(max_size=600), name=st.none() | st.text(max_size=60))
def test_any_text_is_answered_and_every_token_is_in_the_text(text, name):
    reading = read_label(text, name=name)

    assert json.dumps(reading.to_json())
    for token in (*reading.unknown, *(f.token for f in reading.findings if f.token)):
        assert text[token.start : token.end] == token.text
        assert 0 <= token.start < token.end <= len(text)


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=60))
def test_label_like_text_never_hides_a_printed_retinol(pieces):
    text = "".join(pieces) + ", Adapalene 0.1%, Aqua"

    assert read_label(text).answer != "none found"


@given(text=st.text(max_size=200))
def test_normal_text_leads_back_to_its_place(text):
    normal = normalise(text)

    origins = [normal.origin(position) for position in range(len(normal.text))]
    assert origins == sorted(origins)
    assert all(0 <= origin < len(text) for origin in origins)


@given(name=st.text(max_size=300))
def test_any_name_is_answered(name):
    assert read_name(name).answer in ("contains", "may contain - ask", "none found", "cannot tell")


def test_a_longer_text_is_refused_with_its_length():
    with pytest.raises(ValueError, match="100001 characters; 100000 are the most"):
        read_label("a" * (MAX_CHARACTERS + 1))


@pytest.mark.slow
@pytest.mark.parametrize("piece", [*PIECES, *LONG])
def test_100_kilobytes_are_answered_within_a_second_of_work(piece):
    text = many(piece)

    assert seconds_of_work(lambda: read_label(text, name="acne peel scrub"), enough=1) <= 1


@pytest.mark.slow
@pytest.mark.parametrize("piece", [*PIECES[::6], *LONG])
def test_100_kilobytes_take_no_more_than_64_megabytes(piece):
    text = many(piece)
    tracemalloc.start()
    read_label(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 64 * 2**20


def many(piece: str) -> str:
    """Return as much of a piece as is read at once; the first text read takes the lexicon with it."""
    read_label("Aqua")
    mix = random.Random(1)
    text = "".join(mix.choices(PIECES, k=60_000)) if piece == "mix" else piece * MAX_CHARACTERS
    return text[:MAX_CHARACTERS]
