"""What the page about the API says beside its document."""

from __future__ import annotations

from needlecare.clinic.common.words import learn
from needlecare.protocol.model import Text

TEXTS = {
    "api-title": Text("For programs", "Para programas"),
    "api-lead": Text(
        "The answers of this site as JSON, by the protocol in force. Nothing that is sent is kept.",
        "Las respuestas de este sitio en JSON, según el protocolo vigente. No se guarda nada de lo que se envía.",
    ),
    "api-document": Text(
        "The document for programs (OpenAPI 3.1)", "El documento para programas (OpenAPI 3.1)"
    ),
    "api-limits": Text(
        "Up to {rate} requests a minute from one address. The texts are in English or Spanish: ?lang=en, ?lang=es.",
        "Hasta {rate} peticiones por minuto desde una dirección. Los textos están en inglés o en español: ?lang=en, ?lang=es.",
    ),
    "api-screen": Text("May the session happen?", "¿Puede hacerse la sesión?"),
    "api-plan": Text("What to do on each day", "Qué hacer cada día"),
    "api-series": Text("The days of a series", "Los días de una serie"),
    "api-course": Text("Is this normal now?", "¿Es normal ahora?"),
    "api-product": Text("What is in a bottle", "Qué hay en un frasco"),
    "api-protocol": Text("The protocol in force", "El protocolo vigente"),
    "api-in": Text("What goes in", "Qué se envía"),
    "api-out": Text("What comes out", "Qué se recibe"),
    "api-refused": Text("Where it cannot be answered", "Cuando no se puede responder"),
    "api-example": Text("Example", "Ejemplo"),
    "api-required": Text("needed", "necesario"),
}
learn(TEXTS)
