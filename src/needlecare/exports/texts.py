"""What calendars and printed sheets say beyond an answer's own words, in English and Spanish side by side.

Names in braces are filled in. A template never tells anybody to change a prescribed medicine. The `discreet` ones name no
treatment and nothing about health: they stand in calendars that other people see.
"""

from __future__ import annotations

from copy import copy

from needlecare.protocol.model import Text
from needlecare.wording.language import Speaker

TEXTS = {
    # --- calendar: titles that say nothing ---
    "discreet-calendar": Text("My dates", "Mis fechas"),
    "discreet-stop": Text("Last day: see my list", "Último día: ver mi lista"),
    "discreet-ask": Text("A question to ask: see my list", "Una pregunta pendiente: ver mi lista"),
    "discreet-session": Text("Appointment", "Cita"),
    "discreet-again": Text("From now on: see my list", "Desde ahora: ver mi lista"),
    "discreet-check": Text("A short look: see my list", "Un breve repaso: ver mi lista"),
    "discreet-next": Text("Time for the next appointment", "Momento de la próxima cita"),
    "discreet-text": Text("List {code}", "Lista {code}"),
    # --- calendar: titles in full ---
    "full-calendar": Text("{treatment}: {session}", "{treatment}: {session}"),
    "full-stop": Text("No more until the session: {names}", "Hasta la sesión, ya no: {names}"),
    "full-stop-if": Text(
        "No more until the session, unless prescribed: {names}",
        "Hasta la sesión ya no, salvo con receta: {names}",
    ),
    "full-last-day": Text(
        "Last day before the session for: {names}", "Último día antes de la sesión para: {names}"
    ),
    "full-last-day-if": Text(
        "Last day before the session, unless prescribed, for: {names}",
        "Último día antes de la sesión, salvo con receta, para: {names}",
    ),
    "unless-prescribed": Text("unless prescribed, {names}", "salvo con receta, {names}"),
    "full-ask": Text("Ask your prescriber by now: {names}", "Consulte ya a quien se lo recetó: {names}"),
    "full-session": Text("{treatment}", "{treatment}"),
    "full-again-may": Text("Allowed from now on: {names}", "Permitido desde ahora: {names}"),
    "full-again-avoid": Text("No more waiting for: {names}", "Ya no hay que esperar para: {names}"),
    "full-again-do": Text("Over from now on: {names}", "Termina ahora: {names}"),
    "full-check": Text(
        "How is your skin? Check-in {number} of {count}", "¿Cómo está su piel? Repaso {number} de {count}"
    ),
    "full-next": Text("The next session can be in these days", "La próxima sesión puede ser en estos días"),
    "stop-by": Text("Last use: {time} at the latest.", "Último uso: {time}, como muy tarde."),
    "check-gone": Text(
        "By now this is usually gone: {names}. If it is not, or if it grows, call the clinic.",
        "A estas alturas esto suele haber desaparecido: {names}. Si no es así, o si aumenta, llame a la clínica.",
    ),
    "check-not-growing": Text(
        "From now on this must not grow: {names}. If it does, call the clinic.",
        "Desde ahora esto no debe aumentar: {names}. Si aumenta, llame a la clínica.",
    ),
    "next-window": Text("From {first} to {last}.", "Del {first} al {last}."),
    "next-from": Text("From {first} on.", "A partir del {first}."),
    "next-if-healed": Text(
        "Only if there is none of this: {states}.", "Solo si no hay nada de esto: {states}."
    ),
    "made-by": Text("By {protocols}. Code {code}.", "Según {protocols}. Código {code}."),
    # --- codes ---
    "verify-protocols": Text(
        "Made by {protocols}; digest {digest}.", "Hecha según {protocols}; huella {digest}."
    ),
    "verify-facts": Text(
        "Made of these facts, as asked on {asked}.", "Hecha con estos datos, a fecha de {asked}."
    ),
    "verify-no-facts": Text(
        "Give the facts file as well to check the answers it was made of.",
        "Indique también el archivo de datos para comprobar las respuestas con que se hizo.",
    ),
    "verify-other-protocols": Text(
        "Not made by {protocols}: by another version, or by protocols to be named with --protocol.",
        "No se hizo según {protocols}: es de otra versión, o de protocolos que se indican con --protocol.",
    ),
    "verify-other-facts": Text(
        "Made of other facts, or as of another moment; --now with the moment printed on the sheet replays it.",
        "Hecha con otros datos o en otro momento; --now con el momento impreso en la hoja lo repite.",
    ),
    # --- sheet ---
    "sheet-title": Text("{treatment}, day by day", "{treatment}, día a día"),
    "sheet-of": Text("Care sheet", "Hoja de cuidados"),
    "sheet-for": Text("For {name}", "Para {name}"),
    "sheet-session": Text("Session", "Sesión"),
    "sheet-times": Text("Times of {zone}", "Horas de {zone}"),
    "sheet-before": Text("Before", "Antes"),
    "sheet-day": Text("On the day", "El mismo día"),
    "sheet-after": Text("After", "Después"),
    "sheet-usual": Text(
        "What is usual, and how long it stays normal", "Qué es habitual y hasta cuándo es normal"
    ),
    "sheet-next": Text("What comes next", "Qué viene después"),
    "sheet-line": Text("The days at a glance", "Los días de un vistazo"),
    "sheet-line-not-to-scale": Text("not to scale", "sin escala"),
    "sheet-none-any-more": Text("None of these any more: {names}.", "Ya nada de esto: {names}."),
    "sheet-none-after": Text("After that, none of these: {names}.", "Desde entonces, nada de esto: {names}."),
    "sheet-unless-now": Text(
        "Unless prescribed, none of these any more: {names}. If prescribed, carry on and ask your prescriber first.",
        "Salvo con receta, ya nada de esto: {names}. Si se lo recetaron, siga igual y consulte a quien lo hizo.",
    ),
    "sheet-unless-after": Text(
        "Unless prescribed, none of these after that: {names}. If prescribed, carry on and ask your prescriber first.",
        "Salvo con receta, nada de esto desde entonces: {names}. Si se lo recetaron, siga igual y consulte a quien lo hizo.",
    ),
    "sheet-as-prescribed": Text("As prescribed", "Como se recetó"),
    "sheet-carry-on": Text("Carry on, and tell us: {names}.", "Siga igual y díganoslo: {names}."),
    "sheet-carry-on-if": Text(
        "If you have any of these, carry on and tell us: {names}.",
        "Si es su caso, siga igual y díganoslo: {names}.",
    ),
    "sheet-every-day": Text("Every day", "Cada día"),
    "sheet-before-anchor": Text("before {anchor}", "antes de {anchor}"),
    "sheet-head-when": Text("when", "cuándo"),
    "sheet-head-what": Text("what", "qué"),
    "sheet-head-from": Text("from", "de"),
    "sheet-we": Text("What we do", "Qué hacemos"),
    "sheet-until": Text("until {time}", "hasta {time}"),
    "sheet-from": Text("from {time}", "desde {time}"),
    "sheet-sign": Text("{names}; usually gone by {time}", "{names}; suele irse antes del {time}"),
    "sheet-checks": Text("Look at your skin", "Mire su piel"),
    "sheet-checks-how": Text(
        "In daylight, beside the list above. Call the clinic if anything is there that should be gone.",
        "Con luz natural y con la lista de arriba. Llame a la clínica si algo sigue ahí que ya no debería.",
    ),
    "sheet-next-session": Text("Next session", "Próxima sesión"),
    "sheet-days-before": Text("{days} before", "{days} antes"),
    "sheet-days-after": Text("{days} after", "{days} después"),
    "sheet-ids": Text(
        "Small numbers name the sentence of the clinic's page that a line comes from.",
        "Los números pequeños señalan la frase de la página de la clínica de la que viene cada línea.",
    ),
    "sheet-made": Text("By {protocols}, as asked on {asked}.", "Según {protocols}, a fecha de {asked}."),
    "sheet-check": Text("Check this sheet: needlecare verify", "Compruebe esta hoja: needlecare verify"),
    "sheet-page": Text("Page", "Página"),
    "sheet-open-answers": Text(
        "Some answers are still open; lines that may not concern you are printed too.",
        "Aún faltan respuestas; se imprimen también líneas que quizá no le conciernen.",
    ),
    "sheet-decides": Text(
        "Your practitioner looks at your skin on the day and has the last word.",
        "Su profesional mira su piel ese día y tiene la última palabra.",
    ),
}


def fluent(speaker: Speaker) -> Speaker:
    """Return a speaker of the same language and facts who knows these texts too."""
    able = copy(speaker)
    able.words = {**speaker.words, **{key: speaker.text(text) for key, text in TEXTS.items()}}
    return able
