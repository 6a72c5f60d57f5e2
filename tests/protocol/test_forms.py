"""Every form of the language is read, written and described alike, and the reference page shows each as it is."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from needlecare.protocol.cache import decoded, encoded
from needlecare.protocol.document import Protocol, Settings
from needlecare.protocol.facts import read_facts
from needlecare.protocol.facts_forms import FACTS, UsedKind
from needlecare.protocol.fields import BAD
from needlecare.protocol.forms import PROTOCOL, RULE, SETTINGS, VERBS
from needlecare.protocol.guards import GuardKind
from needlecare.protocol.load import LIBRARY, digest, dump, parse, read_protocol_file
from needlecare.protocol.measures import DoseKind, LastsKind, OftenKind
from needlecare.protocol.model import Count, Dose, Often, Span
from needlecare.protocol.reader import BadFile, Node, Place, Report, read_bytes, read_file, read_text
from needlecare.protocol.rulebook import combine
from needlecare.protocol.spans import SPAN
from needlecare.protocol.time import Duration, Unit
from needlecare.protocol.windows import WINDOW

ROOT = Path(__file__).parent.parent.parent
BROKEN = ROOT / "tests" / "data" / "broken"
PAGE = ROOT / "docs" / "reference" / "language.md"
SHIPPED = sorted(Path(LIBRARY).glob("*.yaml"))
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
GUARD = GuardKind()
NOON = 1_796_126_400  # 2026-12-01T12:00Z


def read(kind, plain):
    """Return the value of a plain form, and fail with its problems."""
    report = Report("form")
    value = kind.read(read_text(json.dumps(plain), name="form.json"), report)
    report.raise_if_any()
    assert value is not BAD
    return value


def comes_back(kind, plain):
    """Read a form, write it canonically, read that again: the same value, and the same canonical form."""
    value = read(kind, plain)
    written = kind.write(value)
    assert read(kind, written) == value
    assert kind.write(read(kind, written)) == written
    return value


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [*SHIPPED, BROKEN / "sound.yaml", BROKEN / "sound.json"], ids=lambda path: path.name
)
def test_a_canonical_dump_loads_to_the_same_protocol(path):
    protocol = read_protocol_file(path)
    text = dump(protocol)

    assert parse(text, name="again.json") == protocol
    assert dump(parse(text, name="again.json")) == text
    assert json.loads(json.dumps(encoded(protocol)), object_hook=decoded) == protocol


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_two_loads_give_one_digest(path):
    assert digest(read_protocol_file(path)) == digest(read_protocol_file(path))
    assert re.fullmatch("[0-9a-f]{64}", digest(read_protocol_file(path)))


@pytest.mark.parametrize("path", [*SHIPPED, BROKEN / "sound.yaml"], ids=lambda path: path.name)
def test_yaml_and_json_of_one_protocol_give_one_digest(path):
    as_json = json.dumps(read_file(path).plain(), indent=1)

    assert digest(parse(as_json, name="a.json")) == digest(read_protocol_file(path))


def test_the_order_of_keys_and_the_way_of_writing_change_no_digest():
    text = (BROKEN / "sound.yaml").read_text(encoding="utf-8")
    plain = read_text(text, name="a.yaml").plain()
    turned = json.dumps(dict(reversed(plain.items())))
    spelt = (
        text.replace("avoid: [laser]", "avoid: laser").replace("7 day", "7 days").replace("3..6", "'3..6'")
    )

    assert spelt != text
    assert digest(parse(turned, name="a.json")) == digest(parse(spelt)) == digest(parse(text))


def test_a_changed_word_changes_the_digest():
    text = (BROKEN / "sound.yaml").read_text(encoding="utf-8")

    assert digest(parse(text.replace("Be gentle.", "Be kind."))) != digest(parse(text))


def test_an_independent_yaml_reader_sees_the_same_values_apart_from_dates_and_texts():
    independent = YAML(typ="safe", pure=True)
    independent.version = "1.2"
    for path in SHIPPED:
        theirs = json.loads(json.dumps(independent.load(path.read_text(encoding="utf-8")), default=str))
        assert theirs == read_file(path).plain()


# --- forms, each as hand-read values ----------------------------------------------------------------------------------


def span(floor, advised, **more):
    return Span(Duration(*floor), Duration(*advised), **more)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3 day", span((3, Unit.DAY), (3, Unit.DAY))),
        ("3 days", span((3, Unit.DAY), (3, Unit.DAY))),
        ("2 night", span((2, Unit.DAY), (2, Unit.DAY))),
        ("5..7 day", span((5, Unit.DAY), (7, Unit.DAY))),
        ("48 hour..1 week", span((48, Unit.HOUR), (1, Unit.WEEK))),
        ("1.5 hour", span((90, Unit.MINUTE), (90, Unit.MINUTE))),
        ("0.5..2 hour", span((30, Unit.MINUTE), (2, Unit.HOUR))),
        ("about 3..4 day", span((3, Unit.DAY), (4, Unit.DAY), about=True)),
        ("at least 2 week", span((2, Unit.WEEK), (2, Unit.WEEK), bound="at least")),
        ("up to 8 hour", span((0, Unit.HOUR), (8, Unit.HOUR), bound="up to")),
        ("few day", span((2, Unit.DAY), (4, Unit.DAY), vague="few")),
        ("couple week", span((2, Unit.WEEK), (2, Unit.WEEK), vague="couple")),
        ("at least several month", span((3, Unit.MONTH), (7, Unit.MONTH), bound="at least", vague="several")),
        ("0 minute", span((0, Unit.MINUTE), (0, Unit.MINUTE))),
        ("120 year", span((120, Unit.YEAR), (120, Unit.YEAR))),
    ],
)
def test_an_amount_of_time_is_read(written, value):
    assert comes_back(SPAN, written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2 per day", Often(count=Count(2, 2), per=Unit.DAY)),
        ("2..3 per week", Often(count=Count(2, 3), per=Unit.WEEK)),
        ("every 2 hour", Often(every=span((2, Unit.HOUR), (2, Unit.HOUR)))),
        ("every morning and evening", Often(parts=("morning", "evening"))),
        ("3.. per day", Often(count=Count(3, None), per=Unit.DAY)),
        ("needed", Often(words="needed")),
    ],
)
def test_how_often_is_read(written, value):
    assert comes_back(OftenKind(), written) == value


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("500 mg", Dose(500.0, "mg")),
        ("2.5 %", Dose(2.5, "%")),
        ("at least 2 ml", Dose(2.0, "ml", "at least")),
        ("up to 4000 mg per 24 hour", Dose(4000.0, "mg", "up to", Duration(24, Unit.HOUR))),
        ("1234567.125 mg", Dose(1234567.125, "mg")),
    ],
)
def test_a_dose_is_read(written, value):
    assert comes_back(DoseKind(), written) == value


# --- forms, all of them -----------------------------------------------------------------------------------------------

UNITS = st.sampled_from([unit.value for unit in Unit])


@st.composite
def amounts(draw):
    lead = draw(st.sampled_from(["", "about ", "at least ", "up to "]))
    if draw(st.integers(0, 4)) == 0:
        return f"{lead}{draw(st.sampled_from(['couple', 'few', 'several', 'some']))} {draw(UNITS)}"
    low, more, unit = draw(st.integers(0, 60)), draw(st.integers(0, 40)), draw(UNITS)
    if draw(st.booleans()):
        return f"{lead}{low} {unit}"
    if draw(st.integers(0, 3)) == 0:
        return f"{lead}{low}.5..{low + more + 1} hour"
    if draw(st.integers(0, 3)) == 0:
        return f"{lead}{low} hour..{low + more} day"
    if draw(st.integers(0, 3)) == 0:
        return f"{lead}{low}..{low} {unit}"
    return f"{lead}{low}..{low + more + 1} {unit}"


ANCHORS = st.sampled_from(["session", "session-end", "session-day", "peel", "event"])
STATES = st.sampled_from(["healed", "irritated"])
COUNTS = st.one_of(
    st.integers(0, 20),
    st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda pair: f"{min(pair)}..{max(pair)}"),
    st.integers(0, 20).map(lambda least: f"{least}.."),
)
ENDED = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda pair: f"{min(pair)}..{max(pair)}")
DAYS = st.one_of(
    st.fixed_dictionaries({"from": ENDED | st.integers(0, 9)}),
    st.builds(
        lambda low, more, far, wide: {
            "from": f"{low}..{low + more}",
            "to": f"{low + far}..{low + far + more + wide}",
        },
        *(st.integers(0, 9) for _ in range(4)),
    ),
    st.builds(lambda low, far: {"from": low, "to": low + far}, st.integers(0, 9), st.integers(0, 9)),
)
STATED = st.one_of(STATES, STATES.map(lambda name: {"condition": name}))
EDGES = st.sampled_from(["end-of-day", "next-morning", "evening"])
UNSTATED = {"for": st.just("unstated")}
ENDS = st.one_of(
    st.fixed_dictionaries({"for": amounts()}),
    st.fixed_dictionaries(UNSTATED),
    st.fixed_dictionaries({**UNSTATED, "inherit": amounts() | st.just("laser-before")}),
    st.fixed_dictionaries({"until": STATED | EDGES}),
    st.fixed_dictionaries({"from": amounts()}),
    st.fixed_dictionaries({"from": amounts(), "to": amounts()}),
    st.fixed_dictionaries({"and-since": STATES}),
    st.fixed_dictionaries({"from": amounts(), "and-since": STATES}),
    st.fixed_dictionaries({"from": amounts(), "and-since": STATES, "to": amounts(), "and-until": STATES}),
    st.fixed_dictionaries({"for": amounts(), "and-until": STATES}),
    st.fixed_dictionaries({"for": amounts(), "or-until": STATES}),
    st.fixed_dictionaries({"while": STATED}, optional={"usually": amounts(), "and-since": STATES}),
    st.fixed_dictionaries({"until": STATED | st.just({"anchor": "peel"})}, optional={"usually": amounts()}),
    st.fixed_dictionaries({"from": EDGES, "to": amounts()}),
    st.fixed_dictionaries({"from": EDGES, "until": EDGES}),
    st.fixed_dictionaries({"for": st.just("unstated"), "and-until": STATES}),
    st.fixed_dictionaries({"at": amounts()}),
    st.fixed_dictionaries({"nights": COUNTS}),
    st.fixed_dictionaries({"days": COUNTS, "first": st.sampled_from([0, 1])}),
    st.fixed_dictionaries({"days": DAYS, "first": st.sampled_from([0, 1])}),
)
WINDOWS = st.one_of(
    st.builds(lambda anchor, end: {"after": anchor, **end}, ANCHORS, ENDS),
    st.fixed_dictionaries({"before": ANCHORS, "for": amounts()}),
    st.fixed_dictionaries({"before": ANCHORS, "at": amounts()}),
    st.fixed_dictionaries({"before": ANCHORS, "from": amounts()}),
    st.fixed_dictionaries({"before": ANCHORS, "from": amounts(), "to": amounts()}),
    st.fixed_dictionaries({"before": ANCHORS, **UNSTATED}),
    st.fixed_dictionaries({"before": ANCHORS, **UNSTATED, "inherit": amounts() | st.just("laser-before")}),
    st.fixed_dictionaries(
        {"on": ANCHORS},
        optional={"days": st.integers(-30, 30), "part": st.sampled_from(["morning", "evening"])},
    ),
    st.fixed_dictionaries({"at": ANCHORS}),
    st.fixed_dictionaries({"since": STATED}),
    st.fixed_dictionaries({"until": STATED}),
    st.fixed_dictionaries({"while": STATED}),
    st.just({"course": "whole"}),
    st.fixed_dictionaries({"as": st.sampled_from(["directed", "needed", "soon"])}),
)
NAMES = st.lists(st.sampled_from(["face", "peel", "pen-a", "healed"]), min_size=1, max_size=3)
LOW, HIGH = st.integers(0, 9), st.integers(20, 90) | st.floats(20, 90)
LIMITS = st.one_of(
    st.fixed_dictionaries({}, optional={"over": LOW, "under": HIGH}),
    st.fixed_dictionaries({}, optional={"at-least": LOW, "at-most": HIGH}),
).filter(bool)
SIMPLE = st.one_of(
    st.builds(
        lambda kind, names: {kind: names},
        st.sampled_from(["has", "plan", "area", "indication", "device", "role", "add-on"]),
        NAMES,
    ),
    st.just({"jurisdiction": ["GB", "ES"]}),
    st.builds(lambda wanted: {"prescribed": wanted}, st.booleans()),
    st.builds(
        lambda kind, limits: {kind: limits},
        st.sampled_from(["age", "depth-mm", "skin-type"]),
        LIMITS | COUNTS,
    ),
)
GUARDS = st.recursive(
    SIMPLE,
    lambda inner: (
        inner.filter(lambda guard: "prescribed" not in guard).map(lambda guard: {"not": guard})
        | st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts})
    ),
    max_leaves=5,
)


@given(amounts())
def test_every_amount_comes_back(written):
    comes_back(SPAN, written)


@given(WINDOWS)
@settings(max_examples=400)
def test_every_window_comes_back(written):
    comes_back(WINDOW, written)


@given(GUARDS)
@settings(max_examples=200)
def test_every_guard_comes_back(written):
    comes_back(GUARD, written)


@given(st.lists(GUARDS, min_size=1, max_size=4).map(lambda guards: {"all": guards}))
def test_guards_of_one_kind_come_back_together(written):
    comes_back(GUARD, written)


@given(
    st.one_of(
        st.builds(lambda count, unit: f"{count} per {unit}", st.integers(0, 99) | st.just("2..3"), UNITS),
        amounts().map(lambda amount: f"every {amount}"),
        st.sampled_from(["every morning", "every evening", "every morning and night"]),
        st.sampled_from(["needed", "directed", "when-exposed"]),
    )
)
def test_every_way_of_saying_how_often_comes_back(written):
    comes_back(OftenKind(), written)


@given(
    st.integers(1, 99_999) | st.decimals("0.1", "999.9", places=1),
    st.sampled_from(["mg", "ml", "%", "IU"]),
    st.sampled_from(["", "up to ", "at least "]),
    st.sampled_from(["", " per 24 hour", " per 1 day", " per 2 week", " per 90 minute"]),
)
def test_every_dose_comes_back(amount, unit, bound, per):
    comes_back(DoseKind(), f"{bound}{amount} {unit}{per}")


@given(
    amounts()
    | st.fixed_dictionaries({}, optional={"each": amounts(), "pause": amounts(), "total": amounts()})
)
def test_every_length_of_an_act_comes_back(written):
    comes_back(LastsKind(), written)


@pytest.mark.parametrize(
    "said",
    [
        "never",
        "ongoing",
        "not-sure",
        "2026-11-30",
        "2026-11-30T14:30",
        "about 2026-11",
        "since 2026-10",
        "before 2026-11-02",
        "not since 2026-11-02",
        {"from": "2026-11-01", "to": "2026-11-03"},
        {"last": "not since 2026-11-02T08:30", "prescribed": True, "area": ["legs"], "words": "her own"},
        {"planned": ["2026-12-24", "2027-01"]},
        {"started": "2026-10-01", "last": "2026-11-01"},
        ["2026-11-30", {"last": "2026-11-20", "area": "legs"}],
    ],
    ids=str,
)
def test_whatever_is_said_of_a_use_comes_back(said):
    comes_back(UsedKind(), said)


# --- the published schema ---------------------------------------------------------------------------------------------


@cache
def schema_of(which: str) -> Draft202012Validator:
    record = {"protocol": PROTOCOL, "facts": FACTS}[which]
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": {"guard": GUARD.schema()},
        **record.schema(),
    }
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(json.loads(json.dumps(schema)))


def breaches(which: str, plain: Any) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in schema_of(which).iter_errors(plain)]


@pytest.mark.parametrize(
    "path", [*SHIPPED, BROKEN / "sound.yaml", BROKEN / "sound.json"], ids=lambda path: path.name
)
def test_the_schema_takes_every_sound_protocol_as_written_and_as_dumped(path):
    assert breaches("protocol", read_file(path).plain()) == []
    assert breaches("protocol", json.loads(dump(read_protocol_file(path)))) == []


@pytest.mark.parametrize("path", [*EXAMPLES, BROKEN / "sound-facts.yaml"], ids=lambda path: path.name)
def test_the_schema_takes_every_example_of_facts(path):
    assert breaches("facts", read_file(path).plain()) == []


@given(WINDOWS)
def test_the_schema_takes_every_window(written):
    assert [error.message for error in Draft202012Validator(WINDOW.schema()).iter_errors(written)] == []
    again = WINDOW.write(read(WINDOW, written))
    assert [error.message for error in Draft202012Validator(WINDOW.schema()).iter_errors(again)] == []


@given(amounts())
def test_the_schema_takes_every_amount(written):
    assert Draft202012Validator(SPAN.schema()).is_valid(written)
    assert Draft202012Validator(SPAN.schema()).is_valid(SPAN.write(read(SPAN, written)))


def readable(folder: str) -> Iterator[tuple[Path, Any]]:
    """Yield the broken files that are YAML or JSON, and broken in their form or names only."""
    for path in sorted((BROKEN / folder).iterdir()):
        try:
            yield path, read_bytes(path.read_bytes(), name=path.name).plain()
        except BadFile:
            continue


@pytest.mark.slow
def test_the_schema_refuses_every_protocol_whose_form_is_broken():
    """What only we see: names that nobody defines, and what a pattern cannot say."""
    ours = re.compile(
        r"is not defined|stands twice|itself|begins a chain|both a subject|names neither|without|has no window"
        r"|write the smaller|swapped|S-09\.\.S-01|whole numbers, and the longest|not a range|not in the calendar"
        r"|unit '|changes nothing|write one unit|numbered days|until when|how long before|'part' is|'as' is"
        r"|'course' is|'first' is|one guard|of another script|limits are over|country code|the unit is missing"
        r"|does not go with|do not go together|end before they begin"
        r"|found '٧ day'|vague word|is longer than|the e[ns] text is empty|telephone|'days' counts"
    )
    expected = read_file(BROKEN / "expected.yaml").plain()

    accepted = [path.name for path, plain in readable("protocol") if not breaches("protocol", plain)]

    unseen = [
        name for name in accepted if not any(ours.search(line) for line in expected[f"protocol/{name}"])
    ]
    assert unseen == []
    assert len(accepted) < len(list(readable("protocol"))) / 2


def test_the_schema_refuses_facts_whose_form_is_broken():
    """Names, the calendar and plain words under `used` are beyond it."""
    refused = {path.stem for path, plain in readable("facts") if breaches("facts", plain)}

    assert refused >= {
        *("session-in-words", "session-time-alone"),
        *(
            "from-without-to",
            "key-near-a-known",
            "use-key-unknown",
            "condition-maybe",
            "condition-without-holds",
        ),
        *("age-out-of-reach", "age-with-a-fraction", "skin-type-roman", "depth-with-unit", "stage-misspelt"),
        *("country-in-small-letters", "plan-misspelt", "root-is-a-text", "uses-empty"),
    }


# --- the reference page -----------------------------------------------------------------------------------------------

SAID = {"says": {"en": "Said.", "es": "Dicho."}, "source": {"cite": "page"}}


def blocks() -> list[tuple[str, int, str]]:
    """Return the fenced examples of the page: what they show, the line they stand in, and their text."""
    page = PAGE.read_text(encoding="utf-8")
    found = re.finditer(r"^```yaml (\w+)\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return [(block[1], page.count("\n", 0, block.start()) + 2, block[2]) for block in found]


def shown(kind: str) -> list[Any]:
    """Return all items that the page shows of a kind."""
    texts = [text for what, _, text in blocks() if what == kind]
    return [item for text in texts for item in read_text(text, name="language.md").plain()]


@cache
def page_protocol() -> Protocol:
    """Return the one protocol that all examples together are."""
    whole: dict[str, Any] = {}
    for kind, _, text in blocks():
        if kind == "protocol":
            part = read_text(text, name="language.md").plain()
            assert not part.keys() & whole.keys()
            whole |= part
    rules = [{**SAID, **rule} for rule in shown("rules")]
    forms = {
        "when": ("windows", shown("windows")),
        "if": ("guards", shown("guards")),
        "often": ("often", shown("often")),
        "dose": ("doses", shown("doses")),
        "lasts": ("lasts", shown("lasts")),
    }
    for key, (name, items) in forms.items():
        rules += [
            {"id": f"{name}-{n}", "recommend": "serum", key: item, **SAID} for n, item in enumerate(items, 1)
        ]
    rules += [
        {"id": f"amount-{n}", "recommend": "serum", "when": {"before": "session", "for": amount}, **SAID}
        for n, amount in enumerate(shown("amounts"), 1)
    ]
    return parse(json.dumps({**whole, "rules": rules}), name="language.json")


def test_the_examples_of_the_page_are_one_protocol():
    protocol = page_protocol()

    assert parse(dump(protocol), name="again.json") == protocol
    assert breaches("protocol", json.loads(dump(protocol))) == []


RULE_KEYS = set(RULE.schema()["properties"])


def test_the_page_shows_every_key_of_a_protocol_and_of_a_rule():
    protocol = json.loads(dump(page_protocol()))
    texts = "".join(text for kind, _, text in blocks() if kind == "protocol")

    assert set(PROTOCOL.table) <= set(protocol) | {"settings"}
    assert {verb for rule in protocol["rules"] for verb in VERBS if verb in rule} == set(VERBS)
    rule_keys = {key for rule in protocol["rules"] for key in rule}
    assert rule_keys == RULE_KEYS
    assert all(f"\n  {key}: " in texts for key in SETTINGS.table)


ALL_FORMS = (
    "before",
    "after",
    "act",
    "day",
    "moment",
    "days",
    "nights",
    "since",
    "until",
    "while",
    "course",
    "words",
)


def test_the_page_shows_every_form_of_window_and_every_guard():
    protocol = page_protocol()
    forms = {window.form for rule in protocol.rules for window in rule.when}
    keys = {key for window in shown("windows") for key in window}

    assert forms == set(ALL_FORMS)
    assert keys == set(WINDOW.schema()["properties"])
    assert {key for guard in shown("guards") for key in guard} == set(GUARD.schema()["properties"])


def test_the_page_shows_the_default_settings():
    assert page_protocol().settings == Settings(gentle="calm")


def test_the_facts_of_the_page_are_facts_of_its_protocol():
    book = combine(page_protocol())
    ((_, _, text),) = [block for block in blocks() if block[0] == "facts"]
    facts = read_facts(read_text(text, name="facts.yaml"), book, name="facts.yaml", now=NOON)

    assert facts.uncovered == ()
    assert breaches("facts", read_text(text, name="facts.yaml").plain()) == []
    assert set(read_text(text, name="facts.yaml").plain()) >= set(FACTS.table) - {
        "protocols",
        "age",
        "answers",
    }


def test_the_uses_of_the_page_are_uses():
    book = combine(page_protocol())
    for use in shown("uses"):
        said = {
            "zone": "Europe/London",
            "asked": "2026-12-01T10:00",
            "session": "2026-12-03",
            "used": {"retinol": use},
        }
        facts = read_facts(read_text(json.dumps(said), name="a.json"), book, name="a.json", now=NOON)
        assert len(facts.used["retinol"]) == 1
        assert breaches("facts", said) == []


KINDS = ("protocol", "rules", "amounts", "windows", "guards", "often", "doses", "lasts", "facts", "uses")


def test_every_example_of_the_page_says_what_it_shows():
    page = PAGE.read_text(encoding="utf-8")

    assert {kind for kind, _, _ in blocks()} == {*KINDS}
    assert page.count("```yaml") == len(blocks())


def test_a_node_without_a_place_reads_as_one_with_a_place():
    assert SPAN.read(Node("3 day", Place(1, 1), "3 day"), Report("form")) == read(SPAN, "3 day")
