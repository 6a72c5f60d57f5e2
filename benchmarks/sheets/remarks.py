"""What stands only in a rule's sentence: "a week is better", "1000 mg", "longer if still irritated".

A remark changes the rule it stands in, adds a rule beside it, or is left to the audit: a figure that nothing has taken
up then counts as lost.
"""

from __future__ import annotations

from collections.abc import Callable

from sheets.draft import Draft
from sheets.further import further, further_counts
from sheets.lengths import NoForm
from sheets.remark_acts import clearance, conditions, named_figures, order, remedy, substitute
from sheets.remark_lengths import about, doses, lasting, preferred, typical
from sheets.remark_often import part_of_day, recurring
from sheets.remark_states import longer, once, sooner, until, up_to_if
from sheets.remark_windows import (
    around_an_anchor,
    between_sessions,
    both_sides,
    by_number,
    improves,
    other_sessions,
)

# In the order in which they read: what is more exactly said goes first.
_READERS: tuple[Callable[[Draft], object], ...] = (
    doses,
    longer,
    until,
    once,
    sooner,
    up_to_if,
    recurring,
    other_sessions,
    clearance,
    by_number,
    improves,
    typical,
    lasting,
    preferred,
    remedy,
    substitute,
    named_figures,
    order,
    both_sides,
    around_an_anchor,
    about,
    part_of_day,
    between_sessions,
    conditions,
    further_counts,
    further,
)


def read_remarks(draft: Draft) -> None:
    """Take up what a rule's sentence says beyond its structured fields."""
    for take_up in _READERS:
        try:
            take_up(draft)
        except NoForm as missing:
            draft.lose(str(missing))
