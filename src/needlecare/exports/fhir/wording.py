"""What our resources say beyond the protocol's own texts, in English and Spanish side by side."""

from __future__ import annotations

from needlecare.protocol.model import Text

TEXTS = {
    # --- the questionnaire ---
    "questionnaire": Text(
        "{treatment}: questions before the session", "{treatment}: preguntas antes de la sesión"
    ),
    "session": Text("The session", "La sesión"),
    "zone": Text(
        "Time zone of the clinic, such as Europe/London", "Zona horaria de la clínica, como Europe/Madrid"
    ),
    "start": Text(
        "When does the session start? A day is enough.", "¿Cuándo empieza la sesión? Basta el día."
    ),
    "end": Text("When does the session end?", "¿Cuándo termina la sesión?"),
    "stage": Text("Is this asked on booking or on arrival?", "¿Se pregunta al reservar o al llegar?"),
    "areas": Text("Which areas are to be treated?", "¿Qué zonas se van a tratar?"),
    "first": Text("Is this the first session?", "¿Es la primera sesión?"),
    "previous": Text("When were the earlier sessions?", "¿Cuándo fueron las sesiones anteriores?"),
    "event": Text(
        "Is there a day to be ready for?", "¿Hay alguna fecha para la que la piel deba estar lista?"
    ),
    "person": Text("About you", "Sobre usted"),
    "birth": Text("When were you born?", "¿Cuándo nació?"),
    "skin-type": Text("Skin type by Fitzpatrick, 1 to 6", "Tipo de piel según Fitzpatrick, de 1 a 6"),
    "treatment": Text("The treatment", "El tratamiento"),
    "depth-mm": Text("Needle depth in millimetres", "Profundidad de las agujas en milímetros"),
    "device": Text("Device", "Aparato"),
    "indication": Text("What is it for?", "¿Para qué es?"),
    "role": Text("Who treats?", "¿Quién realiza el tratamiento?"),
    "jurisdiction": Text("Country, such as GB", "País, como ES"),
    "no-add-on": Text("Is it without any add-on?", "¿Es sin ningún complemento?"),
    "add-on": Text("Add-ons", "Complementos"),
    "plan": Text("What is planned together with the session?", "¿Qué está previsto junto con la sesión?"),
    "no-plan": Text("Is nothing planned together with it?", "¿No hay nada previsto junto con ella?"),
    "plan-entry": Text("Something planned", "Algo previsto"),
    "plan-what": Text("What?", "¿Qué?"),
    "plan-is": Text("Is it planned?", "¿Está previsto?"),
    "plan-when": Text("When?", "¿Cuándo?"),
    "used": Text("What was used, taken or undergone", "Qué se ha usado, tomado o hecho"),
    "last-use": Text("When was the last time of: {name}?", "¿Cuándo fue la última vez de: {name}?"),
    "last": Text("The last time", "La última vez"),
    "when": Text("When was it? A month or a year is enough.", "¿Cuándo fue? Basta el mes o el año."),
    "planned": Text("Is a later time planned? When?", "¿Hay una vez posterior prevista? ¿Cuándo?"),
    "started": Text("When did it begin?", "¿Cuándo empezó?"),
    "where": Text("Where, if not in the area to be treated?", "¿Dónde, si no en la zona que se va a tratar?"),
    "prescribed": Text("Was it prescribed?", "¿Fue con receta?"),
    "words": Text("In your own words", "Con sus palabras"),
    "other": Text("Anything else you use or take", "Otras cosas que usa o toma"),
    "states": Text("What is or was true of you", "Qué le ocurre o le ha ocurrido"),
    "state": Text("{name}?", "¿{name}?"),
    # --- answers ---
    "never": Text("never", "nunca"),
    "ongoing": Text("still going on", "sigue"),
    "not-sure": Text("not sure", "no lo sé"),
    "at-a-time": Text("at a time I can name", "en un momento que puedo decir"),
    "yes": Text("yes", "sí"),
    "no": Text("no", "no"),
    "booking": Text("on booking", "al reservar"),
    "arrival": Text("on arrival", "al llegar"),
    # --- plan and proposals ---
    "care-plan": Text("{treatment}: {session}", "{treatment}: {session}"),
    "next-session": Text("{treatment}: the next session", "{treatment}: la próxima sesión"),
}
