"""The sentences of an answer: why a class holds or is in question, and what to ask. English and Spanish."""

REASONS: dict[str, dict[str, str]] = {
    "named": {"en": "the list names it", "es": "la lista lo nombra"},
    "active": {"en": "it is printed as an active ingredient", "es": "figura como principio activo"},
    "strength": {
        "en": "the printed strength is that of an active",
        "es": "la concentración impresa es la de un activo",
    },
    "remark": {"en": "the label says what it is for", "es": "la etiqueta dice para qué sirve"},
    "front": {"en": "the front of the pack promises it", "es": "el frente del envase lo promete"},
    "high": {"en": "it stands in the first third of the list", "es": "está en el primer tercio de la lista"},
    "several": {
        "en": "several such acids stand before the preservatives",
        "es": "varios ácidos así están antes de los conservantes",
    },
    "with-others": {
        "en": "another acid of the class stands high",
        "es": "otro ácido de la clase está arriba en la lista",
    },
    "blend": {
        "en": "the plants of a fruit-acid blend are all there",
        "es": "están todas las plantas de una mezcla frutal",
    },
    "ester": {"en": "an ester of retinol, the weakest form", "es": "un éster de retinol, la forma más débil"},
    "scrubs": {
        "en": "a grain in a product that is rinsed off",
        "es": "un grano en un producto que se enjuaga",
    },
    "rough": {
        "en": "the name describes a rough pad or cloth",
        "es": "el nombre describe un disco o paño áspero",
    },
    "brand": {
        "en": "a medicine of this name has this composition",
        "es": "un medicamento de este nombre lleva esto",
    },
    "family": {
        "en": "several formulas are sold under this name",
        "es": "con este nombre se venden varias fórmulas",
    },
    "middle": {
        "en": "its place does not tell active from adjuster",
        "es": "su lugar no distingue activo de regulador",
    },
    "no-place": {"en": "the order of this list says nothing", "es": "el orden de esta lista no dice nada"},
    "low": {
        "en": "it stands low, where it usually adjusts the pH",
        "es": "está abajo, donde suele ajustar el pH",
    },
    "may-contain": {"en": "the label says it may be inside", "es": "la etiqueta dice que puede contenerlo"},
    "one-letter": {
        "en": "one letter away from a name of this class",
        "es": "a una letra de un nombre de esta clase",
    },
    "derived": {
        "en": "the name is part of a longer, unknown one",
        "es": "el nombre es parte de otro más largo y desconocido",
    },
    "route": {
        "en": "swallowed or rubbed in decides the class",
        "es": "si se traga o se aplica decide la clase",
    },
    "own-rule": {
        "en": "in no class by chemistry; the clinic decides",
        "es": "en ninguna clase por química; decide la clínica",
    },
    "purpose": {"en": "what it is used for decides", "es": "decide para qué se usa"},
    "salicylate": {
        "en": "a salicylate, in a product against pain",
        "es": "un salicilato, en un producto contra el dolor",
    },
    "medicine": {"en": "a medicine; why it is used matters", "es": "un medicamento; importa por qué se usa"},
    "promise": {
        "en": "the front promises what the list does not show",
        "es": "el frente promete lo que la lista no muestra",
    },
    "no-list": {
        "en": "there is no ingredient list to judge",
        "es": "no hay lista de ingredientes que juzgar",
    },
    "active-missing": {
        "en": "the line with the active is missing",
        "es": "falta la línea del principio activo",
    },
    "lost-name": {"en": "an entry has lost its name", "es": "una entrada perdió su nombre"},
    "procedure": {
        "en": "this is a way of removing hair, not a cream",
        "es": "es una forma de depilar, no una crema",
    },
}
QUESTIONS: dict[str, dict[str, str]] = {
    "strength": {
        "en": "How strong is it: is a percentage printed, or does the pack say exfoliating?",
        "es": "¿Qué concentración tiene: hay un porcentaje, o dice exfoliante en el envase?",
    },
    "route": {"en": "Is it swallowed, or put on the skin?", "es": "¿Se toma, o se aplica en la piel?"},
    "list": {
        "en": "Please read out the full ingredient list on the pack.",
        "es": "Lea, por favor, la lista completa de ingredientes del envase.",
    },
    "spelling": {"en": "Does the pack really spell it this way?", "es": "¿Está escrito así en el envase?"},
    "full-name": {
        "en": "What is the full name of this ingredient?",
        "es": "¿Cuál es el nombre completo del ingrediente?",
    },
    "clinic": {
        "en": "Ask the clinic whether it counts this one.",
        "es": "Pregunte a la clínica si cuenta este.",
    },
    "why-used": {"en": "What is it used for, and where?", "es": "¿Para qué se usa, y dónde?"},
    "why-aspirin": {
        "en": "Is it for pain, or did a doctor prescribe it for heart or stroke? Do not stop it without asking them.",
        "es": "¿Es para el dolor, o la recetó un médico por corazón o ictus? No la deje sin preguntarle.",
    },
    "rinse": {
        "en": "Is it a scrub or mask that is rinsed off?",
        "es": "¿Es un exfoliante o mascarilla que se enjuaga?",
    },
    "hair": {
        "en": "Does it remove hair, or wave hair or lashes?",
        "es": "¿Quita el vello, o riza pelo o pestañas?",
    },
    "rolls": {
        "en": "Does it roll off and take dead skin with it?",
        "es": "¿Se enrolla al frotar y arrastra piel muerta?",
    },
    "which": {
        "en": "Which product of this brand is it? Read out its ingredients.",
        "es": "¿Qué producto de la marca es? Lea sus ingredientes.",
    },
    "pack": {
        "en": "Check that your pack lists the same active.",
        "es": "Compruebe que su envase lleva el mismo activo.",
    },
    "prescriber": {
        "en": "Tell the clinic and ask the prescriber; do not stop it on your own.",
        "es": "Dígalo en la clínica y pregunte a quien lo recetó; no lo deje por su cuenta.",
    },
    "nose": {"en": "Is it used inside the nose only?", "es": "¿Se usa solo dentro de la nariz?"},
    "pain": {
        "en": "Is it rubbed on the area to be treated, against pain?",
        "es": "¿Se aplica contra el dolor en la zona a tratar?",
    },
    "wax": {
        "en": "When was the last waxing, and where?",
        "es": "¿Cuándo fue la última depilación con cera, y dónde?",
    },
}
SPOKEN_QUESTIONS: dict[str, dict[str, str]] = {
    "when": {"en": "When was the last time?", "es": "¿Cuándo fue la última vez?"},
    "date": {"en": "Which day do you mean?", "es": "¿A qué día se refiere?"},
    "class": {"en": "Which one exactly?", "es": "¿Cuál exactamente?"},
    "which": {
        "en": "Which product is it? Read out its active ingredient.",
        "es": "¿Qué producto es? Lea su principio activo.",
    },
    "route": QUESTIONS["route"],
    "clinic": QUESTIONS["clinic"],
    "strength": QUESTIONS["strength"],
    "pain": QUESTIONS["pain"],
    "spelling": {"en": "Is that how it is spelled?", "es": "¿Se escribe así?"},
}
