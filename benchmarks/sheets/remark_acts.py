"""Acts that stand only in a rule's sentence: a remedy on arrival, a substitute, an order, a clearance, a condition."""

from __future__ import annotations

import re

from sheets.clauses import SUBSTITUTE, TAKEN_UP, clauses, substitute_clauses
from sheets.draft import Draft
from sheets.figures import amounts, portions
from sheets.guards import read_condition, together
from sheets.lengths import NoForm
from sheets.names import both
from sheets.remark_lengths import written_doses

CLEARANCE = re.compile(
    r"(?P<what>(?:doctor|gp|physician|specialist|medical|oncologist"
    r"|surgeon|dermatologist)(?:'s)?\s+(?:letter|consent|clearance"
    r"|approval|note|certificate))"
    r"\s+(?:is )?(?:also )?(?:required|needed|necessary)",
    re.IGNORECASE,
)


def clearance(draft: Draft, said: str = "") -> bool:
    """Take up a letter or consent that is asked for; return whether there is one."""
    found = CLEARANCE.search(said or draft.sentence)
    if found:
        subject = draft.names.condition(found["what"], kind="clearance")
        kept = {key: value for key, value in draft.main.items() if key in ("if", "unless", "source")}
        draft.beside({**kept, "require": [subject], "strength": "must"})
    return found is not None


_REMEDY = re.compile(
    r"\b(?:may|can|could|will)\b[^;]*\b(?:taken off|remov\w*|wash\w*|cleans\w*|done|provided|shav\w*)[^;]*"
    r"\b(?:at the (?:spa|clinic|office|salon|centre|center|studio)"
    r"|on[- ]site|on arrival|at your appointment|in clinic|here)\b",
    re.IGNORECASE,
)


def remedy(draft: Draft) -> None:
    found = next((clause for clause in clauses(draft) if _REMEDY.search(clause)), None)
    if found:
        draft.main["remedy"] = both(found, f"En la consulta: {found}")


def substitute(draft: Draft) -> None:
    for clause in substitute_clauses(draft):
        found = SUBSTITUTE.search(clause)
        if found and draft.action == "avoid":
            name = (found["what"] or found["other"] or found["third"]).strip()
            own = draft.names.subject(name, kind="procedure" if draft.has_note("treatment") else "product")
            draft.main["substitute"] = [own]
            for portion in portions(clause):
                for dose in written_doses(portion, draft):
                    draft.beside({"source": draft.main["source"], "allow": [own], "dose": dose})
            return


_NAMED_FIGURE = re.compile(
    r"(?:[a-z-]+ )?(?:\b(?:SPF|sun protection factor|factor|grade|level|stage|pH)\s*(?:of\s*"
    r"|at least\s*)?\d+\+?"
    r"|\d+(?:\.\d+)?\s*(?:°\s*[CF]\b|degrees?\b(?: [CF]\w*)?))(?: (?:or|and) (?:higher|more|above|over"
    r"|lower|below|less))?",
    re.IGNORECASE,
)


def named_figures(draft: Draft) -> None:
    """Take up what is named by a figure: "SPF 50 or higher", "below 38 degrees"; it is a subject of its own."""
    if draft.verb not in ("require", "recommend", "only", "allow", "avoid", "step"):
        return
    own = " ".join((*draft.printed.subjects, *draft.printed.conditions)).lower()
    for clause in clauses(draft):
        for found in _NAMED_FIGURE.finditer(clause):
            if found.group().lower().strip() not in own:
                named = draft.names.subject(found.group().strip(), kind="product")
                draft.beside({**draft.main, draft.verb: [named]})


def order(draft: Draft) -> None:
    if not draft.has_note("order", "sequence"):
        return
    joined = next((s for s in draft.printed.subjects if re.search(r"\s(?:before|then)\s", s)), None)
    if joined:
        parts = re.split(r"\s+(?:before|then)\s+", joined)
    else:
        found = re.search(
            r"(?P<first>[a-z][a-z -]*?)\s+first\b", draft.sentence.split(";")[-1], re.IGNORECASE
        )
        if not found:
            raise NoForm("an order of which the steps are not understood")
        parts = [found["first"].strip(), *(re.sub(r"^same[- ]day\s+", "", s) for s in draft.printed.subjects)]
    kept = {
        key: value
        for key, value in draft.main.items()
        if key in ("if", "unless", "source", "when", "strength")
    }
    ordered = {**kept, "order": [draft.names.subject(part, kind="procedure") for part in parts]}
    if joined:
        draft.replace_main(ordered)
    else:
        draft.beside(ordered)


_NEEDED = re.compile(r"\b(?:if|when|as|where) (?:needed|required|necessary|desired|wanted)\b", re.IGNORECASE)


_SOFT = re.compile(
    r"\bif (?:you can|(?:at all )?possible|able|you like|you wish|you prefer|practical"
    r"|available)\b",
    re.IGNORECASE,
)


def conditions(draft: Draft) -> None:
    """Take up a condition in a remark: what lifts the rule, or what is due where it holds."""
    for clause in clauses(draft)[1:]:
        if re.search(r"\b(?:unless|except)\b", clause, re.IGNORECASE):
            lifted = read_condition(
                re.sub(r"^.*?(?=\b(?:unless|except))", "", clause, flags=re.IGNORECASE), draft.names
            )
            if not lifted.unless:
                raise NoForm(f"a condition in a remark: {clause}")
            draft.main["unless"] = together([draft.main.get("unless", {}), *lifted.unless])
        elif _NEEDED.search(clause):
            draft.main.setdefault("often", "needed")
        elif _SOFT.search(clause):
            _softly(draft, _SOFT.sub("", clause).strip(" ,"))
        elif not TAKEN_UP.search(clause):
            _condition(draft, clause)


def _softly(draft: Draft, rest: str) -> None:
    """Add what is wished, not asked: "let it soak in overnight if you can"; alone, it softens the rule itself."""
    if rest and not amounts(rest):
        duty = draft.names.subject(rest, kind="duty")
        draft.beside({"source": draft.main["source"], "recommend": [duty], "strength": "if-possible"})
    elif not rest and draft.verb not in ("expect", "allow", "exclude", "check"):
        draft.main["strength"] = "if-possible"


def _condition(draft: Draft, clause: str) -> None:
    found = re.search(
        r"(?<!\beven )(?<!\bas )\b(?P<only>only )?(?P<if>if|provided|only when|as long as|so long as)\b",
        clause,
        re.IGNORECASE,
    )
    if not found:
        return
    rest = clause[: found.start()].strip(" ,")
    if amounts(rest) or (amounts(clause) and not rest):
        return  # left to the further windows
    guards = read_condition(clause[found.start("if") :], draft.names).all_of
    if found["only"] or found["if"].lower() != "if" or not rest:
        draft.guarded(guards)
    else:
        kept = {"source": draft.main["source"], "recommend": [draft.names.subject(rest, kind="duty")]}
        draft.beside(kept, guards=guards)
