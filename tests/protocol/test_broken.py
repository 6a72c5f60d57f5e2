"""Every file in `data/broken/` has one defect, and the message that `expected.yaml` there gives, at its very place."""

import re
from difflib import ndiff
from functools import cache
from pathlib import Path

import pytest

from needlecare.protocol.facts import read_facts
from needlecare.protocol.load import parse
from needlecare.protocol.reader import BadFile, read_bytes, read_file
from needlecare.protocol.rulebook import Rulebook, combine

BROKEN = Path(__file__).parent.parent / "data" / "broken"
EXPECTED: dict[str, list[str]] = read_file(BROKEN / "expected.yaml").plain()
NOON = 1_796_126_400  # 2026-12-01T12:00Z


@cache
def sound_book() -> Rulebook:
    return combine(parse((BROKEN / "sound.yaml").read_bytes(), name="sound.yaml"))


def read(path: Path) -> None:
    """Read a protocol, or facts against the sound protocol."""
    if path.parent.name == "facts" or path.stem == "sound-facts":
        read_facts(read_bytes(path.read_bytes(), name=path.name), sound_book(), name=path.name, now=NOON)
    else:
        parse(path.read_bytes(), name=path.name)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_defect_is_told_where_it_stands(name):
    path = BROKEN / name

    with pytest.raises(BadFile) as caught:
        read(path)

    assert str(caught.value).splitlines() == [f"{path.name}:{line}" for line in EXPECTED[name]]


def test_every_broken_file_is_listed_and_every_listed_file_is_there():
    files = {f"{path.parent.name}/{path.name}" for path in BROKEN.glob("*/*")}

    assert files == set(EXPECTED)
    assert len(files) >= 70


@pytest.mark.parametrize("name", ["sound.yaml", "sound.json", "sound-facts.yaml"])
def test_a_sound_file_has_no_defect(name):
    read(BROKEN / name)


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.endswith(".yaml")])
def test_a_broken_file_differs_from_the_sound_one_by_its_defect_only(name):
    raw = (BROKEN / name).read_bytes()
    sound = BROKEN / ("sound-facts.yaml" if name.startswith("facts") else "sound.yaml")
    if raw.count(b"\n") < 5 or b"\0" in raw:
        return  # nothing is left of the sound file
    lines = [line for line in sound.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]

    changes = list(ndiff(lines, raw.decode("utf-8", "replace").splitlines()))

    assert sum(line.startswith("- ") for line in changes) <= 3
    assert sum(line.startswith("+ ") for line in changes) <= (31 if "too-deep" in name else 4)


def test_no_message_speaks_of_our_own_insides():
    ours = re.compile(r"\bNone\b|Node|ruamel|Traceback|tag:yaml|object at|Event|\[\]")

    assert [line for lines in EXPECTED.values() for line in lines if ours.search(line)] == []
