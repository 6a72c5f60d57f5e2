"""The project's own promises: pinned and hashed locks, one test command, nothing of one machine."""

import ast
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
INPUTS = sorted((ROOT / "requirements").glob("*.in"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9-]*(\[[a-z0-9,-]+\])?)==(?P<version>\S+)( ; .+)? \\")
HASH = re.compile(r" {4}--hash=sha256:[0-9a-f]{64}( \\)?")

# A home folder, or another place that only one machine has.
MACHINE_PATH = re.compile(r"(?<![\w.~-])(/(home|Users|root|work|workspace|opt)/\w|[A-Z]:\\Users\\)")


def project_files() -> list[Path]:
    """Return the files that are tracked, or would be once added."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def pins(lock: Path) -> set[tuple[str, str]]:
    lines = lock.read_text(encoding="utf-8").splitlines()
    return {(found["name"], found["version"]) for line in lines if (found := PIN.fullmatch(line))}


def run_dev(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "dev.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_every_lock_has_its_input():
    assert LOCKS
    assert [path.stem for path in LOCKS] == [path.stem for path in INPUTS]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock):
    last = None
    for number, line in enumerate(lock.read_text(encoding="utf-8").splitlines(), 1):
        if line.lstrip().startswith("#"):
            continue
        if PIN.fullmatch(line):
            assert last != "pin", f"{lock.name}:{number - 1}: a pin without a hash"
            last = "pin"
        else:
            assert HASH.fullmatch(line), f"{lock.name}:{number}: neither a pin nor a hash: {line}"
            assert last, f"{lock.name}:{number}: a hash without a pin"
            last = "hash"
    assert last == "hash"


def test_the_locks_agree_on_every_version():
    # One package may be pinned twice in a lock, for different Pythons.
    first, *others = (
        pins(ROOT / "requirements" / f"{name}.txt") for name in ("use", "dev", "bench", "mutate", "spark")
    )

    for other in others:
        assert first <= other


@pytest.mark.parametrize("path", [*LOCKS, *INPUTS], ids=lambda path: path.name)
def test_no_lock_says_where_to_download(path):
    text = path.read_text(encoding="utf-8")

    assert "://" not in text
    assert not re.search(r"--(extra-)?index|--find-links|--trusted-host| @ ", text)


def test_no_tool_is_told_where_to_download():
    assert "://" not in json.dumps(PROJECT["tool"])
    assert "://" not in json.dumps(PROJECT["build-system"])
    assert not {"uv.lock", "pylock.toml", "pip.conf", "uv.toml"} & {path.name for path in project_files()}


def test_continuous_integration_calls_the_test_command_of_the_readme():
    command = "python3 dev.py test"
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()

    assert script[-1] == command
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")


def test_no_file_holds_a_path_of_one_machine():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in project_files()
        if b"\0" not in (content := path.read_bytes())
        for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1)
        if MACHINE_PATH.search(line) or str(ROOT) in line
    ]

    assert found == []


def test_dev_can_be_read_by_an_older_python_that_it_turns_away():
    ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_dev_needs_only_the_standard_library():
    tree = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    }

    assert imported <= sys.stdlib_module_names


def test_dev_alone_prints_help():
    result = run_dev()

    assert result.returncode == 0
    for command in ("run", "test", "setup", "check", "bench", "lock", "mutate"):
        assert re.search(rf"^  {command} ", result.stdout, re.MULTILINE)


def test_dev_says_which_commands_there_are_when_it_is_given_another():
    result = run_dev("tset")

    assert result.returncode == 2
    assert "there is no command 'tset'" in result.stderr
    assert "usage: python3 dev.py COMMAND" in result.stderr


def test_the_wheel_holds_types_protocols_and_schemas(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())

    source = ROOT / "src"
    shipped = [path for ending in ("*.py", "*.yaml", "*.json", "py.typed") for path in source.rglob(ending)]
    assert {path.relative_to(source).as_posix() for path in shipped} <= held
