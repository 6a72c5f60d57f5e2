"""The reader takes YAML 1.2 core and JSON, keeps every place, and refuses the rest."""

import json

import pytest

from needlecare.protocol import reader
from needlecare.protocol.reader import BadFile, Place, Problem, Report, read_bytes, read_file, read_text


def value_of(text, name="a.yaml"):
    return read_text(text, name=name).plain()


def problem_of(text, name="a.yaml"):
    with pytest.raises(BadFile) as caught:
        read_bytes(text if isinstance(text, bytes) else text.encode(), name=name)
    (problem,) = caught.value.problems
    return str(problem)


# --- what a plain word means ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),  # false in YAML 1.1
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("y", "y"),
        ("NO", "NO"),  # Norway
        ("12:30", "12:30"),  # 750 in YAML 1.1
        ("1:30:00", "1:30:00"),
        ("2026-11-30", "2026-11-30"),  # a date in YAML 1.1
        ("010", 10),  # 8 in YAML 1.1
        ("0o10", 8),
        ("0x1F", 31),
        ("1_000", "1_000"),  # 1000 in YAML 1.1
        ("-3", -3),
        ("+3", 3),
        ("3.5", 3.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1.0", 1.0),
        (".inf", ".inf"),  # no infinity in our files
        (".nan", ".nan"),
        ("true", True),
        ("False", False),
        ("TRUE", True),
        ("tRUE", "tRUE"),
        ("null", None),
        ("~", None),
        ("", None),
        ("=", "="),  # a tag of its own in YAML 1.1
        ("5..7 day", "5..7 day"),
        ("'no'", "no"),
        ('"3"', "3"),
        ("'true'", "true"),
        ("how long?", "how long?"),
        ("a#b", "a#b"),
        ("a #b", "a"),
        ("-", [None]),
    ],
)
def test_a_plain_word_means_what_yaml_1_2_core_says(written, value):
    assert value_of(f"key: {written}\n" if written != "-" else "key:\n-\n") == {"key": value}


def test_a_question_may_stand_in_a_flow_mapping_without_quotes():
    assert value_of("ask: {en: How long? Really, es: ¿Cuánto?}\n")["ask"]["en"] == "How long? Really"


def test_texts_fold_as_yaml_says():
    written = (
        "a: one\n  two\nb: >-\n  one\n  two\n\n  three\nc: |\n  one\n  two\nd: 'it''s'\ne: \"\\u00e9\\n\"\n"
    )

    assert value_of(written) == {
        "a": "one two",
        "b": "one two\nthree",
        "c": "one\ntwo\n",
        "d": "it's",
        "e": "é\n",
    }


def test_a_quoted_word_keeps_that_it_was_quoted_and_a_plain_one_how_it_was_written():
    root = read_text('a: "1.10"\nb: 1.10\n', name="a.yaml").value

    assert (root["a"].value, root["a"].quoted) == ("1.10", True)
    assert (root["b"].value, root["b"].text, root["b"].quoted) == (1.1, "1.10", False)


# --- places -----------------------------------------------------------------------------------------------------------


def test_every_value_and_every_key_knows_its_place():
    root = read_text("# first\na:\n  bé: [1, {c: 2}]\n", name="a.yaml")

    inner = root.value["a"].value["bé"]
    assert root.value["a"].place == Place(3, 3)
    assert root.keys["a"] == Place(2, 1)
    assert root.value["a"].keys["bé"] == Place(3, 3)
    assert inner.place == Place(3, 7)
    assert inner.value[1].value["c"].place == Place(3, 15)


def test_a_value_that_is_missing_is_missing_at_its_key():
    assert read_text("a:\n\n\nb: 1\n", name="a.yaml").value["a"].place == Place(1, 1)


def test_places_in_json_count_as_in_yaml():
    root = read_text('{\n  "a": [1,\n    {"c": "é"}]\n}\n', name="a.json")

    inner = root.value["a"].value
    assert root.keys["a"] == Place(2, 3)
    assert inner[0].place == Place(2, 9)
    assert inner[1].value["c"].place == Place(3, 11)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_line_ends_of_both_kinds_count_the_same(ends):
    text = ends.join(["a: 1", "b: 2", "a: 3", ""])

    assert problem_of(text) == "a.yaml:3:1: key 'a' stands twice (first in line 1); keep one of them"


def test_problems_come_in_the_order_of_the_file():
    report = Report("a.yaml")
    report.problem(Place(3, 1), "third")
    report.problem(Place(1, 9), "second")
    report.problem(Place(1, 2), "first")

    with pytest.raises(BadFile) as caught:
        report.raise_if_any()

    assert [problem.what for problem in caught.value.problems] == ["first", "second", "third"]
    assert [problem.what for problem in report] == ["first", "second", "third"]
    assert str(caught.value) == "a.yaml:1:2: first\na.yaml:1:9: second\na.yaml:3:1: third"


def test_a_report_keeps_no_more_problems_than_a_person_reads():
    report = Report("a.yaml")
    for line in range(1, 10_000):
        report.problem(Place(line, 1), "again")

    assert len(report.problems) == reader.MAX_PROBLEMS
    assert report.problems[0] == Problem("a.yaml", Place(1, 1), "again")


def test_a_report_without_problems_raises_nothing():
    Report("a.yaml").raise_if_any()


# --- bytes ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_a_byte_order_mark_at_the_start_is_no_defect(name):
    assert read_bytes(b'\xef\xbb\xbf{"a": 1}', name=name).plain() == {"a": 1}


def test_a_byte_that_is_not_utf8_has_its_line_and_column():
    expected = "a.yaml:2:5: is not UTF-8 here; save the file as UTF-8"

    assert problem_of("á: 1\nb: é".encode() + b"\xff\n") == expected


def test_a_file_that_is_not_there_is_a_problem_and_no_crash(tmp_path):
    with pytest.raises(BadFile, match=r"^gone.yaml:1:1: cannot be opened: .*; check the path$"):
        read_file(tmp_path / "gone.yaml")


def test_a_folder_is_a_problem_and_no_crash(tmp_path):
    with pytest.raises(BadFile, match=r":1:1: cannot be opened"):
        read_file(tmp_path)


def test_a_file_may_go_by_another_name_in_its_messages(tmp_path):
    (tmp_path / "a.yaml").write_text("a: [\n", encoding="utf-8")

    with pytest.raises(BadFile, match=r"^the page:2:1: "):
        read_file(tmp_path / "a.yaml", name="the page")


# --- limits -----------------------------------------------------------------------------------------------------------


def test_a_file_as_large_as_may_be_is_read_and_one_byte_more_is_not():
    text = "a: " + "b" * (reader.MAX_BYTES - 3)

    assert len(value_of(text)["a"]) == reader.MAX_BYTES - 3
    assert problem_of(text + "b") == f"a.yaml:1:1: is larger than {reader.MAX_BYTES:,} bytes; split it"


def test_a_file_is_not_read_beyond_its_limit(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as stream:
        stream.truncate(10_000_000_000)  # sparse: takes no room on the disk

    with pytest.raises(BadFile, match=r"large.yaml:1:1: is larger than"):
        read_file(path)


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_as_many_values_as_may_be_are_read_and_one_more_is_not(name):
    most = reader.MAX_NODES - 1  # the list itself counts as one

    assert value_of(json.dumps([1] * most), name) == [1] * most
    assert problem_of(json.dumps([1] * (most + 1)), name).endswith(
        f"more than {reader.MAX_NODES:,} values in one file; split it"
    )


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
def test_nesting_as_deep_as_may_be_is_read_and_one_deeper_is_not(name):
    def deep(levels):
        return "[" * levels + "]" * levels

    value_of(deep(reader.MAX_DEPTH + 1), name)

    column = reader.MAX_DEPTH + 2
    expected = f"{name}:1:{column}: nested more than {reader.MAX_DEPTH} deep; flatten it"
    assert problem_of(deep(reader.MAX_DEPTH + 2), name) == expected


# --- JSON -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        {"a": []},
        {"a": {"b": [1, -2, 3.5, 1e3, True, False, None, "no", 'é\n"\\ /']}},
        [[[1]], {"x": {}}],
        "text",
        0,
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_json_is_read_as_the_json_it_is(value, indent):
    text = json.dumps(value, indent=indent)

    assert value_of(text, "a.json") == value


def test_json_words_stay_texts():
    assert value_of('{"a": "no", "b": "1", "c": "null"}', "a.json") == {"a": "no", "b": "1", "c": "null"}


@pytest.mark.parametrize(
    "text",
    [
        "{'a': 1}",
        "{a: 1}",
        "[1,]",
        '{"a": 1,}',
        "[1 2]",
        "01",
        "+1",
        ".5",
        "1.",
        "0x1",
        "NaN",
        "Infinity",
        "-",
    ],
)
def test_what_is_yaml_but_not_json_is_refused_in_a_json_file(text):
    problem_of(text, "a.json")


# --- help -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("lasser", ["laser", "peel"], " (did you mean 'laser'?)"),
        ("sauna", ["laser", "peel"], ""),
        ("", ["laser"], ""),
        ("laser", [], ""),
    ],
)
def test_a_word_close_to_a_known_one_is_named(word, known, said):
    assert reader.suggestion(word, known) == said


def test_a_long_or_odd_text_is_quoted_on_one_short_line():
    assert reader.clipped("a\nb\u202ec") == "a?b?c"
    assert reader.clipped("x" * 40) == "x" * 40
    assert reader.clipped("x" * 41) == "x" * 39 + "…"
