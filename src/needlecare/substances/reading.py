"""What was read on a label or in a name: values, each with its words, its place and its reason."""

from dataclasses import dataclass
from typing import Literal

from needlecare.substances.normalise import Oddity
from needlecare.substances.wording import QUESTIONS, REASONS

Answer = Literal["contains", "may contain - ask", "none found", "cannot tell"]
Sure = Literal["certain", "likely", "weak"]


@dataclass(frozen=True, slots=True)
class Token:
    """Words of the label and where they stand in the text that was given."""

    text: str
    start: int
    end: int

    def to_json(self) -> dict[str, object]:
        """Return the token as plain values."""
        return {"text": self.text, "start": self.start, "end": self.end}


@dataclass(frozen=True, slots=True)
class Finding:
    """One class that a product belongs to, or may belong to: by which words, how sure, and why."""

    group: str  # the class id; "any" when the list itself is missing
    holds: bool  # True: it belongs to the class; False: one question would settle it
    substance: str
    token: Token | None  # None when the name or a missing part of the list raises the question
    reason: str  # key of REASONS
    question: str  # key of QUESTIONS, "" when nothing is left to ask
    sure: Sure = "certain"
    strength: str = ""

    def why(self, language: str = "en") -> str:
        """Return the reason in words."""
        return REASONS[self.reason][language]

    def ask(self, language: str = "en") -> str:
        """Return the question that would settle it, or ""."""
        return QUESTIONS[self.question][language] if self.question else ""

    def to_json(self, language: str = "en") -> dict[str, object]:
        """Return the finding as plain values, with reason and question in words."""
        return {
            "class": self.group,
            "holds": self.holds,
            "sure": self.sure,
            "substance": self.substance,
            "token": self.token.to_json() if self.token else None,
            "strength": self.strength,
            "reason": self.reason,
            "why": self.why(language),
            "question": self.ask(language),
        }


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Words that look like a class and are not, with what they are."""

    token: Token
    looks_like: str
    why: str

    def to_json(self) -> dict[str, object]:
        """Return the false friend as plain values."""
        return {"token": self.token.to_json(), "looks_like": self.looks_like, "why": self.why}


@dataclass(frozen=True, slots=True)
class ProductReading:
    """The answer for one product."""

    answer: Answer
    findings: tuple[Finding, ...]  # those that hold first
    look_alikes: tuple[LookAlike, ...]
    unknown: tuple[Token, ...]  # words that are not in the lexicon
    unknown_count: int  # all of them; `unknown` shows the first
    ingredient_count: int
    is_complete: bool  # False when the text says or shows that part of the list is missing
    oddities: tuple[Oddity, ...]
    route: str  # as given or read; "" when nothing says
    suggestions: tuple[str, ...] = ()  # names like an unknown brand, never a decision

    @property
    def classes(self) -> tuple[str, ...]:
        """Return the classes that hold, each once."""
        return tuple(dict.fromkeys(f.group for f in self.findings if f.holds))

    @property
    def asked(self) -> tuple[str, ...]:
        """Return the classes in question that do not hold anyway, each once."""
        holds = self.classes
        return tuple(dict.fromkeys(f.group for f in self.findings if not f.holds and f.group not in holds))

    def to_json(self, language: str = "en") -> dict[str, object]:
        """Return the reading as plain values."""
        return {
            "answer": self.answer,
            "classes": list(self.classes),
            "asked": list(self.asked),
            "findings": [finding.to_json(language) for finding in self.findings],
            "look_alikes": [found.to_json() for found in self.look_alikes],
            "unknown": [token.to_json() for token in self.unknown],
            "unknown_count": self.unknown_count,
            "ingredient_count": self.ingredient_count,
            "is_complete": self.is_complete,
            "oddities": [oddity.to_json() for oddity in self.oddities],
            "route": self.route,
            "suggestions": list(self.suggestions),
        }
