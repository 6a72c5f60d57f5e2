"""How often, where only a rule's sentence says it: "500 mg twice daily", "morning routine", "nightly"."""

from __future__ import annotations

import re

from sheets.clauses import clauses
from sheets.draft import Draft
from sheets.figures import portions
from sheets.lengths import NoForm
from sheets.parts import parts_of_day
from sheets.phrases import often_written
from sheets.recurrence import recurrences


def recurring(draft: Draft) -> None:
    """Take up how often; a second recurrence is a rule of its own."""
    for clause in clauses(draft):
        rates = portions(clause)  # "eight glasses daily" is a dose
        for found in recurrences(clause):
            if any(rate.start <= found.start < rate.end for rate in rates if rate.per):
                continue
            try:
                often = often_written(found)
            except NoForm:
                continue
            held = {rule.get("often", "") for rule in [draft.main, *(rule for rule, _ in draft.others)]}
            if draft.main.get("repeat") or _is_held(often, held | set(draft.further_often)):
                continue
            if not draft.main.get("often"):
                draft.main["often"] = often
            elif draft.main["often"] not in ("needed", "directed", "when-exposed"):
                draft.beside({**draft.main, "often": often})


def _is_held(often: str, held: set[str]) -> bool:
    """Return whether a recurrence is held already, in these or in other words: every night is once a day."""
    least = often.partition(" ")[0]
    if often in held or any(re.match(rf"{least}\.\.", each) for each in held):
        return True
    if any(each.startswith("every ") and re.search(r"morning|evening|night", each) for each in held):
        return often in ("1 per day", "2 per day")
    once = re.fullmatch(r"(?:1 per|every 1) (?P<unit>[a-z]+)", often)
    return once is not None and bool({f"1 per {once['unit']}", f"every 1 {once['unit']}"} & held)


def part_of_day(draft: Draft) -> None:
    """Take up the parts of the day at which something recurs."""
    said = f"{draft.sentence}; {'; '.join(draft.printed.subjects)}"
    parts = parts_of_day(said)
    covered = any(
        "part" in window or "nights" in window or "morning" in str(window.get("until"))
        for window in draft.windows
    )
    if not parts or covered:
        return
    often = draft.main.get("often", "")
    same = {"2 per day"} if " and " in parts else {"1 per day", "every 1 day"}
    if not often or often in same:
        draft.main["often"] = parts
    elif often != parts:
        draft.beside({**draft.main, "often": parts})
