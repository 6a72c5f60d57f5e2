"""`needlecare schema`: the JSON Schemas of what goes in and what comes out."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from needlecare.cli.options import print_json


def schema(
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="protocol, facts, or a command whose --json is meant.")
    ] = "protocol",
) -> None:
    """Print the JSON Schema of protocol files, facts files, or a command's JSON."""
    from needlecare.protocol.reader import suggestion
    from needlecare.wording.schemas import NAMES, schema_of

    if name not in NAMES:
        near = suggestion(name, list(NAMES))
        raise typer.BadParameter(
            f"there is no schema '{name}'{near}; there are {', '.join(NAMES)}", param_hint="NAME"
        )
    found = schema_of(name)
    if sys.stdout.isatty():
        from rich.console import Console

        Console().print_json(data=found)  # coloured, and paged by nobody: a person looks, a program pipes
    else:
        print_json(found)
