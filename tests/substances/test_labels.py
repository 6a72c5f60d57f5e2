"""Ingredient lists, as they come."""

import csv
import json
from pathlib import Path

import pytest

from needlecare.substances import read_label, read_name
from needlecare.substances.lexicon import PRODUCT_CLASSES

DATA = Path(__file__).parents[1] / "data"
DAY_CREAM = (
    "Water (Aqua), Glycerin, Cetearyl Alcohol, Dimethicone, Niacinamide, Salicylic Acid, Squalane, Panthenol, "
    "Xanthan Gum, Phenoxyethanol, Ethylhexylglycerin, Citric Acid"
)


def own_labels() -> list[dict[str, str]]:
    with (DATA / "products" / "labels.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def real_labels() -> list[dict]:
    lines = (DATA / "products-dev" / "products.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("row", own_labels(), ids=lambda row: row["remark"])
def test_a_label_is_answered_as_its_remark_says(row):
    reading = read_label(
        row["ingredients"],
        name=row["name"] or None,
        category=row["category"] or None,
        route=row["route"] or None,
    )

    assert reading.answer == row["answer"]
    assert sorted(reading.classes) == sorted(row["classes"].split())
    assert set(row["asked"].split()) <= set(reading.asked)


@pytest.mark.parametrize("how", ["name, category and route", "name only"])
def test_at_least_98_of_100_real_labels_get_the_exact_classes_and_none_is_falsely_clear(how):
    exact, falsely_clear = 0, []
    for row in real_labels():
        truth = row["truth"]
        more = {"category": row["category"], "route": row["route"]} if how != "name only" else {}
        reading = read_label(row["ingredients"], name=row["name"], **more)
        accepted = [set(truth["classes"])] + [set(also["classes"]) for also in truth["also_accept"]]
        exact += set(reading.classes) & set(PRODUCT_CLASSES) in accepted
        verdicts = {truth["verdict"]} | {also["verdict"] for also in truth["also_accept"]}
        if reading.answer == "none found" and "none" not in verdicts:
            falsely_clear.append(row["id"])

    assert falsely_clear == []
    assert exact >= 0.98 * 79


@pytest.mark.parametrize("row", real_labels(), ids=lambda row: row["id"])
def test_a_real_label_that_needs_a_question_gets_one(row):
    truth = row["truth"]
    reading = read_label(row["ingredients"], name=row["name"], category=row["category"], route=row["route"])

    if truth["verdict"] == "ask":
        accepted = [also["classes"] for also in truth["also_accept"]]
        assert reading.answer in ("may contain - ask", "cannot tell") or list(reading.classes) in accepted
    if truth["weak"]:
        assert {f.group for f in reading.findings if f.sure == "weak"} >= set(truth["weak"])


@pytest.mark.parametrize("row", real_labels(), ids=lambda row: row["id"])
def test_a_real_label_without_its_name_is_never_clear_when_it_prints_a_member(row):
    reading = read_label(row["ingredients"])

    if row["truth"]["verdict"] == "member":
        assert reading.answer != "none found"


def test_offsets_lead_back_to_the_words_as_printed():
    text = "Aqua,  Glycérine,\nRet\u200binol*, Parfum"

    reading = read_label(text)

    token = reading.findings[0].token
    assert token is not None
    assert text[token.start : token.end] == "Ret\u200binol"


def test_place_decides_salicylic_acid_where_nothing_else_is_printed():
    in_the_middle = read_label(DAY_CREAM, name="Day Cream")
    against_acne = read_label(DAY_CREAM, name="Anti-Blemish Cream")

    assert (in_the_middle.classes, in_the_middle.asked) == ((), ("bha",))
    assert against_acne.classes == ("bha",)


def test_an_unknown_word_is_shown_and_keeps_the_answer_open():
    reading = read_label("Aqua, Glycerin, Zorbalone")

    assert reading.answer == "cannot tell"
    assert [token.text for token in reading.unknown] == ["Zorbalone"]


def test_hidden_characters_are_reported():
    reading = read_label("Aqua, Gly\u202ecerin, R\u0435tinol")

    assert [oddity.kind for oddity in reading.oddities] == ["hidden", "look-alike"]


def test_a_false_friend_is_named_with_what_it_is():
    reading = read_label("Petrolatum, BHA, TBHQ")

    assert {(f.looks_like, f.why) for f in reading.look_alikes} >= {("hydroquinone", "an antioxidant")}


def test_one_wrong_letter_in_a_medicine_is_a_question_and_never_a_fact():
    for name in (
        "adapalenne",
        "tretinoinn",
        "clindamycine phosphatte",
        "isotretinoim",
        "mupirocine calciumm",
    ):
        reading = read_label(f"Aqua, {name}, Glycerin", route="topical")

        assert reading.answer != "none found"
        assert all(
            finding.token is None or not finding.holds or finding.reason != "one-letter"
            for finding in reading.findings
        )


def test_a_route_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="use topical, oral, nasal or ophthalmic"):
        read_label("Aqua", route="rectal")


def test_a_reading_becomes_json():
    document = json.loads(json.dumps(read_label("Aqua, Retinol 0.5%").to_json("es")))

    assert document["classes"] == ["topical-retinoid"]
    assert document["findings"][0]["strength"] == "0.5%"
    assert document["findings"][0]["why"]


@pytest.mark.parametrize(
    ("name", "answer", "classes"),
    [
        ("Epiduo", "contains", {"topical-retinoid", "benzoyl-peroxide"}),
        ("EPIDUO FORTE gel", "contains", {"topical-retinoid", "benzoyl-peroxide"}),
        ("Roaccutane", "contains", {"oral-isotretinoin"}),
        ("Isotrexin", "contains", {"topical-retinoid", "topical-antibiotic"}),
        ("Nurofen", "contains", {"nsaid"}),
        ("Clearasil", "may contain - ask", set()),  # a family of formulas
        ("Voltaren", "contains", {"nsaid"}),  # pill or gel, the class is the same
        ("Tylenol", "none found", set()),
        ("Epiduoo", "cannot tell", set()),  # similar is not the same
        ("Accupril", "cannot tell", set()),  # not Accutane
    ],
)
def test_a_name_is_looked_up_exactly(name, answer, classes):
    reading = read_name(name)

    assert reading.answer == answer
    assert set(reading.classes) == classes


@pytest.mark.parametrize(
    ("label", "asked"),
    [
        ("Saccharum Officinarum Extract", ("aha",)),
        ("Aqua, Sugar Cane Extract, Glycerin, Phenoxyethanol", ("aha",)),
        ("Aqua, Glycerin, Squalane, Butylene Glycol, Saccharum Officinarum Extract, Phenoxyethanol", ()),
        ("Aqua, Citrus Limon Fruit Extract, Glycerin, Squalane, Phenoxyethanol", ()),
    ],
)
def test_sugar_cane_that_begins_a_list_is_asked_about_and_further_down_it_is_a_plant(label, asked):
    reading = read_label(label)

    assert (reading.asked, reading.classes) == (asked, ())
    assert (reading.answer == "none found") is not bool(asked)


@pytest.mark.parametrize("name", ["Epiduo", "Clearasil", "Isotrexin", "Duac gel", "Retin-A cream"])
def test_a_name_gives_each_ingredient_once_with_one_question(name):
    found = [(finding.group, finding.substance) for finding in read_name(name).findings]

    assert found
    assert len(found) == len(set(found))


def test_a_similar_name_is_offered_and_not_used():
    assert "epiduo" in [name.lower() for name in read_name("Epiduoo").suggestions]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Aqua, Saccharum Officinarum Extract, Vaccinium Myrtillus Extract, Glycerin", "may contain - ask"),
        ("Aqua, Vaccinium Myrtillus Extract, Glycerin, Phenoxyethanol", "none found"),
    ],
)
def test_two_fruit_acid_plants_high_on_a_list_are_asked_about_and_one_is_not(text, answer):
    assert read_label(text).answer == answer
