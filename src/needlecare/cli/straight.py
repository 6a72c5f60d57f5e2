"""The straight way to the commands that are called most: typer, half of their start, is left out where nothing needs it.

Arguments that are all known and well formed are bound here; help, mistakes and every other command are typer's. What is
declared is declared once (`declared`), and both ways bind it alike.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from enum import Enum
from importlib import import_module
from typing import Any

from needlecare.cli.declared import Argument, Option, parameters

STRAIGHT = {"screen": "screen", "plan": "plan", "now": "plan"}


def ran_straight(given: Sequence[str]) -> bool:
    """Run a command and return True; or False, with nothing done, where typer must look at the arguments."""
    if not given or given[0] not in STRAIGHT:
        return False
    was_collecting = gc.isenabled()
    gc.disable()  # one client's answer is over before there is anything worth collecting
    try:
        return _ran(given)
    finally:
        if was_collecting:
            gc.enable()


def _ran(given: Sequence[str]) -> bool:
    command = getattr(import_module(f"needlecare.cli.{STRAIGHT[given[0]]}"), given[0])
    values = bound(command, given[1:])
    if values is None:
        return False
    try:
        command(**values)
        sys.stdout.flush()
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else leaving would fail as well
        sys.exit(1)
    except Exception as error:
        typer = sys.modules.get("typer")
        if typer is None or not isinstance(error, typer.BadParameter):
            raise
        return False  # a value that no option takes; nothing was printed, and typer says it best
    return True


def bound(command: Callable[..., None], given: Sequence[str]) -> dict[str, Any] | None:
    """Return arguments as the values of a command's parameters; None where any is not plainly right."""
    declared = parameters(command)
    by_name = {
        written: name
        for name, (_, one) in declared.items()
        if isinstance(one, Option)
        for written in one.names
    }
    places = [name for name, (_, one) in declared.items() if isinstance(one, Argument)]
    said: dict[str, list[str]] = {}
    left = iter(given)
    for word in left:
        if word == "-" or not word.startswith("-"):
            if not places:
                return None
            said[places.pop(0)] = [word]
        elif (name := by_name.get(word)) is None:
            return None
        elif declared[name][0] is bool:
            said[name] = [word]
        else:
            value = next(left, None)
            if value is None or value.startswith("-"):
                return None
            said.setdefault(name, []).append(value)
    if places or "-" in said.get("facts", ()):
        return None  # something is missing; or standard input, which could not be read a second time
    for name, (_, one) in declared.items():
        if name not in said and isinstance(one, Option) and one.envvar and os.environ.get(one.envvar):
            said[name] = [os.environ[one.envvar]]
    try:
        return {name: _value(declared[name][0], words) for name, words in said.items()}
    except ValueError:
        return None


def _value(kind: Any, words: list[str]) -> Any:
    if kind is bool:
        return True
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(words[-1])
    return words if kind == list[str] | None else words[-1]
