"""Options and arguments as plain values, so that a command can be declared without the weight of a command-line library."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, get_type_hints

from needlecare.protocol.values import NamedTuple


class Argument(NamedTuple):
    """What a command takes by its place."""

    metavar: str
    help: str


class Option(NamedTuple):
    """What a command takes by name; a `bool` is a flag, a list may be given several times."""

    names: tuple[str, ...]
    help: str
    metavar: str | None = None
    envvar: str | None = None


def parameters(command: Callable[..., None]) -> dict[str, tuple[Any, Any]]:
    """Return the type and the declaration of each parameter of a command that declares it."""
    hints = get_type_hints(command, include_extras=True)
    return {
        name: (hint.__origin__, hint.__metadata__[0]) for name, hint in hints.items() if _is_declared(hint)
    }


def _is_declared(hint: Any) -> bool:
    return isinstance(getattr(hint, "__metadata__", (None,))[0], Argument | Option)


def for_typer(command: Callable[..., None]) -> Callable[..., None]:
    """Return a command with its plain declarations as typer's own; the command itself stays as it is."""
    from inspect import signature

    import typer

    @wraps(command)
    def called(*given: Any, **named: Any) -> None:
        command(*given, **named)

    own = get_type_hints(command, include_extras=True)
    for name, (kind, declared) in parameters(command).items():
        if isinstance(declared, Argument):
            own[name] = Annotated[kind, typer.Argument(**declared._asdict())]
        else:
            names, about, metavar, envvar = declared
            own[name] = Annotated[kind, typer.Option(*names, help=about, metavar=metavar, envvar=envvar)]
    shape = signature(command)
    shown = [one.replace(annotation=own.get(one.name, one.annotation)) for one in shape.parameters.values()]
    vars(called)["__signature__"] = shape.replace(parameters=shown)
    called.__annotations__ = own
    return called
