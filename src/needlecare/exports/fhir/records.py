"""The protocol's records as forms of extensions: spans, bounds, windows, how often, doses, sources."""

from __future__ import annotations

from needlecare.exports.fhir.forms import (
    Flag,
    Form,
    LengthForm,
    NameForm,
    OneOf,
    Parts,
    PeriodForm,
    Simple,
    TextForm,
    code_of,
)
from needlecare.protocol.model import (
    At,
    Count,
    Dose,
    Earlier,
    Edge,
    Lasting,
    Later,
    Often,
    Open,
    Repeat,
    Shift,
    Source,
    Span,
    State,
    Unstated,
    Window,
)
from needlecare.protocol.time import Unit

CODE, STRING, YES = Simple("code"), Simple("string"), Simple("boolean")
WHOLE, NUMBER = Simple("integer"), Simple("decimal")
LENGTH, TEXT, NAME, PERIOD = LengthForm(), TextForm(), NameForm(), PeriodForm()
SIDE = Simple(
    "code",
    {-1: "before", 1: "after"}.__getitem__,
    {"before": -1, "after": 1}.__getitem__,
    ("before", "after"),
)
TRUTH = Simple(
    "code",
    {True: "yes", False: "no", None: "not-known"}.__getitem__,
    {"yes": True, "no": False, "not-known": None}.__getitem__,
    ("yes", "no", "not-known"),
)

SPAN = Parts(
    Span,
    {
        "floor": ("floor", LENGTH),
        "advised": ("advised", LENGTH),
        "about": ("about", YES),
        "bound": ("bound", STRING),
        "vague": ("vague", STRING),
    },
)
COUNT = Parts(Count, {"least": ("least", WHOLE), "most": ("most", WHOLE)}, or_none=("most",))
_SIMPLE: dict[str, tuple[type, Form]] = {
    "at": (At, Parts(At, {"anchor": ("anchor", CODE)})),
    "shift": (
        Shift,
        Parts(Shift, {"anchor": ("anchor", CODE), "side": ("side", SIDE), "span": ("span", SPAN)}),
    ),
    "edge": (
        Edge,
        Parts(
            Edge,
            {
                "anchor": ("anchor", CODE),
                "day": ("day", WHOLE),
                "edge": ("edge", CODE),
                "advised": ("advised", WHOLE),
            },
        ),
    ),
    "state": (State, Parts(State, {"condition": ("condition", CODE), "ends": ("ends", YES)})),
    "open": (Open, Flag(Open())),
    "unstated": (
        Unstated,
        Parts(
            Unstated,
            {
                "anchor": ("anchor", CODE),
                "side": ("side", SIDE),
                "inherited": ("inherited", SPAN),
                "inherited-from": ("inherited_from", STRING),
            },
        ),
    ),
}
_BOUND = OneOf(
    {
        **_SIMPLE,
        "later": (Later, Parts(Later, {"bound": ("bounds", OneOf(_SIMPLE), True)})),
        "earlier": (Earlier, Parts(Earlier, {"bound": ("bounds", OneOf(_SIMPLE), True)})),
    }
)
WINDOW = Parts(
    Window,
    {
        "form": ("form", CODE),
        "opens": ("opens", _BOUND),
        "closes": ("closes", _BOUND),
        "first-day": ("first_day", WHOLE),
        "words": ("words", STRING),
        "usually": ("usually", SPAN),
    },
)
OFTEN = Parts(
    Often,
    {
        "count": ("count", COUNT),
        "per": ("per", code_of(Unit)),
        "every": ("every", SPAN),
        "part": ("parts", CODE, True),
        "words": ("words", STRING),
    },
)
LASTING = Parts(Lasting, {"each": ("each", SPAN), "pause": ("pause", SPAN), "total": ("total", SPAN)})
DOSE = Parts(
    Dose,
    {
        "amount": ("amount", NUMBER),
        "unit": ("unit", STRING),
        "bound": ("bound", STRING),
        "per": ("per", LENGTH),
    },
)
REPEAT = Parts(Repeat, {"gap": ("gap", SPAN), "count": ("count", COUNT), "until": ("until", CODE)})
SOURCE = Parts(
    Source,
    {
        "statement": ("statement", STRING, True),
        "reading": ("reading", STRING, True),
        "cite": ("cite", STRING, True),
        "grade": ("grade", CODE),
    },
)
