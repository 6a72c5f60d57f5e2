"""The sentence of a rule in English and Spanish, made from its structured fields; a printed noun stays as printed."""

from __future__ import annotations

from typing import Any

from sheets.names import both

Plain = dict[str, Any]

_VERBS = {
    "avoid": ("Avoid", "Evite"),
    "require": ("Must", "Es necesario"),
    "recommend": ("Advised", "Se aconseja"),
    "allow": ("Allowed", "Se permite"),
    "only": ("Only", "Solo"),
    "expect": ("To be expected", "Es de esperar"),
    "exclude": ("Not treated with", "No se trata con"),
    "check": ("Not on arrival", "No debe haber al llegar"),
    "tell": ("Tell the clinic", "Informe a la clínica"),
    "step": ("In the clinic", "En la clínica"),
    "order": ("In this order", "En este orden"),
    "repeat": ("Sessions", "Sesiones"),
    "follow": ("Follow instead", "Siga en su lugar"),
}
_UNITS = {
    "minute": ("minuto", "minutos"),
    "hour": ("hora", "horas"),
    "day": ("día", "días"),
    "week": ("semana", "semanas"),
    "month": ("mes", "meses"),
    "year": ("año", "años"),
}
_SPANISH = {
    "at least": "al menos",
    "up to": "hasta",
    "about": "unos",
    "few": "pocos",
    "several": "varias",
    "couple": "un par de",
}


def say(rule: Plain, subjects: str) -> dict[str, str]:
    """Return the sentence of a rule in both languages."""
    verb = next(key for key in _VERBS if key in rule)
    english, spanish = _VERBS[verb]
    if not subjects and isinstance(rule[verb], dict):
        subjects = _guards(rule[verb])
    windows = [_window(window) for window in rule.get("when", [])]
    often, dose = rule.get("often", ""), rule.get("dose", "")
    conditional = ("if", "si") if rule.get("if") else ("", "")
    parts = [
        (
            f"{english}: {subjects}" if subjects else english,
            f"{spanish}: {subjects}" if subjects else spanish,
        ),
        *windows,
        (often, _often_in_spanish(often)),
        (dose, dose.replace("at least ", "al menos ").replace("up to ", "hasta ").replace(" per ", " por ")),
        *(_lasting(name, span) for name, span in rule.get("lasts", {}).items()),
        _LIKELY.get(rule.get("likelihood", ""), ("", "")),
        ("and around it", "y alrededor") if rule.get("around") else ("", ""),
        (f"{conditional[0]} {_guards(rule['if'])}", f"{conditional[1]} {_guards(rule['if'])}")
        if rule.get("if")
        else ("", ""),
        (f"unless {_guards(rule['unless'])}", f"salvo {_guards(rule['unless'])}")
        if rule.get("unless")
        else ("", ""),
    ]
    return both("; ".join(en for en, _ in parts if en) + ".", "; ".join(es for _, es in parts if es) + ".")


_LIKELY = {
    "usual": ("usual", "habitual"),
    "possible": ("possible", "posible"),
    "rare": ("rare", "poco frecuente"),
}
_LASTS = {
    "each": ("each time", "cada vez"),
    "pause": ("with a pause of", "con una pausa de"),
    "total": ("in all", "en total"),
}


def _lasting(name: str, span: str) -> tuple[str, str]:
    english, spanish = _LASTS[name]
    return f"{english} {span}", f"{spanish} {_in_spanish(span)}"


def _window(window: Plain) -> tuple[str, str]:
    english = ", ".join(f"{key} {_plain(value)}" for key, value in window.items())
    words = {
        "before": "antes de",
        "after": "después de",
        "on": "el día de",
        "at": "en",
        "for": "durante",
        "from": "desde",
        "to": "hasta",
    }
    spanish = ", ".join(
        f"{words.get(key, key)} {_in_spanish(_plain(value))}" for key, value in window.items()
    )
    return english, spanish


def _plain(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    if "from" in value:
        return f"{value['from']} to {value['to']}" if "to" in value else f"{value['from']} on"
    return str(value.get("condition") or value.get("anchor"))


def _often_in_spanish(often: str) -> str:
    for english, spanish in _PARTS.items():
        often = often.replace(english, spanish)
    return often.replace("every ", "cada ").replace(" per ", " por ").replace(" and ", " y ")


_PARTS = {"morning": "mañana", "evening": "tarde", "night": "noche"}


def _in_spanish(text: str) -> str:
    for english, spanish in _SPANISH.items():
        text = text.replace(english, spanish)
    words = text.split()
    return " ".join(_UNITS[word][1] if word in _UNITS else word for word in words)


def _guards(guards: Plain) -> str:
    return (
        "; ".join(f"{key} {value}" for key, value in guards.items())
        .replace("'", "")
        .replace("{", "")
        .replace("}", "")
    )
