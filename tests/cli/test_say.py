"""Plain words: as facts by `say`, in facts files, and in the interview."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from cli.running import needlecare

from needlecare.answering.answers import understood
from needlecare.cli.keeping import write
from needlecare.cli.options import Language, case_of, open_book, read_root
from needlecare.engine.interview import Prompt
from needlecare.protocol.reader import read_text
from needlecare.wording.schemas import schema_of

DAY = ("--today", "2026-11-22")
HEAD = "zone: Europe/London\nasked: 2026-11-22T18:00\nsession: 2026-12-03T14:30\nareas: [face]\n"


def facts_file(tmp_path: Path, used: str) -> str:
    path = tmp_path / "facts.yaml"
    path.write_text(f"{HEAD}used:\n  {used}\n", encoding="utf-8")
    return str(path)


def findings(path: str) -> dict[str, dict]:
    done = needlecare("screen", path, "--json")
    assert (done.code, done.err) == (0, "")
    return {finding["rule"]: finding for finding in json.loads(done.out)["findings"]}


# --- say ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "words",
    [
        "stopped tret 2 nights ago",
        "retinol on 3/4, and accutane since May",
        "dejé el retinol hace 3 días",
        "only a moisturiser",
        "colourless green ideas",
        "",
        "waxed my legs last week and laser next friday",
    ],
)
def test_what_say_prints_for_programs_fits_its_schema_and_its_page_fits_the_width(words, language):
    done = needlecare("say", words, *DAY, "--lang", language, "--json")
    page = needlecare("say", words, *DAY, "--lang", language, COLUMNS="40")

    assert (done.code, done.err, page.code, page.err) == (0, "", 0, "")
    jsonschema.validate(json.loads(done.out), schema_of("say"), cls=jsonschema.Draft202012Validator)
    assert [line for line in page.out.splitlines() if len(line) > 40] == []


def test_words_give_class_and_days_and_are_kept():
    said = json.loads(needlecare("say", "stopped tret 2 nights ago", *DAY, "--json").out)

    assert said["verdict"] == "facts"
    assert said["uses"][0]["classes"] == ["topical-retinoid"]
    assert said["uses"][0]["when"] == [{"from": "2026-11-19", "to": "2026-11-20"}]
    assert said["facts"]["used"]["topical-retinoid"]["words"] == "tret: 2 nights ago"


def test_ambiguous_words_show_every_reading_and_become_no_fact():
    shown = " ".join(needlecare("say", "retinol on 3/4", *DAY).out.split())

    assert "Which day do you mean? Can be read as on Friday 3 April or on Wednesday 4 March." in shown
    assert "For a facts file" not in shown


def test_the_facts_that_are_shown_are_a_facts_file(tmp_path):
    shown = needlecare("say", "waxed my legs last week, laser next friday", *DAY).out
    path = tmp_path / "said.yaml"
    path.write_text(
        HEAD + ("\n" + shown.partition("For a facts file\n")[2]).replace("\n  ", "\n"), encoding="utf-8"
    )

    assert findings(str(path))["laser-before"]["outcome"] == "wait"


def test_words_count_from_one_day():
    done = needlecare("say", "tret yesterday", "--today", "2026-11")

    assert done.code == 2
    assert "words count from one day" in done.err


# --- facts files -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("used", "rule", "said"),
    [
        ("topical-retinoid: stopped 2 nights ago", "topical-retinoid-before", "“stopped 2 nights ago”"),
        ("topical-retinoid: {last: yesterday, prescribed: no}", "topical-retinoid-before", "“yesterday”"),
        ("waxing: [last week, {last: hace 3 semanas, area: legs}]", "waxing-before", "“last week”"),
        ("exfoliating-acid: acid toner 3 days ago", "exfoliant-before", "“acid toner 3 days ago”"),
        ("laser: laser next friday", "laser-before", "“laser next friday”"),
    ],
)
def test_a_facts_file_takes_plain_words_and_keeps_them(tmp_path, used, rule, said):
    found = findings(facts_file(tmp_path, used))[rule]

    assert any(said in line for line in found["said"])


def test_what_goes_on_is_not_taken_for_over(tmp_path):
    found = findings(facts_file(tmp_path, "topical-retinoid: I use retinol every night"))

    assert found["topical-retinoid-before"]["outcome"] == "ask"
    assert "still in use" in found["topical-retinoid-before"]["said"][0]


@pytest.mark.parametrize(
    ("used", "problem"),
    [
        (
            "topical-retinoid: 3/4",
            "6:21: “3/4” leaves a question: Which day do you mean? It can be read as on Friday 3",
        ),
        ("topical-retinoid: a while ago", "leaves a question: When was the last time?"),
        ("waxing: legs last week and my lip yesterday", "leaves a question: Which day do you mean?"),
        ("aha: tret yesterday", "speaks of retinoid on the skin; write it under topical-retinoid"),
        ("topical-retinoid: isotretinoin yesterday", "speaks of isotretinoin by mouth"),
        (
            "topical-retinoid: banana",
            "expected a last use, found 'banana'; write a time, never, ongoing or not-sure",
        ),
        ("topical-retinoid: nevr", "did you mean 'never'?"),
        ("topical-retinoid: 2026-13-01", "this day is not in the calendar"),
        ("waxing: {last: 'last monday and on friday', area: legs}", "leaves a question"),
    ],
)
def test_words_that_leave_a_question_are_a_problem_with_that_question(tmp_path, used, problem):
    done = needlecare("screen", facts_file(tmp_path, used))

    assert done.code == 1
    assert problem in done.err


def test_words_count_from_the_day_they_were_said(tmp_path):
    path = Path(facts_file(tmp_path, "topical-retinoid: 2 nights ago"))
    path.write_text(path.read_text(encoding="utf-8").replace("11-22", "11-20"), encoding="utf-8")

    assert "on Wednesday 18 November" in findings(str(path))["topical-retinoid-before"]["said"][0]


def test_the_lexicon_is_read_only_where_words_are_met(tmp_path):
    code = (
        "import sys\nfrom needlecare.cli import main\ntry: main(['screen', sys.argv[1]])\nexcept SystemExit: pass\n"
        "print('needlecare.substances' in sys.modules)"
    )

    def loads(used: str) -> str:
        path = facts_file(tmp_path, used)
        done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True)
        return done.stdout.splitlines()[-1]

    assert loads("topical-retinoid: 2026-11-20") == "False"
    assert loads("topical-retinoid: yesterday") == "True"


# --- the interview -----------------------------------------------------------------------------------------------------


def talk(tmp_path: Path, *typed: str, language: str = "en") -> tuple[str, dict]:
    """Return what an interview printed when the first class of its list was picked, and what it kept of uses."""
    path = tmp_path / "eve.yaml"
    said = {
        "zone": "Europe/London",
        "session": "2026-12-03T14:30",
        "areas": ["face"],
        "protocols": ["microneedling"],
        "plan": {"peel": "no"},
        "previous-sessions": [],
        "used": {"oral-isotretinoin": "never"},
    }
    write(path, said)
    now, lines = (
        ("--now", "2026-11-22T18:00"),
        "\n".join(["1", *typed, "quit" if language == "en" else "salir", ""]),
    )
    done = needlecare("interview", "--save", str(path), *now, "--lang", language, typed=lines)
    assert done.code == 0
    plain = read_text(path.read_text(encoding="utf-8"), name=path.name).plain()
    assert isinstance(plain, dict)
    return " ".join(done.out.split()), plain["used"]


@pytest.mark.parametrize(
    ("language", "words", "entry"),
    [
        ("en", "2 nights ago", {"last": "2026-11-20"}),
        ("es", "hace 2 noches", {"last": "2026-11-20"}),
        ("en", "stopped tret on monday", {"last": {"from": "2026-11-15", "to": "2026-11-16"}}),
        ("en", "every night", {"last": "ongoing"}),
        ("en", "next friday", {"planned": "2026-11-27"}),
    ],
)
def test_the_interview_takes_words_and_keeps_them_with_their_days(tmp_path, language, words, entry):
    _, used = talk(tmp_path, words, language=language)

    assert used["topical-retinoid"] == {**entry, "words": words}


def test_the_interview_asks_again_where_words_can_be_read_in_two_ways(tmp_path):
    shown, used = talk(tmp_path, "3/4", "3 April")

    assert (
        "“3/4” leaves a question: Which day do you mean? It can be read as on Friday 3 April or on" in shown
    )
    assert used["topical-retinoid"] == {"last": "2026-04-03", "words": "3 April"}


def test_the_interview_does_not_take_the_words_for_another_class(tmp_path):
    shown, used = talk(tmp_path, "glycolic yesterday")

    assert "“glycolic yesterday” speaks of alpha hydroxy acid (AHA)" in shown
    assert "topical-retinoid" not in used


def test_a_question_about_an_earlier_session_takes_words(tmp_path):
    path = tmp_path / "eve.yaml"
    write(path, {"zone": "Europe/London", "session": "2026-12-03T14:30", "areas": ["face"]})
    case = case_of(
        read_root(str(path))[0],
        open_book(["microneedling"]),
        name="eve.yaml",
        lang=Language.EN,
        now="2026-11-22T18:00",
    )

    said = understood(case, Prompt(kind="previous-session"), "3 weeks ago", time_of=lambda name: None)

    assert said == {"previous-sessions": [{"from": "2026-10-30", "to": "2026-11-03"}]}
