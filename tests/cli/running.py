"""Running the command as a person or a program does: in a process of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
ANA, BEN, ARRIVAL = (str(EXAMPLES / f"{name}.yaml") for name in ("ana", "ben", "arrival"))


@dataclass(frozen=True)
class Result:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


def needlecare(
    *arguments: str, typed: str | bytes = "", folder: Path | None = None, **settings: str
) -> Result:
    """Run the command with 80 columns and no terminal; `settings` are environment variables."""
    given = {
        name: value
        for name, value in os.environ.items()
        if name not in ("COLUMNS", "NO_COLOR", "NEEDLECARE_LANG")
    }
    done = subprocess.run(
        [sys.executable, "-c", "from needlecare.cli import main; main()", *arguments],
        input=typed if isinstance(typed, bytes) else typed.encode(),
        capture_output=True,
        cwd=folder,
        env={**given, "PYTHONUTF8": "1", **settings},
        timeout=60,
        check=False,
    )
    return Result(done.returncode, done.stdout.decode(), done.stderr.decode())
