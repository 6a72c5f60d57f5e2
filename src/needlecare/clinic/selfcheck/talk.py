"""One interview: what was answered so far, in an order that can be walked back, and what is asked next.

A talk is a plain value that travels sealed in the form; the site forgets it with every answer it sends.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from needlecare.answering.case import Case, case_of_said
from needlecare.answering.interview import Part, merged, next_of, parts
from needlecare.clinic.common.seal import Broken, seal, unseal
from needlecare.engine.interview import Prompt
from needlecare.engine.screening import Verdict
from needlecare.protocol.rulebook import Rulebook

PURPOSE = "talk"
MOST_STEPS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One question with what was typed and the facts it says; no facts where it was skipped."""

    prompt: Prompt
    typed: dict[str, list[str]]
    said: dict[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """What was said, and the question that is open: `asked` stands before `steps[at]`."""

    digest: str
    start: dict[str, Any]
    first: dict[str, list[str]] = field(default_factory=dict)  # what was typed on the first page
    steps: tuple[Step, ...] = ()
    asked: Prompt | None = None
    at: int = 0
    draft: dict[str, list[str]] = field(default_factory=dict)  # what was typed for `asked` before

    # --- as facts ---

    @property
    def said(self) -> dict[str, Any]:
        """Return all that was said, in the form of a facts file."""
        found = dict(self.start)
        for step in self.steps:
            found = merged(found, step.said or {})
        return found

    @property
    def skipped(self) -> set[Part]:
        return {part for step in self.steps if step.said is None for part in parts(step.prompt)}

    def case(self, book: Rulebook, *, language: str, now: int) -> Case:
        """Return the case that was said so far."""
        return case_of_said(self.said, book, language=language, now=now)

    def case_with(self, said: dict[str, Any], book: Rulebook, *, language: str, now: int) -> Case:
        """Return the case as one more answer would make it."""
        return case_of_said(merged(self.said, said), book, language=language, now=now)

    # --- going on and back ---

    def answered(self, typed: dict[str, list[str]], said: dict[str, Any] | None) -> Talk:
        """Return the talk after an answer; later answers about the same names are asked anew."""
        assert self.asked is not None
        step = Step(prompt=self.asked, typed=typed, said=said)
        names = _names(said)
        later = tuple(one for one in self.steps[self.at :] if not names & _names(one.said))
        return replace(
            self, steps=(*self.steps[: self.at], step, *later)[:MOST_STEPS], asked=None, at=0, draft={}
        )

    def asking(self, case: Case) -> tuple[Talk, Verdict]:
        """Return the talk with the next question open, none where nothing can change any more, and the verdict."""
        prompt, verdict = next_of(case, self.skipped)
        if len(self.steps) >= MOST_STEPS:
            prompt = None
        return replace(self, asked=prompt, at=len(self.steps), draft={}), verdict

    def changing(self, index: int) -> Talk:
        """Return the talk with an earlier question open again, its answer as it was typed."""
        if not 0 <= index < len(self.steps):
            raise Broken("no such answer")
        step = self.steps[index]
        rest = (*self.steps[:index], *self.steps[index + 1 :])
        return replace(self, steps=rest, asked=step.prompt, at=index, draft=step.typed)

    # --- through the browser ---

    def sealed(self) -> str:
        return seal(asdict(self), purpose=PURPOSE)


def opened(text: str) -> Talk:
    """Return the talk that came back.

    Raises
    ------
    Broken
        If it is none of ours, or too old.
    """
    found = unseal(text, purpose=PURPOSE)
    steps = tuple(
        Step(prompt=_prompt(step["prompt"]), typed=step["typed"], said=step["said"])
        for step in found["steps"]
    )
    asked = _prompt(found["asked"]) if found["asked"] else None
    return Talk(**{**found, "steps": steps, "asked": asked})


def _prompt(found: dict[str, Any]) -> Prompt:
    return Prompt(**{**found, "names": tuple(found["names"])})


def _names(said: dict[str, Any] | None) -> set[tuple[str, str]]:
    """Return what an answer speaks of, name by name."""
    found: set[tuple[str, str]] = set()
    for key, value in (said or {}).items():
        names = value if isinstance(value, dict) else {""}
        found.update((key, name) for name in names)
    return found
