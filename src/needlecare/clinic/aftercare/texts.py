"""What the page about the days after a session says beside the protocol's own sentences."""

from __future__ import annotations

from needlecare.clinic.common.words import learn
from needlecare.protocol.model import Text

TEXTS = {
    "after-any-of-these": Text("Any of these? Call {number} now", "¿Algo de esto? Llame ya al {number}"),
    "after-drive": Text(
        "Do not drive yourself. Say that you had skin needling, when, and what was put on.",
        "No conduzca usted. Diga que le hicieron microagujas, cuándo y qué le pusieron.",
    ),
    "after-elsewhere": Text("Elsewhere: {number}.", "En otros lugares: {number}."),
    "after-lead": Text(
        "Tell us when, and we tell you what is normal now, what holds now, and when to call us.",
        "Díganos cuándo y le diremos qué es normal ahora, qué debe cuidar y cuándo llamarnos.",
    ),
    "after-day": Text("On which day were you treated?", "¿Qué día se trató?"),
    "after-hour": Text(
        "At what time did the session begin, if you know it?", "¿A qué hora empezó la sesión, si la sabe?"
    ),
    "after-hour-hint": Text(
        "With the hour, dates are exact. Without it we count from the beginning of that day.",
        "Con la hora, las fechas son exactas. Sin ella contamos desde el comienzo de ese día.",
    ),
    "after-show": Text("Show my day", "Ver mi día"),
    "after-change": Text("Change", "Cambiar"),
    "after-no-day": Text("Enter the day of your session.", "Escriba el día de su sesión."),
    "after-future": Text(
        "This lies in the future, or the session is not over yet. For a coming session, ask when you can be treated.",
        "Eso está en el futuro o la sesión aún no ha terminado. Para una sesión futura, pregunte cuándo puede tratarse.",
    ),
    "after-long-ago": Text(
        "This is more than a year ago. If something is still not right, please call us.",
        "Hace más de un año de eso. Si algo sigue sin estar bien, llámenos.",
    ),
    "after-treated": Text("Treated {session}", "Tratamiento: {session}"),
    "after-day-number": Text("Day {number} after your session", "Día {number} después de su sesión"),
    "after-day-zero": Text("The day of your session", "El día de su sesión"),
    "after-present": Text("It is {time}, {place} time.", "Ahora es {time}, hora de {place}."),
    "after-here": Text("You are here", "Usted está aquí"),
    "after-mark-hour-0": Text("Hour 0", "Hora 0"),
    "after-mark-24-h": Text("24 h", "24 h"),
    "after-mark-72-h": Text("72 h", "72 h"),
    "after-mark-day-7": Text("Day 7", "Día 7"),
    "after-mark-week-4": Text("Week 4", "Semana 4"),
    "after-what": Text("What is normal and what is not", "Qué es normal y qué no"),
    "after-normal": Text("Normal now", "Normal ahora"),
    "after-normal-none": Text(
        "By now your skin usually feels as it did before.", "A estas alturas la piel suele estar como antes."
    ),
    "after-coming": Text("May still come", "Aún puede aparecer"),
    "after-watch": Text("Keep an eye on", "Vigile"),
    "after-watch-how": Text(
        "These should be over by now. Still there? Look again tomorrow; call us if they grow.",
        "Esto ya debería haber pasado. ¿Sigue ahí? Vuelva a mirarlo mañana; llámenos si aumenta.",
    ),
    "after-better": Text("Is it better than yesterday?", "¿Está mejor que ayer?"),
    "after-better-how": Text(
        "Fading is what matters. Call us if anything grows.",
        "Lo importante es que mejore. Llámenos si algo aumenta.",
    ),
    "after-call": Text("Call us within a day", "Llámenos antes de un día"),
    "after-still": Text("Still there:", "Si sigue ahí:"),
    "after-normal-until": Text("Normal until {time}", "Normal hasta: {time}"),
    "after-normal-was": Text("Was normal until {time}", "Era normal hasta: {time}"),
    "after-holds": Text("What holds now", "Qué vale ahora"),
    "after-until": Text("until {time}", "hasta: {time}"),
    "after-no-end": Text("no end given", "sin final indicado"),
    "after-since": Text("since {time}", "desde: {time}"),
    "after-plans": Text("If you plan one of these", "Si tiene previsto algo de esto"),
    "after-allowed": Text("Allowed again", "Permitido de nuevo"),
    "after-next": Text("Next", "Después"),
    "after-calendar": Text("Add my days to a calendar", "Añadir mis días a un calendario"),
    "after-not-kept": Text("Your date is not stored.", "Su fecha no se guarda."),
    "after-nothing-holds": Text(
        "No rule of this protocol holds any more. Ask us if you are unsure.",
        "Ya no vale ninguna norma de este protocolo. Pregúntenos si tiene dudas.",
    ),
}
learn(TEXTS)
