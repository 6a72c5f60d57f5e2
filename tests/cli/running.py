"""Running the command as a person or a program does: in a process of its own."""

import atexit
import json
import os
import select
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
ANA, BEN, ARRIVAL = (str(EXAMPLES / f"{name}.yaml") for name in ("ana", "ben", "arrival"))
PATIENCE = 60  # s


@dataclass(frozen=True)
class Result:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def needlecare(
    *arguments: str, typed: str | bytes = "", folder: Path | None = None, **settings: str
) -> Result:
    """Run the command with 80 columns and no terminal; `settings` are environment variables.

    Its process is forked from one that has imported it already, but where a setting is for Python's own start.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("COLUMNS", "NO_COLOR", "NEEDLECARE_LANG")
    }
    environment = {**kept, "PYTHONUTF8": "1", **settings}
    given = typed if isinstance(typed, bytes) else typed.encode()
    if any(name.startswith("PYTHON") for name in settings):
        return started(arguments, given, folder, environment)
    return forked(arguments, given, folder, environment)


def started(
    arguments: tuple[str, ...], typed: bytes, folder: Path | None, environment: dict[str, str]
) -> Result:
    """Run the command in a process that starts as any does."""
    done = subprocess.run(
        [sys.executable, "-c", "from needlecare.cli import main; main()", *arguments],
        input=typed,
        capture_output=True,
        cwd=folder,
        env=environment,
        timeout=PATIENCE,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())


def forked(
    arguments: tuple[str, ...], typed: bytes, folder: Path | None, environment: dict[str, str]
) -> Result:
    """Run the command in a process forked from one that has imported it."""
    forks, place = _forks()
    files = {name: place / name for name in ("stdin", "stdout", "stderr")}
    for name, file in files.items():
        file.write_bytes(typed if name == "stdin" else b"")
    request = {
        "arguments": arguments,
        "folder": str(folder or Path.cwd()),
        "environment": environment,
        **{name: str(file) for name, file in files.items()},
    }
    assert forks.stdin is not None and forks.stdout is not None
    forks.stdin.write(json.dumps(request) + "\n")
    forks.stdin.flush()
    if not select.select([forks.stdout], [], [], PATIENCE)[0]:
        forks.kill()
        _forks.cache_clear()
        raise TimeoutError(f"needlecare {' '.join(arguments)} took more than {PATIENCE} s")
    code = int(forks.stdout.readline())
    return Result(code, *(files[name].read_bytes().decode() for name in ("stdout", "stderr")))


@cache
def _forks() -> tuple[subprocess.Popen[str], Path]:
    """Return the process that forks, and a folder for its files."""
    place = TemporaryDirectory()
    forks = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("forks.py"))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert forks.stdin is not None and forks.stdout is not None
    atexit.register(place.cleanup)
    atexit.register(forks.communicate)
    assert forks.stdout.readline() == "ready\n"
    return forks, Path(place.name)
