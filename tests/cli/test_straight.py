"""The commands that are called most start without typer where their arguments are plainly right; the answers are the same."""

import subprocess
import sys

import pytest
from cli.running import ANA, ARRIVAL, BEN, ROOT, needlecare
from typer.testing import CliRunner

from needlecare.cli.application import build
from needlecare.cli.straight import ran_straight

NOW = ("--now", "2026-11-30T18:00")


@pytest.mark.parametrize(
    "given",
    [
        ("screen", ANA),
        ("screen", ANA, "--json"),
        ("screen", "--lang", "es", ANA),
        ("screen", BEN, "--all", "-p", "microneedling", "--protocol", "safety"),
        ("screen", ARRIVAL, "--zone", "America/Lima", "--json"),
        ("plan", ANA, "--today", "2026-11-28", "--lang", "es"),
        ("now", BEN, "--json", *NOW),
    ],
    ids=" ".join,
)
def test_both_ways_give_one_answer(given, capsys):
    assert ran_straight([*given, *NOW])
    straight = capsys.readouterr().out
    by_typer = CliRunner().invoke(build(given), [*given, *NOW])

    assert straight == by_typer.output
    assert by_typer.exit_code == 0


def test_the_language_of_the_environment_holds_on_both_ways(capsys, monkeypatch):
    monkeypatch.setenv("NEEDLECARE_LANG", "es")

    assert ran_straight(["screen", ANA, *NOW])
    straight = capsys.readouterr().out
    assert straight == CliRunner().invoke(build(["screen"]), ["screen", ANA, *NOW]).output
    assert "Hora" in straight


@pytest.mark.parametrize(
    "given",
    [
        (),
        ("screen",),
        ("screen", "--help"),
        ("screen", ANA, BEN),
        ("screen", ANA, "--jason"),
        ("screen", ANA, "--lang"),
        ("screen", ANA, "--lang", "fr"),
        ("screen", ANA, "--lang=es"),
        ("screen", ANA, "--zone", "Europe/Lodon"),
        ("screen", "-"),
        ("check", "microneedling"),
    ],
    ids=" ".join,
)
def test_what_is_not_plainly_right_is_left_to_typer_with_nothing_printed(given, capsys):
    assert not ran_straight(given)
    assert capsys.readouterr().out == ""


def test_a_plain_call_starts_without_the_library_for_command_lines():
    program = f"import sys; from needlecare.cli import main; main(['screen', {ANA!r}]); assert 'typer' not in sys.modules"

    subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, timeout=60)


def test_a_reader_that_goes_away_ends_the_command_quietly():
    program = "from needlecare.cli import main; main()"
    command = [sys.executable, "-c", program, "plan", ANA]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(timeout=60) == 1


def test_wrong_values_are_wrong_use_as_ever():
    result = needlecare("screen", ANA, "--zone", "Europe/Lodon")

    assert result.code == 2
    assert "Europe/London" in result.err
