"""What the frame of every page says."""

from __future__ import annotations

from needlecare.clinic.common.words import learn
from needlecare.protocol.model import Text

TEXTS = {
    "description": Text(
        "{name}: skin needling, with every date worked out and every answer's source shown.",
        "{name}: microagujas, con todas las fechas calculadas y la fuente de cada respuesta.",
    ),
    "skip": Text("Skip to the content", "Ir al contenido"),
    "main": Text("Main", "Principal"),
    "menu": Text("Menu", "Menú"),
    "dark": Text("Dark theme", "Tema oscuro"),
    "language-en": Text("English", "English"),
    "language-es": Text("Español", "Español"),
    "nav-treatment": Text("The treatment", "El tratamiento"),
    "nav-check": Text("When can I be treated?", "¿Cuándo puedo tratarme?"),
    "nav-product": Text("Is this product all right?", "¿Puedo usar este producto?"),
    "nav-after": Text("I was treated on…", "Me traté el día…"),
    "door-treatment": Text(
        "What it is, what to expect, and every day around a session.",
        "Qué es, qué puede esperar y cada día alrededor de una sesión.",
    ),
    "door-check": Text(
        "Answer a few questions. Get your earliest day and what to stop by when.",
        "Responda a unas preguntas y sabrá su primer día posible y qué dejar antes, y cuándo.",
    ),
    "door-product": Text(
        "Type a name or paste the list on the back of the bottle.",
        "Escriba un nombre o pegue la lista de ingredientes del envase.",
    ),
    "door-after": Text(
        "What is normal today, what holds today, and when to call us.",
        "Qué es normal hoy, qué debe cuidar hoy y cuándo llamarnos.",
    ),
    "card": Text(
        "A drawing of skin in cross-section, with the layers in plum and rose.",
        "Dibujo de un corte de la piel, con las capas en ciruela y rosa.",
    ),
    "contact": Text("Contact", "Contacto"),
    "visit": Text("Visit us", "Visítenos"),
    "opening": Text("Opening hours", "Horario"),
    "closed": Text("closed", "cerrado"),
    "to-days": Text("{first} to {last}", "de {first} a {last}"),
    "and-days": Text("{first} and {last}", "{first} y {last}"),
    "hours": Text("{opens} to {closes}", "de {opens} a {closes}"),
    "zone": Text("{place} time", "Hora de {place}"),
    "read": Text("Read", "Leer"),
    "follow": Text("Follow us", "Síganos"),
    "in-emergency": Text("In an emergency call", "En una emergencia llame al"),
    "not-clinician": Text(
        "This site does not replace a clinician.", "Este sitio no sustituye a un profesional sanitario."
    ),
    "private": Text(
        "Nothing you type in the checks is stored, and this site sets no cookies for visitors. "
        "Your light or dark choice stays in this browser.",
        "Nada de lo que escribe en las comprobaciones se guarda, y este sitio no usa cookies con quien lo visita. "
        "Su elección de claro u oscuro se queda en este navegador.",
    ),
    "in-force": Text("Protocol in force since {day}", "Protocolo vigente desde el {day}"),
    "look-again": Text("One answer needs another look", "Una respuesta necesita otro vistazo"),
    # --- messages beside fields ---
    "day-not-read": Text("Enter a day, for example 3 12 2026.", "Escriba un día, por ejemplo 3 12 2026."),
    "day-past": Text(
        "This day is over. Choose one from today on.", "Ese día ya pasó. Elija uno a partir de hoy."
    ),
    "day-far": Text("Choose a day within the next three years.", "Elija un día de los próximos tres años."),
    "hour-not-read": Text("Enter a time, for example 14:30.", "Escriba una hora, por ejemplo 14:30."),
    "hour-without-day": Text("Choose the day too.", "Elija también el día."),
    "time-not-read": Text(
        "We could not read when this was. Write a day such as 21 November, or words such as last Saturday.",
        "No hemos entendido cuándo fue. Escriba un día, como 21 de noviembre, o palabras como el sábado pasado.",
    ),
    "back": Text("Back", "Volver"),
    "error": Text("Please note:", "Atención:"),
    "gone-title": Text("This page is not here", "Esta página no está aquí"),
    "gone": Text(
        "The address may have changed, or it was never ours. These usually help:",
        "Puede que la dirección haya cambiado o que nunca fuera nuestra. Esto suele ayudar:",
    ),
    "gone-unwell": Text(
        "If you came here after a treatment and something feels wrong, call us:",
        "Si viene después de un tratamiento y algo no va bien, llámenos:",
    ),
    "denied-title": Text("This page is not open", "Esta página no está abierta"),
    "denied": Text(
        "You may have to sign in first, or the page is for the clinic's staff.",
        "Puede que tenga que iniciar sesión, o que la página sea solo para el personal de la clínica.",
    ),
    "too-large-title": Text("This is more than we can take", "Esto es más de lo que podemos recibir"),
    "too-large": Text(
        "At most {most} kB can be sent to this page. Go back, shorten it, and send it again.",
        "A esta página se le pueden enviar {most} kB como máximo. Vuelva atrás, acórtelo y envíelo de nuevo.",
    ),
    "show-proof": Text("Show the proof", "Ver la prueba"),
    "where-from": Text("Where does this come from?", "¿De dónde viene esto?"),
    "proof-rule": Text("Rule", "Norma"),
    "proof-why": Text("Why", "Por qué"),
    "proof-source": Text("Source", "Fuente"),
    "proof-said": Text("Your words", "Sus palabras"),
    "proof-grade": Text("Kind of source", "Tipo de fuente"),
    "proof-statement": Text("Our page", "Nuestra página"),
    "read-on": Text("read on {day}", "leída el {day}"),
    "call": Text("Call {number}", "Llamar al {number}"),
    "times-of": Text("Times are {place} time.", "Las horas son de {place}."),
    "by-protocol": Text("Protocol {short}.", "Protocolo {short}."),
}
learn(TEXTS)
