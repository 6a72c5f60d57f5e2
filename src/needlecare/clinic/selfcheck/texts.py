"""What the interview's pages say beside the protocol's questions and the answers' own words."""

from __future__ import annotations

from needlecare.clinic.common.words import learn
from needlecare.protocol.model import Text

TEXTS = {
    # --- the first page ---
    "check-lead": Text(
        "Answer a few questions, one at a time. You get your earliest day, what to leave out by when, and whom to ask what.",
        "Responda a unas preguntas, una a una. Sabrá su primer día posible, qué dejar y cuándo, y a quién preguntar qué.",
    ),
    "check-day": Text("Which day do you have in mind?", "¿Qué día tiene pensado?"),
    "check-day-hint": Text(
        "Leave it empty if you have none yet; we then look for your earliest day.",
        "Déjelo vacío si aún no tiene ninguno; buscaremos su primer día posible.",
    ),
    "check-hour": Text("At what time, if you know it?", "¿A qué hora, si la sabe?"),
    "check-words": Text(
        "What do you use or have had done? In your own words, if you like",
        "¿Qué usa o se ha hecho? Con sus palabras, si quiere",
    ),
    "check-words-hint": Text(
        "For example: stopped retinol two nights ago, waxed my lip last Friday. You can also leave it empty and only "
        "answer questions.",
        "Por ejemplo: dejé el retinol hace dos noches, me depilé el labio con cera el viernes. También puede dejarlo "
        "vacío y solo "
        "responder a las preguntas.",
    ),
    "check-begin": Text("Begin", "Empezar"),
    "check-optional": Text("not needed", "no hace falta"),
    # --- a question ---
    "check-progress": Text("Question {done} of about {total}", "Pregunta {done} de unas {total}"),
    "check-continue": Text("Continue", "Continuar"),
    "check-skip": Text("Skip this question", "Saltar esta pregunta"),
    "check-skip-how": Text(
        "A skipped question stays open; your result says so.",
        "Una pregunta que se salta queda abierta, y el resultado lo dirá.",
    ),
    "check-result": Text("Show what is known so far", "Ver lo que se sabe hasta ahora"),
    "check-none-of-these": Text("None of these", "Nada de esto"),
    "check-or": Text("or", "o"),
    "check-when": Text("When?", "¿Cuándo?"),
    "check-when-of": Text("When? {name}", "¿Cuándo? {name}"),
    "check-when-hint": Text(
        "Tick what applies and write when, the way you would say it: 21 November, last Saturday, about two weeks ago, "
        "still using it, planned for 20 December. If you do not know when, only tick it.",
        "Marque lo que corresponda y escriba cuándo, como lo diría: 21 de noviembre, el sábado pasado, hace unas dos semanas, "
        "todavía lo uso, previsto para el 20 de diciembre. Si no sabe cuándo, solo márquelo.",
    ),
    "check-use-hint": Text(
        "Write it the way you would say it: 21 November, last Saturday, about two weeks ago.",
        "Escríbalo como lo diría: 21 de noviembre, el sábado pasado, hace unas dos semanas.",
    ),
    "check-words-line-hint": Text("In a few words.", "En pocas palabras."),
    "check-clock-hint": Text("Such as 14:30.", "Por ejemplo, 14:30."),
    "check-read-as": Text("We read this as:", "Lo leemos así:"),
    "check-read-wrong": Text(
        "Not right? Change the words above.", "¿No es así? Cambie las palabras de arriba."
    ),
    "check-own-words": Text("In your own words", "Con sus palabras"),
    "check-yes": Text("Yes", "Sí"),
    "check-no": Text("No", "No"),
    "check-not-sure": Text("I am not sure", "No lo sé"),
    "check-ongoing": Text("I still use it", "Todavía lo uso"),
    "check-never": Text("Never", "Nunca"),
    "check-no-previous-session": Text("I have not had one", "No he tenido ninguna"),
    "check-no-plan-date": Text("No, it is not part of my plan", "No, no forma parte de mi plan"),
    "check-skin-1": Text("1: always burns, never tans", "1: siempre se quema, nunca se broncea"),
    "check-skin-2": Text("2: usually burns, tans a little", "2: suele quemarse, se broncea poco"),
    "check-skin-3": Text("3: sometimes burns, tans slowly", "3: a veces se quema, se broncea despacio"),
    "check-skin-4": Text("4: rarely burns, tans well", "4: rara vez se quema, se broncea bien"),
    "check-skin-5": Text("5: brown skin, tans deeply", "5: piel morena, se broncea mucho"),
    "check-skin-6": Text("6: deeply pigmented, never burns", "6: piel muy pigmentada, nunca se quema"),
    "check-prescribed": Text("Was it prescribed for you?", "¿Se lo recetaron?"),
    "check-prescribed-how": Text(
        "Keep using it as prescribed. We tell you what to ask your prescriber.",
        "Siga usándolo como se lo recetaron. Le diremos qué preguntar a quien se lo recetó.",
    ),
    "check-so-far": Text("Your answers so far", "Sus respuestas hasta ahora"),
    "check-first": Text("What you told us first", "Lo primero que nos contó"),
    "check-change": Text("Change", "Cambiar"),
    "check-change-of": Text("Change: {asked}", "Cambiar: {asked}"),
    "check-not-kept": Text(
        "Nothing is stored. Close this page and your answers are gone.",
        "No se guarda nada. Cierre esta página y sus respuestas desaparecen.",
    ),
    "check-skipped": Text("skipped", "sin responder"),
    "check-none": Text("none of these", "nada de esto"),
    "check-title": Text("A question", "Una pregunta"),
    # --- short names of the shipped protocols' screenfuls; another is called by its question ---
    "group-first-of-all": Text("First of all", "Antes de nada"),
    "group-major-treatments": Text("Major treatments", "Tratamientos mayores"),
    "group-skin-in-the-area": Text("Your skin in the area", "Su piel en la zona"),
    "group-medicines": Text("Medicines", "Medicamentos"),
    "group-health": Text("Your health", "Su salud"),
    "group-allergies": Text("Allergies", "Alergias"),
    "group-dates": Text("Done in the area", "Hecho en la zona"),
    "group-to-talk-over": Text("To talk over", "Para hablar"),
    "group-isotretinoin": Text("Isotretinoin capsules", "Cápsulas de isotretinoína"),
    "group-skin-products": Text("Skin products", "Productos para la piel"),
    "group-hair-removal": Text("Hair removal", "Depilación"),
    "group-light-and-sun": Text("Light, laser and sun", "Luz, láser y sol"),
    "group-after-the-session": Text("After the session", "Después de la sesión"),
    "group-on-arrival": Text("On arrival", "Al llegar"),
    # --- messages ---
    "check-tick-one": Text(
        "Tick what applies, or “None of these”.", "Marque lo que corresponda, o «Nada de esto»."
    ),
    "check-tick-area": Text("Tick at least one area.", "Marque al menos una zona."),
    "check-none-and-some": Text(
        "You ticked “None of these” together with others. Please untick one of them.",
        "Ha marcado «Nada de esto» junto con otras. Por favor, desmarque una de ellas.",
    ),
    "check-answer-one": Text(
        "Choose an answer, or skip this question.", "Elija una respuesta o salte esta pregunta."
    ),
    "check-birth-not-read": Text(
        "Enter your date of birth, for example 27 3 1990.",
        "Escriba su fecha de nacimiento, por ejemplo 27 3 1990.",
    ),
    "check-not-read": Text(
        "We could not read this answer. Choose one of those below, or say it in other words.",
        "No hemos entendido esta respuesta. Elija una de las de abajo o dígalo con otras palabras.",
    ),
    "check-words-nothing": Text(
        "We found no product or treatment in these words. Name it and say when, or leave this empty.",
        "No hemos encontrado ningún producto ni tratamiento en estas palabras. Nómbrelo y diga cuándo, o déjelo vacío.",
    ),
    "check-count-not-read": Text("Enter a number from 1 to {most}.", "Escriba un número del 1 al {most}."),
    "check-event-not-planned": Text(
        "We cannot plan back from this day. Choose another, or leave it empty.",
        "No podemos planificar desde ese día. Elija otro o déjelo vacío.",
    ),
    "check-too-old": Text(
        "Your answers were open for more than a day, or our protocol has changed. Please begin again.",
        "Sus respuestas llevaban abiertas más de un día o nuestro protocolo ha cambiado. Por favor, empiece de nuevo.",
    ),
    # --- the result ---
    "check-answer": Text("Your answer", "Su respuesta"),
    "check-earliest": Text("Your earliest day is {day}", "Su primer día posible es el {day}"),
    "check-first-open": Text(
        "We are closed that day; our next open day is {day}.",
        "Ese día cerramos; el próximo día en que abrimos es el {day}.",
    ),
    "check-stop-by": Text("What to leave out, and by when", "Qué dejar, y cuándo"),
    "check-stop-by-for": Text(
        "Worked out for {session}. Another day moves these dates with it.",
        "Calculado para el {session}. Con otro día, estas fechas cambian.",
    ),
    "check-ask": Text("Who to ask, and what", "A quién preguntar, y qué"),
    "check-aloud-prescriber": Text(
        "“I have {treatment} in mind for {day}. My clinic asks about this: {subject}. Shall I carry on as I do, and is there "
        "anything they should know?”",
        "«Tengo pensado un tratamiento de {treatment} para el {day}. La clínica pregunta por esto: {subject}. ¿Sigo como hasta "
        "ahora? ¿Hay algo que deban saber?»",
    ),
    "check-aloud-clinic": Text(
        "“I have {treatment} in mind for {day}, and would like to talk this over first: {subject}.”",
        "«Tengo pensado un tratamiento de {treatment} para el {day} y quisiera hablar antes de esto: {subject}.»",
    ),
    "check-call-us": Text("Call us:", "Llámenos:"),
    "check-why": Text("Why", "Por qué"),
    "check-you-said": Text("You said:", "Usted dijo:"),
    "check-open": Text("Still to answer", "Falta por responder"),
    "check-open-how": Text(
        "Until these are answered, nobody can say for certain.",
        "Mientras no se respondan, nadie puede decirlo con certeza.",
    ),
    "check-answer-now": Text("Answer them now", "Responder ahora"),
    "check-kept": Text("In time", "A tiempo"),
    "check-rule": Text("A rule", "Una norma"),
    "check-answers": Text("Your answers", "Sus respuestas"),
    "check-calendar": Text("Add to calendar", "Añadir al calendario"),
    "check-calendar-plain": Text(
        "Titles in the calendar may name the treatment",
        "Los títulos del calendario pueden nombrar el tratamiento",
    ),
    "check-sheet": Text("Printed sheet", "Hoja para imprimir"),
    "check-series": Text("Plan my series", "Planificar mi serie"),
    "check-again": Text("Begin again", "Empezar de nuevo"),
    "check-keep": Text(
        "We did not store your answers. Close this page and they are gone. To keep them, save the calendar or the sheet.",
        "No hemos guardado sus respuestas. Cierre esta página y desaparecen. Para conservarlas, guarde el calendario "
        "o la hoja.",
    ),
    "check-practitioner": Text(
        "Your practitioner looks at your skin on the day and has the last word.",
        "Su profesional mira su piel ese día y tiene la última palabra.",
    ),
    "check-replay": Text(
        "Asked {asked}, {place} time. Protocol {short}. This answer can be worked out again from it at any time.",
        "Preguntado el {asked}, hora de {place}. Protocolo {short}. Esta respuesta puede volver a calcularse con él "
        "cuando sea.",
    ),
    "check-back-to-answer": Text("Back to your answer", "Volver a su respuesta"),
    "check-unwell": Text(
        "If you were treated already and something feels wrong now",
        "Si ya se ha tratado y ahora algo no va bien",
    ),
    "check-last": Text("last time", "última vez"),
    "check-limit": Text("limit", "límite"),
    "check-session": Text("session", "sesión"),
    # --- the series ---
    "check-series-title": Text("Your series", "Su serie"),
    "check-event": Text("A day to be ready for", "Un día para el que quiere estar lista la piel"),
    "check-event-hint": Text(
        "A wedding, a trip. Leave it empty for none.", "Una boda, un viaje. Déjelo vacío si no hay ninguno."
    ),
    "check-count": Text("How many sessions", "Cuántas sesiones"),
    "check-count-hint": Text("Leave it empty for the usual number.", "Déjelo vacío para el número habitual."),
    "check-plan": Text("Plan", "Planificar"),
    "check-table": Text("The days of each session", "Los días de cada sesión"),
    "check-head-session": Text("Session", "Sesión"),
    "check-head-earliest": Text("Earliest", "Primer día"),
    "check-head-ideal": Text("Best", "Mejor día"),
    "check-head-latest": Text("Latest", "Último día"),
    "check-no-latest": Text("open", "abierto"),
    "check-limits": Text("What limits it", "Qué lo limita"),
    "check-notes": Text("Worth knowing", "Conviene saber"),
}
learn(TEXTS)
