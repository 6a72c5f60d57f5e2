"""What the product check says beside the reading's own words."""

from __future__ import annotations

from needlecare.clinic.common.words import learn
from needlecare.protocol.model import Text

TEXTS = {
    "product-lead": Text(
        "Type the name on the front, or paste the list on the back. We read it word by word and tell you what our rules say.",
        "Escriba el nombre del envase o pegue la lista de ingredientes. La leemos palabra por palabra y le decimos qué dicen "
        "nuestras normas.",
    ),
    "product-name": Text("Name on the front", "Nombre en el envase"),
    "product-name-hint": Text(
        "Such as Epiduo or a serum's name.", "Por ejemplo, Epiduo o el nombre de un sérum."
    ),
    "product-label": Text("List on the back", "Lista de ingredientes"),
    "product-label-hint": Text(
        "Copy it as it is printed, the whole of it.", "Cópiela tal como está impresa, entera."
    ),
    "product-day": Text("Day of your session", "Día de su sesión"),
    "product-day-hint": Text(
        "With a day we work out the dates for you.", "Con un día le calculamos las fechas."
    ),
    "product-hour": Text("Time of your session", "Hora de su sesión"),
    "product-used": Text("When did you last use it?", "¿Cuándo lo usó por última vez?"),
    "product-used-hint": Text(
        "Such as last Saturday, or still using it.", "Por ejemplo, el sábado pasado o todavía lo uso."
    ),
    "product-check": Text("Check", "Comprobar"),
    "product-another": Text("Check another", "Comprobar otro"),
    "product-nothing": Text(
        "Type a name, or paste the list on the back.", "Escriba un nombre o pegue la lista de ingredientes."
    ),
    "product-too-long": Text(
        "This is longer than {most} characters. Give the list of one product.",
        "Tiene más de {most} caracteres. Ponga la lista de un solo producto.",
    ),
    "product-used-needs-day": Text(
        "Give the day of your session too, so that we can count.",
        "Ponga también el día de su sesión, para poder contar.",
    ),
    "product-word-caution": Text("Our rules speak of it", "Nuestras normas lo nombran"),
    "product-word-ask": Text("One more answer decides", "Una respuesta más lo decide"),
    "product-word-none": Text("No rule names it", "Ninguna norma lo nombra"),
    "product-word-refer": Text("Ask us first", "Pregúntenos antes"),
    "product-for": Text("For your session {session}.", "Para su sesión: {session}."),
    "product-none-how": Text(
        "No rule of this protocol names it. That is not the same as fine: ask us if you are unsure.",
        "Ninguna norma de este protocolo lo nombra. Eso no significa que esté bien: pregúntenos si tiene dudas.",
    ),
    "product-read": Text("What we read on the label", "Lo que leemos en la etiqueta"),
    "product-parts": Text(
        "What is in it, and what our rules say", "Qué contiene y qué dicen nuestras normas"
    ),
    "product-open": Text("Perhaps", "Quizá"),
    "product-holds": Text("Contains it", "Lo contiene"),
    "product-not-covered": Text("Not covered", "Sin norma"),
    "product-how-sure": Text("By which words, and how sure", "Por qué palabras y con qué certeza"),
    "product-unknown": Text("Not known to us", "No lo conocemos"),
    "product-unknown-how": Text(
        "We do not know these words, and our rules do not mention them. That does not mean they are fine. Bring the "
        "bottle or ask us.",
        "No conocemos estas palabras y nuestras normas no las mencionan. Eso no significa que estén bien. Traiga el envase o "
        "pregúntenos.",
    ),
    "product-alike": Text("Only look alike", "Solo se parecen"),
    "product-similar": Text(
        "Similar names, not used here: {names}.", "Nombres parecidos, que no se han usado: {names}."
    ),
    "product-odd": Text(
        "Some characters were hidden or misleading, and were read as what they look like: {names}.",
        "Algunos caracteres estaban ocultos o engañaban y se leyeron como lo que parecen: {names}.",
    ),
    "product-prescribed": Text("Prescribed to you?", "¿Se lo recetaron?"),
    "product-prescribed-how": Text(
        "Then carry on, and ask your prescriber before you change anything. We never ask you to stop a prescribed medicine.",
        "Entonces siga igual y consulte a quien se lo recetó antes de cambiar nada. Nunca le pedimos que deje un medicamento "
        "recetado.",
    ),
    "product-not-kept": Text("What you type here is not stored.", "Lo que escribe aquí no se guarda."),
    "product-fine-title": Text("Your answer", "Su respuesta"),
}
learn(TEXTS)
