"""What the home page says beside the owner's own words."""

from __future__ import annotations

from needlecare.clinic.common.words import learn
from needlecare.protocol.model import Text

TEXTS = {
    "doors": Text("What would you like to know?", "¿Qué quiere saber?"),
    "numbers": Text("The treatment in a few numbers", "El tratamiento en pocas cifras"),
    "number-sessions": Text("{count} sessions", "{count} sesiones"),
    "number-sessions-says": Text("is a usual course.", "es lo habitual en un tratamiento completo."),
    "number-gap-says": Text(
        "between one session and the next, depending on the area and on how you heal.",
        "entre una sesión y la siguiente, según la zona y cómo cicatrice su piel.",
    ),
    "number-gentle-says": Text(
        "of gentle care after each session.", "de cuidado suave después de cada sesión."
    ),
    "number-result-says": Text(
        "until skin may feel smoother and firmer.", "hasta que la piel puede notarse más lisa y firme."
    ),
    "contact-lead": Text(
        "Where {name} is, when we are open, and how to reach us.",
        "Dónde está {name}, cuándo abrimos y cómo localizarnos.",
    ),
    "contact-not-wait": Text("Do not wait for us to open.", "No espere a que abramos."),
    "contact-reach": Text("Visit or call us", "Visítenos o llámenos"),
    "contact-after": Text(
        "Treated lately and not sure what is normal?", "¿Se trató hace poco y no sabe qué es normal?"
    ),
    "read-treatment": Text(
        "Read how the treatment works, day by day", "Lea cómo es el tratamiento, día a día"
    ),
}
learn(TEXTS)
