"""What the commands that make files have in common: whether there is a session to make them for, and where they go."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from needlecare.cli.options import Case
    from needlecare.engine.screening import Verdict

Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Where to; else the standard output. Written whole or not at all.",
    ),
]


def refuse(*lines: str) -> NoReturn:
    """Say why nothing was made, and end with exit code 1."""
    print("\n".join(lines), file=sys.stderr)
    raise typer.Exit(1)


def verdict_to_go_by(case: Case) -> Verdict:
    """Return the verdict of a session that may happen as far as is known; refuse one that has to wait or cannot be."""
    from needlecare.engine.screening import screen
    from needlecare.protocol.model import Outcome
    from needlecare.wording.verdict import dates, headline

    verdict = screen(case.book, case.facts)
    if verdict.outcome >= Outcome.WAIT:
        refuse(headline(case.speaker, verdict), dates(case.speaker, verdict), case.speaker.say("plan-none"))
    return verdict


def deliver(content: bytes, output: str | None) -> None:
    """Write to a file in one step, or to the standard output."""
    from needlecare.exports.whole import write_whole

    if output is None or output == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        write_whole(Path(output), content)
    except OSError as error:
        refuse(f"{output}: cannot be written: {error.strerror or error}")
