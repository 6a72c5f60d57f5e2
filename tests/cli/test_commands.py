"""The command: what it prints, in which form, and with which exit code."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from cli.running import ANA, ARRIVAL, BEN, needlecare

from needlecare.cli.application import COMMANDS
from needlecare.protocol.model import LANGUAGES
from needlecare.wording.schemas import schema_of

EVENT = ("--event", "2027-03-06", "--closed", "sun", "--blocked", "2026-12-20..2027-01-03")
ANSWERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "screen": (("screen", ANA), ("screen", BEN), ("screen", ARRIVAL), ("screen", BEN, "--all")),
    "plan": (("plan", ANA), ("plan", BEN)),
    "now": (("now", ANA, "--now", "2026-12-04T10:00"),),
    "series": (("series", ANA), ("series", ANA, "-n", "4", "--event", "2027-02-06"), ("series", ANA, *EVENT)),
    "interview": (("interview", BEN),),
    "explain": (("explain", "waxing-before"), ("explain", "places-never-needled")),
    "check": (("check", "microneedling"), ("check",)),
    "protocols": (("protocols",),),
}
PRINTED = [call for calls in ANSWERS.values() for call in calls if call[0] != "interview"]


def facts_file(tmp_path: Path, text: str, name: str = "facts.yaml") -> str:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("name", "call"), [(name, call) for name, calls in ANSWERS.items() for call in calls]
)
def test_what_a_command_prints_for_programs_fits_its_published_schema(name, call):
    done = needlecare(*call, "--json", "--lang", "es") if name != "check" else needlecare(*call, "--json")

    assert (done.code, done.err) == (0, "")
    jsonschema.validate(json.loads(done.out), schema_of(name), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("call", PRINTED, ids=" ".join)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [40, 80])
def test_a_page_fits_its_width_and_a_pipe_has_no_colour(call, language, columns):
    done = needlecare(*call, "--lang", language, COLUMNS=str(columns))

    assert (done.code, done.err) == (0, "")
    assert "\x1b" not in done.out
    assert [line for line in done.out.splitlines() if len(line) > columns and "://" not in line] == []
    assert not re.search(r"\n\n\n| \n|\{|\}", done.out)


def test_a_pipe_takes_utf_8_whatever_the_system_says():
    usual = needlecare("screen", ANA, "--lang", "es", "--json")
    other = needlecare("screen", ANA, "--lang", "es", "--json", PYTHONUTF8="0", PYTHONIOENCODING="ascii")

    assert other == usual


def test_every_command_has_help_in_its_own_words():
    shown = needlecare("--help").out

    for name in COMMANDS:
        assert re.search(rf"^  {name} +\S.*[.?]$", shown, re.MULTILINE)
        assert needlecare(name, "--help").code == 0


def test_the_verdict_of_a_screening_is_the_worst_of_its_findings():
    answer = json.loads(needlecare("screen", ANA, "--json").out)

    assert answer["outcome"] == "caution" == answer["findings"][0]["outcome"]
    assert answer["findings"][0]["rule"] == "waxing-before"
    assert answer["earliest"] == {
        "certain": "2026-12-04T23:59:59+00:00",
        "possible": "2026-12-04T00:00:00+00:00",
    }


@pytest.mark.parametrize("command", ["plan", "now"])
@pytest.mark.parametrize(
    ("language", "first"), [("en", "In an emergency call 999"), ("es", "En una emergencia llame al 999")]
)
def test_emergency_text_comes_before_everything_but_the_name(command, language, first):
    lines = needlecare(command, ANA, "--lang", language).out.splitlines()

    assert lines[2:4] == ["", first]


def test_a_session_that_waits_is_planned_for_the_first_day_after_every_wait(tmp_path):
    later = facts_file(
        tmp_path, Path(ANA).read_text(encoding="utf-8").replace("last: 2026-11-27", "last: 2026-11-29")
    )

    plan = json.loads(needlecare("plan", later, "--json").out)
    assert plan["verdict"]["outcome"] == "wait"
    assert plan["verdict"]["earliest"]["certain"] == "2026-12-06T23:59:59+00:00"
    assert plan["plan"]["session"]["from"] == "2026-12-07T14:30:00+00:00"
    assert "Monday 7 December, 14:30: the first such hour after every wait" in " ".join(
        needlecare("plan", later).out.split()
    )


def test_where_no_date_can_be_given_there_are_no_days(tmp_path):
    stopped = facts_file(
        tmp_path, Path(ANA).read_text(encoding="utf-8").replace("pregnant: no", "pregnant: yes")
    )

    done = needlecare("plan", stopped)
    assert "No day-by-day plan, since no date can be given." in done.out
    assert json.loads(needlecare("plan", stopped, "--json").out)["plan"] is None


def test_facts_may_come_from_standard_input_as_yaml_or_json():
    written = Path(ANA).read_bytes()
    as_json = json.dumps(
        {"zone": "Europe/London", "session": "2026-12-03T14:30", "asked": "2026-11-30", "client": "Zoë 👋"}
    )

    assert needlecare("screen", "-", typed=written).out == needlecare("screen", ANA).out
    assert needlecare("screen", "-", typed=as_json).out.startswith("Zoë 👋 · Microneedling\n")


def test_an_answer_can_be_replayed_as_of_any_moment():
    plain = json.loads(needlecare("screen", ANA, "--now", "2026-12-02T09:00", "--json").out)

    assert plain["asked"] == "2026-12-02T09:00:00+00:00"
    assert (
        needlecare("screen", ANA, "--today", "2026-12-02").out
        == needlecare("screen", ANA, "--now", "2026-12-02").out
    )


def test_the_facts_name_their_protocols_and_an_option_overrides_them(tmp_path):
    def layers(*call: str) -> list[str]:
        return [
            layer["protocol"] for layer in json.loads(needlecare("screen", *call, "--json").out)["protocols"]
        ]

    assert layers(ARRIVAL) == ["microneedling"]
    assert layers(ARRIVAL, "-p", "microneedling", "-p", "safety") == ["microneedling", "safety"]


def test_a_protocol_in_the_facts_is_found_beside_the_facts(tmp_path):
    shipped = Path(sys.modules["needlecare.protocol"].__path__[0]) / "library" / "microneedling.yaml"
    (tmp_path / "own.yaml").write_bytes(shipped.read_bytes())
    mine = facts_file(
        tmp_path, "protocols: own.yaml\nzone: Europe/London\nasked: 2026-11-30\nsession: 2026-12-03\n"
    )

    assert needlecare("screen", mine).code == 0


PROBLEMS = [
    ("zone: Europe/London\nsession: 2026-13-03\n", ["facts.yaml:2:10: "]),
    ("zone: Europe/Londn\nsession: 2026-12-03\n", ["facts.yaml:1:7: zone 'Europe/Londn' is not known"]),
    (
        "zone: Europe/London\nsession: 2026-12-03\nused: {topical-retinoi: never}\nstates: {pregnat: no}\n",
        ["facts.yaml:3:8: ", "facts.yaml:4:10: "],
    ),
    ("- a\n- b\n", ["facts.yaml:1:1: "]),
    ("protocols: nope\nzone: UTC\nsession: 2026-12-03\n", ["nope:1:1: no protocol of this name"]),
]


@pytest.mark.parametrize(("text", "starts"), PROBLEMS)
def test_problems_in_the_input_stand_with_their_place_and_their_number(tmp_path, text, starts):
    facts_file(tmp_path, text)
    done = needlecare("screen", "facts.yaml", folder=tmp_path)

    lines = done.err.splitlines()
    assert (done.code, done.out) == (1, "")
    assert len(lines) == len(starts) + 1
    assert all(line.startswith(start) for line, start in zip(lines, starts, strict=False))
    assert lines[-1] == f"{len(starts)} problem{'' if len(starts) == 1 else 's'} found"


def test_a_file_that_is_not_there_is_named():
    done = needlecare("screen", "nowhere.yaml")

    assert done.code == 1
    assert done.err.startswith("nowhere.yaml:1:1: cannot be opened: ")


WRONG: list[tuple[tuple[str, ...], str]] = [
    (("screening",), "No such command 'screening'. Did you mean 'screen'?"),
    (("screen",), "Missing argument 'FACTS'"),
    (("screen", ANA, "--lang", "fr"), "'fr' is not one of 'en', 'es'"),
    (("screen", ANA, "--zone", "Europe/Londn"), "zone 'Europe/Londn' is not known"),
    (("screen", ANA, "--now", "tomorrow"), "expected a time, found 'tomorrow'"),
    (("screen", ANA, "-p", "microneedlin"), "did you mean 'microneedling'"),
    (("screen", ANA, "-p", "safety", "-p", "safety"), "protocol 'safety' is given twice"),
    (("explain", "waxing"), "there is no rule 'waxing'; there are waxing-before"),
    (("schema", "screening"), "there is no schema 'screening' (did you mean 'screen'?)"),
    (("series", ANA, "--closed", "someday"), "'someday' is no weekday"),
    (("series", ANA, "--blocked", "soon"), "'soon' is no stretch of days"),
    (("series", ANA, "--lead", "long"), "'long' is no length of time"),
    (("series", ANA, "--backwards"), "planning backwards needs an event"),
    (("series", ANA, "-n", "0"), "0 is not in the range"),
    (("check", "microneedlin"), "did you mean 'microneedling'"),
]


@pytest.mark.parametrize(("call", "says"), WRONG)
def test_wrong_use_is_told_apart_from_wrong_input(call, says):
    done = needlecare(*call)

    assert (done.code, done.out) == (2, "")
    assert says in " ".join(done.err.split())
    assert "Traceback" not in done.err


def test_a_protocol_with_errors_is_not_in_order(tmp_path):
    path = facts_file(tmp_path, "needlecare: 1\nprotocol: x\n", "own.yaml")

    done = needlecare("check", path)
    assert done.code == 1
    assert "problems found" in done.err


@pytest.mark.parametrize("name", ["protocol", "facts", *ANSWERS])
def test_a_schema_is_printed_as_json(name):
    done = needlecare("schema", name)

    assert json.loads(done.out) == schema_of(name)


def test_the_examples_fit_the_published_schema_of_facts():
    from needlecare.protocol.reader import read_file

    for path in (ANA, BEN, ARRIVAL):
        jsonschema.validate(
            read_file(Path(path)).plain(), schema_of("facts"), cls=jsonschema.Draft202012Validator
        )


def on_a_terminal(*arguments: str, **settings: str) -> str:
    """Return what the command prints on a terminal of 80 columns."""
    pty = pytest.importorskip("pty")
    read, write = pty.openpty()
    given = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM", "COLUMNS")}
    done = subprocess.Popen(
        [sys.executable, "-c", "from needlecare.cli import main; main()", *arguments],
        stdout=write,
        env={**given, "TERM": "xterm-256color", "COLUMNS": "80", **settings},
    )
    os.close(write)
    parts = []
    try:
        while part := os.read(read, 65536):
            parts.append(part)
    except OSError:  # the other end is closed
        pass
    done.wait(timeout=60)
    os.close(read)
    return b"".join(parts).decode()


def test_colour_is_for_terminals_and_can_be_turned_off():
    assert "\x1b[1" in on_a_terminal("screen", ANA)
    assert "\x1b" not in on_a_terminal("screen", ANA, NO_COLOR="1")
    assert "\x1b" not in on_a_terminal("screen", ANA, TERM="dumb")


def loaded_by(*arguments: str) -> set[str]:
    """Return which of the heavy modules a command loads."""
    code = (
        "import sys; from needlecare.cli import main\n"
        "try: main(sys.argv[1:])\nexcept SystemExit: pass\n"
        "heavy = ('rich', 'numpy', 'jsonschema', 'hypothesis', 'django', 'ruamel.yaml', 'needlecare.protocol.lint')\n"
        "print(*(name for name in heavy if name in sys.modules), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


def test_a_screening_loads_only_what_it_needs(tmp_path):
    plain = facts_file(
        tmp_path, '{"zone": "Europe/London", "session": "2026-12-03", "asked": "2026-11-30"}', "facts.json"
    )

    needlecare("screen", plain)  # once, so that the protocols are in the cache
    assert loaded_by("screen", ANA) == {"ruamel.yaml"}
    assert loaded_by("screen", plain) == set()
