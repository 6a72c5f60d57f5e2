"""`needlecare product`: a label or a name, what it holds, and what the protocol says of it around a session."""

import json
from pathlib import Path

import jsonschema
import pytest
from cli.running import needlecare

from needlecare.wording.schemas import schema_of

LABEL = "Aqua, Glycerin, Retinol, TBHQ, Foobarium, Salicylic Acid 2%, Carbomer, Phenoxyethanol"
PLAIN = "Aqua, Glycerin, Cetearyl Alcohol, Carbomer, Phenoxyethanol"
AROUND = ("--session", "2026-12-03T14:30", "--zone", "Europe/London", "--now", "2026-11-22T18:00")
CALLS = [
    (LABEL,),
    (LABEL, "--name", "Anti-Blemish Gel", *AROUND),
    (PLAIN, *AROUND),
    ("Aqua, Urea, Glycerin", "--category", "hand cream"),
    ("",),
    ("--name", "Epiduo", *AROUND, "--used", "2 nights ago"),
    ("--name", "Epiduuo"),
    ("--name", "Clearasil", *AROUND),
    ("--name", "Isotretinoin", *AROUND, "--used", "ongoing"),
    ("--name", "Voltaren", "--route", "topical", *AROUND, "--used", "ongoing"),
    ("--name", "Doxycycline", *AROUND),
    ("Aq\u200bua, Sal\u0456cylic Acid", *AROUND),
]


def answer(*call: str) -> dict:
    done = needlecare("product", *call, "--json")
    assert (done.code, done.err) == (0, "")
    found = json.loads(done.out)
    assert isinstance(found, dict)
    return found


def page(*call: str) -> str:
    done = needlecare("product", *call)
    assert (done.code, done.err) == (0, "")
    return " ".join(done.out.split())


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
@pytest.mark.parametrize("language", ["en", "es"])
def test_an_answer_fits_its_schema_and_a_page_its_width(call, language):
    done = needlecare("product", *call, "--json", "--lang", language)
    shown = needlecare("product", *call, "--lang", language, COLUMNS="40")

    assert (done.code, done.err, shown.code, shown.err) == (0, "", 0, "")
    jsonschema.validate(json.loads(done.out), schema_of("product"), cls=jsonschema.Draft202012Validator)
    assert [line for line in shown.out.splitlines() if len(line) > 40] == []
    assert "{" not in shown.out


def test_each_class_names_its_ingredient_its_place_how_sure_and_why():
    shown = page(LABEL)

    assert "Contains: retinoid on the skin and beta hydroxy acid (BHA)." in shown
    assert "retinol; “Retinol”, characters 17 to 23; certain, the list names it" in shown
    assert "printed strength 2%" in shown
    assert LABEL[16:23] == "Retinol"
    assert "Not known here: Foobarium." in shown
    assert "TBHQ: an antioxidant, not hydroquinone" in shown


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ((LABEL,), "contains"),
        (("Aqua, Glycerin, Salicylic Acid, Carbomer, Phenoxyethanol",), "may contain - ask"),
        ((PLAIN,), "none found"),
        ((PLAIN + ", Foobarium",), "cannot tell"),
        (("",), "cannot tell"),
        (("--name", "Epiduo"), "contains"),
        (("--name", "Clearasil"), "may contain - ask"),
        (("--name", "Epiduuo"), "cannot tell"),
    ],
)
def test_the_four_answers(call, said):
    assert answer(*call)["answer"] == said


def test_a_question_stands_with_what_may_be_inside():
    assert "Which product of this brand is it? Read out its ingredients." in page("--name", "Clearasil")


def test_a_similar_name_is_offered_and_never_used():
    found = answer("--name", "Epiduuo")

    assert (found["classes"], found["suggestions"]) == ([], ["epiduo"])


@pytest.mark.parametrize(
    ("route", "groups"), [("oral", ["oral-isotretinoin"]), ("topical", ["topical-retinoid"])]
)
def test_a_route_settles_what_one_name_leaves_open(route, groups):
    assert answer("--name", "Isotretinoin", "--route", route)["classes"] == groups
    assert answer("Isotretinoin", "--route", route)["classes"] == groups


def test_a_label_comes_from_a_file_or_standard_input_as_well(tmp_path):
    path = tmp_path / "label.txt"
    path.write_text("\ufeff" + LABEL.replace(", ", ",\n"), encoding="utf-8")

    piped = needlecare("product", "-", "--json", typed=LABEL)

    assert answer(str(path))["classes"] == ["topical-retinoid", "bha"]
    assert json.loads(piped.out) == answer(LABEL)


# --- around a session --------------------------------------------------------------------------------------------------


def around(*call: str) -> dict[str, dict]:
    return {one["class"]: one for one in answer(*call, *AROUND)["session"]["classes"]}


def test_the_last_use_and_when_it_is_allowed_again_come_from_the_rules():
    bha = around(LABEL)["bha"]

    assert bha["last_use_by"] == "2026-11-30T14:30:00+00:00"
    assert bha["again_from"] == "2026-12-07T15:30:00+00:00"  # four days after the end, the longer reading
    assert {rule["rule"] for rule in bha["rules"]} >= {"exfoliant-before", "exfoliation-after"}


def test_what_the_protocol_does_not_say_stays_unknown():
    retinoid = around(LABEL)["topical-retinoid"]

    assert retinoid["again_from"] is None
    assert any("does not say when it is allowed again" in line for line in retinoid["text"])


def test_a_last_use_that_was_too_late_says_until_when_to_wait():
    text = around("--name", "Epiduo", "--used", "2026-11-22")["topical-retinoid"]["text"]
    late = answer(
        "--name", "Epiduo", "--session", "2026-11-24T10:00", "--now", "2026-11-22", "--used", "today"
    )

    assert "in time" in text[0]
    assert "less than 3 days before the session; wait until" in late["session"]["classes"][0]["text"][0]


def test_a_class_that_no_rule_names_is_not_covered():
    found = answer("--name", "Acitretin", "--route", "oral", *AROUND)

    assert found["classes"] == ["systemic-retinoid"]
    assert found["session"]["classes"][0]["covered"] is False
    assert "not covered by this protocol" in found["session"]["classes"][0]["text"][0]


@pytest.mark.parametrize("name", ["Accutane", "Prednisolone", "Warfarin", "Ibuprofen", "Tretinoin", "Epiduo"])
@pytest.mark.parametrize("used", [(), ("--used", "ongoing")], ids=["not-said", "ongoing"])
@pytest.mark.parametrize(
    ("language", "ask"), [("en", "ask your prescriber"), ("es", "consulte antes a quien")]
)
def test_what_may_be_prescribed_comes_with_whom_to_ask(name, used, language, ask):
    found = answer("--name", name, *AROUND, *used, "--lang", language)["session"]["classes"]

    assert found
    for one in found:
        text = " ".join(one["text"])
        assert one["may_be_prescribed"]
        assert ask in text
        assert not any(order in text.lower() for order in ("stop taking", "stop using", "deje de"))


# --- wrong use ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        ((), "give an ingredient list"),
        (("no-such-file.txt",), "there is no file"),
        ((PLAIN, "--route", "rectal"), "use topical, oral, nasal"),
        ((PLAIN, "--used", "yesterday"), "give --session too"),
        ((LABEL, *AROUND, "--used", "3/4"), "Which day do you mean?"),
        ((LABEL, *AROUND, "--used", "banana"), "write a time"),
        ((PLAIN, "--session", "soon"), "write a day"),
        ((PLAIN, "--session", "2026-12-03", "--zone", "Atlantis"), "not known"),
    ],
)
def test_wrong_use_says_what_to_do(call, problem):
    done = needlecare("product", *call)

    assert done.code == 2
    assert problem in " ".join(done.err.replace("│", " ").split())


@pytest.mark.parametrize(
    ("raw", "problem"),
    [(b"Aqua, \xff\xfe", "is not UTF-8"), (b"a, " * 40_000, "is longer than 100,000 characters")],
)
def test_a_file_that_is_no_label_is_a_problem_with_its_place(tmp_path: Path, raw, problem):
    path = tmp_path / "label.txt"
    path.write_bytes(raw)

    done = needlecare("product", str(path))

    assert done.code == 1
    assert f"{path}:1:1: " in done.err
    assert problem in done.err
