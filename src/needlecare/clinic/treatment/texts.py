"""What the treatment page says beside the protocol's own sentences."""

from __future__ import annotations

from needlecare.clinic.common.words import learn
from needlecare.protocol.model import Text

TEXTS = {
    "t-offered": Text("What it is for", "Para qué se ofrece"),
    "t-line": Text("Day by day", "Día a día"),
    "t-before-title": Text("Before", "Antes"),
    "t-day-title": Text("The day", "El día"),
    "t-after-title": Text("After", "Después"),
    "t-before": Text("{span} before {anchor}", "{span} antes de {anchor}"),
    "t-all-day": Text("All day", "Todo el día"),
    "t-arrive": Text("On arrival", "Al llegar"),
    "t-we": Text("In the session", "En la sesión"),
    "t-leave": Text("Leave out", "No haga esto"),
    "t-arrive-how": Text("How to arrive", "Cómo llegar"),
    "t-we-do": Text("What we do", "Qué hacemos"),
    "t-asked": Text("Medicines we ask about", "Medicamentos por los que preguntamos"),
    "t-asked-how": Text(
        "Please change nothing that was prescribed for you. Tell us, and ask your prescriber.",
        "No cambie nada que le hayan recetado. Díganoslo y consulte a quien se lo recetó.",
    ),
    "t-expect": Text("What to expect", "Qué puede esperar"),
    "t-signs": Text(
        "What is usual, and how long it stays normal", "Qué es habitual y hasta cuándo es normal"
    ),
    "t-usual": Text("usually", "habitual"),
    "t-normal-until": Text("normal until", "normal hasta"),
    "t-after-session": Text("after the session", "después de la sesión"),
    "t-series": Text("Coming back", "Volver"),
    "t-reasons": Text("When we wait, or talk first", "Cuándo esperamos o hablamos antes"),
    "t-stop": Text("We do not treat", "No tratamos"),
    "t-wait": Text("We wait until it is over", "Esperamos a que pase"),
    "t-caution": Text("We take special care", "Tenemos un cuidado especial"),
    "t-always": Text("At any time", "En todo momento"),
    "t-refer": Text("A clinician decides with you", "Un profesional lo decide con usted"),
    "t-yours": Text("Make it yours", "Con sus fechas"),
    "t-yours-how": Text(
        "Dates depend on what you use. Answer a few questions and get your own list.",
        "Las fechas dependen de lo que usa. Responda a unas preguntas y tendrá su propia lista.",
    ),
    "t-trouble": Text("Trouble after a session?", "¿Problemas después de una sesión?"),
    "t-trouble-call": Text("call {number} now.", "llame ya al {number}."),
    "t-normal-day": Text("See what is normal on your day", "Vea qué es normal en su día"),
    "t-why": Text("Where does this come from?", "¿De dónde viene esto?"),
    "t-which": Text("Show them", "Ver la lista"),
    "t-each": Text("Each of them, and where it comes from", "Cada norma y de dónde viene"),
    "skin": Text("What happens in the skin", "Qué ocurre en la piel"),
    "skin-title-drawing": Text(
        "Drawing of skin in cross-section, with the changes named in the text below",
        "Dibujo de la piel en sección, con los cambios que se nombran en el texto de abajo",
    ),
    "skin-range": Text("Moment after the session", "Momento después de la sesión"),
    "skin-moments": Text("Moments", "Momentos"),
    "skin-usual": Text("May be there now:", "Ahora puede haber:"),
    "skin-scale": Text("A drawing, not to scale.", "Es un dibujo, sin escala."),
    "skin-before": Text("Before", "Antes"),
    "skin-hour-0": Text("Hour 0", "Hora 0"),
    "skin-day-1": Text("Day 1", "Día 1"),
    "skin-day-3": Text("Day 3", "Día 3"),
    "skin-day-7": Text("Day 7", "Día 7"),
    "skin-week-6": Text("Week 6", "Semana 6"),
    "skin-before-title": Text("Skin at rest", "La piel en reposo"),
    "skin-before-drawn": Text(
        "A thin horny layer lies over living cells. Below them runs a wavy boundary, then comes the dermis with its collagen.",
        "Una fina capa córnea cubre las células vivas. Debajo hay un límite ondulado y después la dermis con su colágeno.",
    ),
    "skin-hour-0-title": Text("Fine channels, warm and red", "Canales finos, calor y rojez"),
    "skin-hour-0-drawn": Text(
        "Tiny needles have just opened channels down to the wavy boundary, and more blood flows through the small vessels.",
        "Las agujas acaban de abrir canales hasta el límite ondulado y por los pequeños vasos pasa más sangre.",
    ),
    "skin-day-1-title": Text("Channels begin to close", "Los canales empiezan a cerrarse"),
    "skin-day-1-drawn": Text(
        "The channels are closing from within. What is put on the skin still reaches deeper than usual.",
        "Los canales se cierran desde dentro. Lo que se pone sobre la piel aún llega más hondo de lo normal.",
    ),
    "skin-day-3-title": Text("Dry, rough, flaking", "Seca, áspera, se descama"),
    "skin-day-3-drawn": Text(
        "The top layer sheds while a new one forms. It comes off by itself.",
        "La capa superior se desprende mientras se forma otra nueva. Cae por sí sola.",
    ),
    "skin-day-7-title": Text("Calm on top, building below", "Calma arriba, obra abajo"),
    "skin-day-7-drawn": Text(
        "The surface has closed. Below it, cells are laying down the first fine fibres.",
        "La superficie se ha cerrado. Debajo, las células tejen las primeras fibras finas.",
    ),
    "skin-week-6-title": Text("New collagen", "Colágeno nuevo"),
    "skin-week-6-drawn": Text(
        "New fibres are woven between the old ones, and go on changing for months.",
        "Hay fibras nuevas tejidas entre las antiguas, que siguen cambiando durante meses.",
    ),
    "skin-horn": Text("Horny layer", "Capa córnea"),
    "skin-epi": Text("Epidermis", "Epidermis"),
    "skin-basal": Text("Wavy boundary", "Límite ondulado"),
    "skin-cap": Text("Capillaries", "Capilares"),
    "skin-fib": Text("Collagen", "Colágeno"),
    "skin-new": Text("New collagen", "Colágeno nuevo"),
}
learn(TEXTS)
