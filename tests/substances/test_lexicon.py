"""The reviewed names, and the checks that keep them right."""

import shutil

import pytest

from needlecare.substances.lexicon import FOLDER, PRODUCT_CLASSES, lexicon
from needlecare.substances.lint import problems
from needlecare.substances.normalise import key


def test_the_lexicon_has_no_problems():
    assert problems() == []


def test_at_least_900_names_of_substances_brands_and_false_friends_are_held():
    words = lexicon()

    assert sum(term.kind == "substance" for term in words.terms.values()) + len(words.brands) >= 900


def test_every_product_class_has_members():
    groups = {member.group for members in lexicon().members.values() for member in members}

    assert set(PRODUCT_CLASSES) <= groups


def test_no_restricted_name_passes_as_ordinary_by_its_words():
    words = lexicon()
    unmistakable = {"member", "weak", "acid", "salicylic", "thioglycolate", "aspirin", "ask"}

    passing = [
        name
        for name, term in words.terms.items()
        if term.kind == "substance"
        and any(member.rule in unmistakable for member in words.members_of(term.ref))
        and words.is_ordinary(name.split())
    ]

    assert passing == []


def test_one_substance_by_two_routes_has_two_codes():
    codes = {member.route: member.atc for member in lexicon().members_of("isotretinoin")}

    assert codes["oral"] == "D10BA01 [A]"
    assert codes["topical"].startswith("D10AD04 [A]")


@pytest.mark.parametrize(
    ("name", "line", "words"),
    [
        ("substances.csv", "newone,topical,no-such-class,member,,,,,", "class 'no-such-class' is not known"),
        ("substances.csv", "newone,topical,aha,guess,,,,,", "rule 'guess' is not known"),
        (
            "substances.csv",
            "newone,topical,aha,member,79-14-2 [C],,,,",
            "the check digit of CAS 79-14-2 [C] is wrong",
        ),
        ("names.csv", "newname,no-such-substance,en,name,[r]", "has no row in substances.csv; add one"),
        ("names.csv", "Retinol,adapalene,en,name,[r]", "one name, one substance"),
        (
            "names.csv",
            "glycerin leaf extract,adapalene,en,name,[r]",
            "so a variant of it would pass as ordinary",
        ),
        ("brands.csv", "Newbrand,adapalene:oral,fixed,US,[r]", "adapalene has no row for route 'oral'"),
        ("brands.csv", "Otherbrand,adapalene:topical,fixed,US,", "say where 'Otherbrand' was read"),
        (
            "brands.csv",
            "Thirdbrand,adapalene:topical,fixed,US,A page [v]",
            "source 'A page [v]' is not in sources.csv",
        ),
        ("false_friends.csv", "Retinol,aha,a trap", "it cannot be both"),
        ("words.csv", "Up9,base", "must be lower-case letters"),
        ("speech.csv", "new word,no-such-class,procedure,en", "class 'no-such-class' is not known"),
    ],
)
def test_the_linter_says_where_what_and_what_to_do(tmp_path, name, line, words):
    folder = tmp_path / "lexicon"
    shutil.copytree(FOLDER, folder)
    with (folder / name).open("a", encoding="utf-8") as handle:
        handle.write(line + "\n")

    found = problems(folder)

    assert any(problem.startswith(f"{name}:") and words in problem for problem in found)


def test_a_key_is_the_same_for_any_case_accent_and_hyphen():
    assert key("  Ácido  Salicílico ") == key("acido-salicilico") == "acido salicilico"
