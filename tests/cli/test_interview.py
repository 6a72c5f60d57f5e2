"""The interview in a terminal: it asks one thing at a time, keeps every answer, and goes on where it was left."""

import json
from pathlib import Path
from typing import Any

import pytest
from cli.running import needlecare

from needlecare.cli.keeping import as_yaml, write
from needlecare.protocol.reader import read_text

NOW = ("--now", "2026-11-28T10:00")
FIRST = ("--zone", "Europe/London", "--session", "2026-12-03T14:30")


def kept(path: Path) -> dict[str, object]:
    plain = read_text(path.read_text(encoding="utf-8"), name=path.name).plain()
    assert isinstance(plain, dict)
    return plain


def test_emergency_text_is_shown_before_anything_is_asked():
    done = needlecare("interview", *NOW, typed="")

    assert done.code == 0
    assert done.out.startswith("In an emergency call ")
    assert done.out.index("In an emergency") < done.out.index("time zone")


def test_an_answer_is_kept_at_once_and_the_same_command_goes_on(tmp_path):
    path = tmp_path / "eve.yaml"

    first = needlecare("interview", "--save", str(path), *FIRST, *NOW, typed="none\nquit\n")
    states = kept(path)["states"]
    second = needlecare("interview", "--save", str(path), *NOW, typed="1991-04-17\nquit\n")

    assert first.code == second.code == 0
    assert isinstance(states, dict)
    assert states["pregnant"] == "no"
    assert f"The answers are in {path}" in first.out
    assert "pregnan" not in second.out
    assert kept(path)["birth"] == "1991-04-17"


def test_leaving_by_the_end_of_input_loses_nothing(tmp_path):
    path = tmp_path / "eve.json"

    needlecare("interview", "--save", str(path), *FIRST, *NOW, typed="2\n")

    assert json.loads(path.read_text(encoding="utf-8"))["states"]["bleeding-disorder"] == "yes"


def test_an_answer_that_cannot_be_read_is_asked_again_with_the_way_out():
    done = needlecare("interview", *FIRST, *NOW, typed="none\nyesterday\n1991-04-17\nquit\n")

    assert "That does not fit: expected a time, found 'yesterday'; write a day" in " ".join(done.out.split())


def test_a_zone_that_is_not_known_is_asked_again():
    done = needlecare("interview", *NOW, typed="London\nEurope/London\n2026-12-03T14:30\nquit\n")

    assert "zone 'London' is not known" in done.err
    assert "pregnancy" in done.out


def test_an_empty_line_passes_over_a_question():
    done = needlecare("interview", *FIRST, *NOW, typed="\n" * 40)

    assert done.out.count("Are you pregnant") + done.out.count("1  pregnancy") == 1
    assert "Still to answer" in done.out


def test_a_use_that_is_picked_is_asked_for_its_time(tmp_path):
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

    done = needlecare("interview", "--save", str(path), *NOW, typed="1\n2026-11-29\n2026-11-25\nquit\n")

    assert "When did you last use a retinoid" in done.out
    assert "the last use is in the future" in " ".join(done.out.split())
    used = kept(path)["used"]
    assert isinstance(used, dict)
    assert used["topical-retinoid"] == "2026-11-25"


def test_something_in_use_is_first_asked_whether_it_was_prescribed(tmp_path):
    path = tmp_path / "eve.yaml"
    write(
        path,
        {
            "zone": "Europe/London",
            "session": "2026-12-03T14:30",
            "areas": ["face"],
            "protocols": ["microneedling"],
            "plan": {"peel": "no"},
            "previous-sessions": [],
            "used": {
                "topical-retinoid": "ongoing",
                **dict.fromkeys(
                    (
                        *(
                            "oral-isotretinoin",
                            "topical-antibiotic",
                            "exfoliant",
                            "hydroquinone",
                            "benzoyl-peroxide",
                        ),
                        *(
                            "sunburn",
                            "ipl",
                            "laser",
                            "waxing",
                            "depilatory",
                            "electrolysis",
                            "anti-inflammatory",
                        ),
                    ),
                    "never",
                ),
            },
        },
    )

    done = needlecare("interview", "--save", str(path), *NOW, typed="yes\n")

    assert "Retinoid on the skin: was it prescribed for you?" in done.out
    assert "ask your prescriber first" in " ".join(done.out.split())
    used = kept(path)["used"]
    assert isinstance(used, dict)
    assert used["topical-retinoid"] == {"last": "ongoing", "prescribed": "yes"}


def test_the_interview_speaks_spanish():
    done = needlecare("interview", "--lang", "es", *FIRST, *NOW, typed="ninguna\nsalir\n")

    assert done.out.startswith("En una emergencia llame al ")
    assert "¿Cuál es su fecha de nacimiento?" in done.out
    assert "Terminado." in done.out


def test_for_programs_nothing_is_asked_and_the_question_is_printed():
    done = needlecare("interview", *FIRST, *NOW, "--json")

    assert json.loads(done.out)["question"]["kind"] == "any-of"


def test_what_is_written_is_what_was_said():
    said = {
        "client": 'No: one, "really"\nof us',
        "zone": "Europe/London",
        "areas": ["face"],
        "previous-sessions": [],
        "used": {
            "topical-retinoid": {"from": "2026-11-18T10:00:00Z", "to": "2026-11-20"},
            "waxing": "not since 2026-01-01",
        },
        "states": {"pregnant": "no", "diabetes": "not-sure"},
        "skin-type": 3,
        "depth-mm": 0.5,
    }

    assert read_text(as_yaml(said), name="facts.yaml").plain() == said


class Unwritable(dict[str, str]):
    """Facts that cannot be written to their end."""

    def items(self) -> Any:
        yield "zone", "UTC"
        raise OSError("no room left")


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    path = tmp_path / "facts.yaml"
    write(path, {"zone": "UTC"})

    with pytest.raises(OSError, match="no room"):
        write(path, Unwritable(zone="Europe/London"))
    assert [entry.name for entry in tmp_path.iterdir()] == ["facts.yaml"]
    assert path.read_text(encoding="utf-8") == "zone: UTC\n"
