"""A clinic's treatment page as one checked file: may it happen, when, and what to do on each day.

>>> import needlecare
>>> book = needlecare.load("microneedling", "safety")
>>> facts = needlecare.facts({"zone": "Europe/London", "session": "2026-12-03T14:30", "asked": "2026-12-01"}, book)
>>> needlecare.screen(book, facts).outcome.word
'ask'
"""

from __future__ import annotations

__version__ = "0.1.0"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from needlecare.engine.screening import Finding, Question, Verdict, screen
    from needlecare.protocol.document import Protocol
    from needlecare.protocol.facts import facts
    from needlecare.protocol.load import digest, dump, load, parse
    from needlecare.protocol.model import Outcome
    from needlecare.protocol.reader import BadFile, NeedlecareError, Problem
    from needlecare.protocol.rulebook import Rulebook, combine
    from needlecare.protocol.said import Facts

# Loaded when first used, so that `import needlecare` costs next to nothing.
_WHERE = {
    "BadFile": "protocol.reader",
    "Facts": "protocol.said",
    "Finding": "engine.screening",
    "NeedlecareError": "protocol.reader",
    "Outcome": "protocol.model",
    "Problem": "protocol.reader",
    "Protocol": "protocol.document",
    "Question": "engine.screening",
    "Rulebook": "protocol.rulebook",
    "Verdict": "engine.screening",
    "combine": "protocol.rulebook",
    "digest": "protocol.load",
    "dump": "protocol.load",
    "facts": "protocol.facts",
    "load": "protocol.load",
    "parse": "protocol.load",
    "screen": "engine.screening",
}
__all__ = [
    "BadFile",
    "Facts",
    "Finding",
    "NeedlecareError",
    "Outcome",
    "Problem",
    "Protocol",
    "Question",
    "Rulebook",
    "Verdict",
    "__version__",
    "combine",
    "digest",
    "dump",
    "facts",
    "load",
    "parse",
    "screen",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'needlecare' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"needlecare.{_WHERE[name]}"), name)
