"""Both languages say the same things, with the same names filled in, and nothing is left lying about."""

import string
import subprocess
import sys
from pathlib import Path

import pytest
from wording.worlds import book, facts

from needlecare.protocol.model import LANGUAGES
from needlecare.wording.language import Speaker, texts

SOURCE = Path(__file__).parents[2] / "src" / "needlecare"
# Looked up by a word of the model, such as an outcome's or a verb's.
FAMILIES = (
    *(
        "arrival-",
        "check-",
        "class-",
        "count-",
        "edge-",
        "g-",
        "grade-",
        "group-",
        "i-",
        "limit-",
        "plan-",
        "q-",
        "reason-",
    ),
    *("series-note-", "sure-", "the-", "then-", "unit-", "up-", "verb-", "verdict-", "w-"),
)


def names_in(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def test_both_languages_have_the_same_keys_in_the_same_order():
    assert list(texts("en")) == list(texts("es"))


def test_both_languages_fill_in_the_same_names():
    different = {k: (names_in(v), names_in(texts("es")[k])) for k, v in texts("en").items()}

    assert {key: pair for key, pair in different.items() if pair[0] != pair[1]} == {}


def test_every_template_is_used():
    languages = {SOURCE / "wording" / f"{language}.py" for language in LANGUAGES}
    code = "".join(path.read_text(encoding="utf-8") for path in set(SOURCE.rglob("*.py")) - languages)

    unused = [
        key
        for key in texts("en")
        if not key.startswith(FAMILIES) and f'"{key}"' not in code and f"'{key}'" not in code
    ]
    assert unused == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_template_is_empty_or_has_a_stray_space(language):
    odd = [
        k
        for k, v in texts(language).items()
        if not v.strip() or "  " in v or (v.endswith(" ") and k not in ("and", "or", "comma", "if"))
    ]

    assert odd == []


def test_a_language_that_is_not_spoken_is_refused():
    with pytest.raises(ValueError, match="language 'fr' is not spoken here; use en or es"):
        texts("fr")


@pytest.mark.parametrize(
    ("names", "joined", "shown"),
    [
        (["agua"], "and", "agua"),
        (["agua", "crema"], "and", "agua y crema"),
        (["crema", "hielo", "igualdad"], "and", "crema, hielo e igualdad"),
        (["agua", "hielo"], "and", "agua y hielo"),
        (["perfume", "otro"], "or", "perfume u otro"),
        (["agua", "crema"], "or", "agua o crema"),
    ],
)
def test_spanish_lists_change_their_last_word_for_its_sound(names, joined, shown):
    assert Speaker(book(), facts(), "es").listed(names, joined=joined) == shown


def test_spanish_writes_the_article_together():
    speaker = Speaker(book(), facts(), "es")

    shown = speaker.fill("anchor-unknown", subject="retinol", span="3 días", anchor="el peeling")
    assert shown == "retinol: cuenta 3 días antes del peeling, cuya fecha aún no sabemos."


def test_wording_loads_without_a_terminal_or_a_yaml_reader():
    code = (
        "import sys, needlecare.wording.findings, needlecare.wording.questions, needlecare.wording.en;"
        "print(*(name for name in ('rich', 'typer', 'ruamel.yaml', 'jsonschema') if name in sys.modules))"
    )

    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        == "\n"
    )
