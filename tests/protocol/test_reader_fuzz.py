"""Whatever bytes come, the reader answers with a value or a `BadFile`: no crash, no hang, no flood of memory.

Time is the thread's own, so that a busy machine does not fail a test; a slow one is allowed for by the time it takes to
read a shipped file.
"""

import json
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from work import seconds_of_work

from needlecare.protocol import reader
from needlecare.protocol.facts import read_facts
from needlecare.protocol.load import LIBRARY, dump, load, parse
from needlecare.protocol.reader import BadFile, Problem, read_bytes
from needlecare.protocol.rulebook import Rulebook

ROOT = Path(__file__).parent.parent.parent
BROKEN = ROOT / "tests" / "data" / "broken"
NOW = 1_796_126_400  # 2026-12-01T12:00Z
MOST_MEMORY = 200_000_000
SMALL = 20_000  # bytes; what the quick part mutates


@cache
def book() -> Rulebook:
    return load("microneedling", "safety")


def survives(raw: bytes, name: str) -> None:
    """Read bytes as a protocol and as facts; only `BadFile` may come out."""
    for read in (_protocol, _facts):
        problems: list[tuple[Problem, ...]] = []
        taken = seconds_of_work(partial(_read, read, raw, name, problems), enough=1)

        assert taken <= 1, f"{read.__name__} took {taken:.2f} s"
        for found in problems:
            assert 0 < len(found) <= reader.MAX_PROBLEMS
            assert all(p.place.line >= 1 and p.place.column >= 1 and p.what for p in found)


def _read(
    read: Callable[[bytes, str], None], raw: bytes, name: str, problems: list[tuple[Problem, ...]]
) -> None:
    """Read bytes, and keep the problems it ended in."""
    try:
        read(raw, name)
    except BadFile as bad:
        problems.append(bad.problems)


def _protocol(raw: bytes, name: str) -> None:
    protocol = parse(raw, name=name)
    assert parse(dump(protocol), name="again.json") == protocol


def _facts(raw: bytes, name: str) -> None:
    read_facts(read_bytes(raw, name=name), book(), name=name, now=NOW)


# --- seeds and mutations ----------------------------------------------------------------------------------------------


@cache
def seeds() -> dict[str, bytes]:
    files = [*Path(LIBRARY).glob("*.yaml"), *(ROOT / "examples").rglob("*.yaml"), *BROKEN.rglob("*.*")]
    return {str(path.relative_to(ROOT)): path.read_bytes() for path in sorted(files)}


TOKENS = [
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b",",
        b": ",
        b":",
        b"- ",
        b"? ",
        b"#",
        b"&a",
        b"*a",
        b"!!t",
        b"%",
        b"|",
        b">",
        b"@",
        b"`",
    ),
    *(
        b"---\n",
        b"...\n",
        b"\n",
        b"\r",
        b"\t",
        b"\0",
        b"\xff",
        b"'",
        b'"',
        b"\\",
        b"<<: ",
        b"~",
        b"\xef\xbb\xbf",
    ),
    *(b"\xe2\x80\xae", b"\xc2\x85", b"\xe2\x80\xa8", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\xd9\xa3"),
    *(b"no", b"null", b"true", b"-1", b"1e999", b"0x1", b"9" * 40, b"2026-02-30", b"2026-11-30T14:30+99:00"),
    *(
        b"unstated",
        b"session",
        b"7 day",
        b"up to 3 hour",
        b"few week",
        b"1..",
        b"never",
        b"since since",
        b"with-session",
    ),
    *(b"en", b"es", b"id", b"rules", b"used", b"states", b"zone", b"{from: 2026-11-30, to: 2026-11-01}"),
]


def mutated(raw: bytes, dice: random.Random) -> bytes:
    """Return the bytes with a few changes: flips, cuts, doublings, tokens, deep nests and huge scalars."""
    work = bytearray(raw)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(work) + 1)
        upto = min(len(work), at + dice.choice([1, 3, 10, 100, 1000]))
        match dice.randrange(9):
            case 0 if work:
                work[dice.randrange(len(work))] ^= 1 << dice.randrange(8)
            case 1:
                del work[at:]
            case 2:
                del work[at:upto]
            case 3:
                work[upto:upto] = work[at:upto] * dice.choice([1, 1, 2, 50])
            case 4 | 5:
                work[at:at] = dice.choice(TOKENS)
            case 6:
                work[at:upto] = dice.choice(TOKENS)
            case 7:
                work[at:at] = dice.choice([b"[", b"{", b"- ", b"{a: ", b'{"a":', b"? "]) * dice.choice(
                    [5, 60, 10_000]
                )
            case 8:
                work[at:at] = dice.choice(
                    [b"a", b"a ", b"9", b"a\n", b'"', b"\\", b"\xc3\xa9"]
                ) * dice.choice([300, 90_000])
    return bytes(work)


@pytest.mark.parametrize("seed", range(12))
def test_a_small_file_with_a_few_changes_is_read_or_refused(seed):
    dice = random.Random(seed)
    small = sorted(name for name, raw in seeds().items() if len(raw) < SMALL)
    name = dice.choice(small)

    survives(mutated(seeds()[name], dice), name)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12, 28))
def test_any_file_with_a_few_changes_is_read_or_refused(seed):
    dice = random.Random(seed)
    for _ in range(20):
        name = dice.choice(sorted(seeds()))
        survives(mutated(seeds()[name], dice), dice.choice([name, "other.json", "other.yaml"]))


# --- any bytes, any text, any value -----------------------------------------------------------------------------------

NAMES = st.sampled_from(["a.yaml", "a.json"])
YAMLISH = st.text(st.sampled_from(" \n\t:-?,[]{}#&*!|>'\"%@`~abn019.é\\\u2028\ufeff\u200b"), max_size=60)
CLOCK = r"(T[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?)?"
TIMES = st.from_regex(r"(about |since |before |not since )?[0-9]{4}(-[0-9]{2}){0,2}" + CLOCK, fullmatch=True)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**40), 10**40),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.sampled_from(
        ["yes", "never", "ongoing", "7 day", "session", "unstated", "Europe/London", "laser", "1..3"]
    ),
    TIMES,
)
WORDS = [
    *(
        "needlecare",
        "protocol",
        "version",
        "title",
        "layer",
        "rules",
        "subjects",
        "settings",
        "course",
        "series",
    ),
    *(
        "id",
        "avoid",
        "exclude",
        "when",
        "if",
        "unless",
        "before",
        "after",
        "for",
        "from",
        "to",
        "until",
        "days",
        "first",
    ),
    *(
        "en",
        "es",
        "says",
        "source",
        "cite",
        "statement",
        "any",
        "not",
        "age",
        "has",
        "over",
        "vague",
        "session-length",
    ),
    *(
        "zone",
        "session",
        "used",
        "states",
        "plan",
        "areas",
        "last",
        "planned",
        "birth",
        "asked",
        "previous-sessions",
    ),
    *(
        "laser",
        "waxing",
        "pregnant",
        "peel",
        "topical-retinoid",
        "session-end",
        "event",
        "skin-type",
        "words",
    ),
]
KEYS = st.sampled_from(WORDS) | st.text(max_size=5)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=20,
)


@given(raw=st.binary(max_size=80), name=NAMES)
@settings(max_examples=100)
def test_any_bytes_are_read_or_refused(raw, name):
    survives(raw, name)


@given(text=YAMLISH, name=NAMES)
@settings(max_examples=150)
def test_any_text_is_read_or_refused(text, name):
    survives(text.encode("utf-8", "replace"), name)


@given(value=VALUES)
@settings(max_examples=40)
def test_any_value_under_our_keys_is_read_or_refused(value):
    survives(json.dumps(value).encode(), "a.json")


@given(
    value=st.fixed_dictionaries(
        {"zone": st.sampled_from(["Europe/London", "Pacific/Apia"]) | SCALARS, "session": TIMES},
        optional=dict.fromkeys(
            ("used", "states", "plan", "areas", "birth", "asked", "event", "previous-sessions"), VALUES
        ),
    )
)
@settings(max_examples=40)
def test_any_facts_are_read_or_refused(value):
    survives(json.dumps(value).encode(), "a.json")


@pytest.mark.slow
@given(value=VALUES, text=YAMLISH, raw=st.binary(max_size=400), name=NAMES)
@settings(max_examples=800)
def test_many_values_texts_and_bytes_are_read_or_refused(value, text, raw, name):
    survives(json.dumps(value).encode(), "a.json")
    survives(text.encode("utf-8", "replace"), name)
    survives(raw, name)


@given(value=VALUES)
@settings(max_examples=40)
def test_json_read_as_json_and_as_yaml_is_the_same_value(value):
    text = json.dumps(value, ensure_ascii=False)
    try:
        as_json = read_bytes(text.encode(), name="a.json").plain()
    except BadFile:
        return  # an invisible character

    assert as_json == json.loads(text)
    if all(mark not in text for mark in ("e-", "e+")):  # 1e-07 is a number in both, written differently
        assert read_bytes(text.encode(), name="a.yaml").plain() == as_json


# --- the worst that fits, and what does not ---------------------------------------------------------------------------


def worst() -> Iterator[tuple[str, bytes, str]]:
    """Yield inputs made to be slow: as large, as many, as deep or as mistaken as a file can be."""
    size = reader.MAX_BYTES
    texts = "{en: a, es: b}"
    head = f'needlecare: 1\nprotocol: p\nversion: "1.0"\ntitle: {texts}\nlayer: clinic\n'
    facts = "zone: Europe/London\nsession: 2026-12-03\n"
    yield "words", b"a b " * (size // 4), "a.yaml"
    yield "lines", b"a\n" * (size // 2), "a.yaml"
    yield "comments", b"#\n" * (size // 2), "a.yaml"
    yield "quoted-lines", b"'" + b"a\n" * (size // 2 - 2) + b"'", "a.yaml"
    yield "folded", b"a: >\n" + b" a\n" * (size // 3 - 4), "a.yaml"
    yield "exclamation-marks", b"!" * size, "a.yaml"
    yield "quotes", b'"a" ' * (size // 4), "a.yaml"
    yield "colons", b": " * (size // 2), "a.yaml"
    yield "question-marks", b"? " * (size // 2), "a.yaml"
    yield "brackets", b"[" * size, "a.yaml"
    yield "braces", b"{" * size, "a.yaml"
    yield "dashes", b"- " * (size // 2), "a.yaml"
    yield "tabs", b"\t" * size, "a.yaml"
    yield "keys", "".join(f"k{i}: {'v' * 20}\n" for i in range(reader.MAX_NODES // 2 - 1)).encode(), "a.yaml"
    yield "flow-list", b"[" + b"a," * (reader.MAX_NODES - 2) + b"]", "a.yaml"
    yield "json-brackets", b"[" * size, "a.json"
    yield "json-objects", b'{"a":' * (size // 5), "a.json"
    yield "json-spaces", b" " * size, "a.json"
    yield "json-backslashes", b'"' + b"\\" * (size - 1), "a.json"
    yield "json-quotes", b'"' * size, "a.json"
    yield "unknown-keys", (head + "".join(f"kkkk{i}: 1\n" for i in range(3000))).encode(), "a.yaml"
    many = reader.MAX_NODES // 13
    wide = "".join(
        f"  subject-{i}: {{name: {texts}, kind: product, in: [sybject-{i}x]}}\n" for i in range(many)
    )
    yield "unknown-classes", (head + "subjects:\n" + wide).encode(), "a.yaml"
    chain = "".join(f"  s{i}: {{name: {texts}, kind: product, in: [s{i + 1}]}}\n" for i in range(many))
    yield "classes-in-a-chain", (head + "subjects:\n" + chain).encode(), "a.yaml"
    pages = "".join(
        f"- {{id: p{i}, section: a, text: {texts}, statement: [{', '.join(f'S-{n:03}' for n in range(1, 9))}]}}\n"
        for i in range(reader.MAX_NODES // 23)
    )
    yield "unknown-statements", (head + "statements: S-01..S-999\npages:\n" + pages).encode(), "a.yaml"
    uses = "".join(f"  topical-retinoidal-{i}: never\n" for i in range(reader.MAX_NODES // 2 - 10))
    yield "unknown-uses", (facts + "used:\n" + uses).encode(), "a.yaml"
    one_use = "  - about 2026-11-20\n"
    laser = one_use * min(reader.MAX_NODES - 20, size // len(one_use) - 10)
    yield "many-uses", (facts + "used:\n  laser:\n" + laser).encode(), "a.yaml"
    yield "unknown-areas", (facts + "areas: [" + "cheekz, " * 1900 + "face]\n").encode(), "a.yaml"


@pytest.mark.slow
@pytest.mark.parametrize(("raw", "name"), [pytest.param(raw, name, id=case) for case, raw, name in worst()])
def test_the_worst_that_fits_is_read_or_refused_in_time(raw, name):
    assert len(raw) <= reader.MAX_BYTES

    survives(raw, name)


@pytest.mark.parametrize("piece", [b"a", b"[", b"{", b"{a: ", b"- ", b'"', b"\xff", b"\n", b'{"a":'])
@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_ten_megabytes_are_refused_at_once(piece, name):
    start = time.thread_time()

    with pytest.raises(BadFile, match="larger than"):
        read_bytes(piece * (10_000_000 // len(piece)), name=name)

    assert time.thread_time() - start < 0.1


@pytest.mark.parametrize("piece", [b"[", b"{a: ", b"- ", b"? ", b'{"a":', b"[{"])
@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_ten_thousand_levels_are_refused(piece, name):
    with pytest.raises(BadFile):
        read_bytes(piece * 10_000, name=name)


def test_ten_thousand_indents_are_refused():
    text = "".join(f"{' ' * level}a:\n" for level in range(600))

    with pytest.raises(BadFile, match="nested more than"):
        read_bytes(text.encode(), name="a.yaml")


@pytest.mark.slow
def test_reading_takes_a_bounded_amount_of_memory():
    peaks = {}
    heavy = {"words", "keys", "flow-list", "json-brackets", "unknown-keys"}
    for case, raw, name in [one for one in worst() if one[0] in heavy]:
        tracemalloc.start()
        try:
            parse(raw, name=name)
        except BadFile:
            pass
        finally:
            peaks[case] = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()

    assert {case: peak for case, peak in peaks.items() if peak > MOST_MEMORY} == {}
