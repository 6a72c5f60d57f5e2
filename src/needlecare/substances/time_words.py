"""The words of English, Spanish and French that tell a time, as tables and patterns.

Everything is written without accents, as `normalise` leaves it. `when` says what each pattern means.
"""

from collections.abc import Iterable

from needlecare.substances.normalise import word_set

NUMBERS: dict[str, int] = {
    word: number
    for number, words in {
        1: "a an one un una uno une", 2: "two dos deux", 3: "three tres trois", 4: "four cuatro quatre",
        5: "five cinco cinq", 6: "six seis", 7: "seven siete sept", 8: "eight ocho huit", 9: "nine nueve neuf",
        10: "ten diez dix", 11: "eleven once onze", 12: "twelve doce douze", 13: "thirteen trece treize",
        14: "fourteen catorce quatorze", 15: "fifteen quince quinze", 18: "eighteen dieciocho",
        20: "twenty veinte vingt", 21: "veintiuno", 30: "thirty treinta trente",
    }.items()
    for word in words.split()
}  # fmt: skip
# Vague amounts, by policy: a couple is two, a few two to four, several three to seven. The words are kept.
LOOSE: dict[str, tuple[float, float]] = {
    phrase: bounds
    for bounds, phrases in {
        (2.0, 2.0): "couple|a couple|a couple of|couple of|un par de|par de",
        (
            2.0,
            4.0,
        ): "few|a few|unos|unas|pocos|pocas|unos pocos|unas pocas|unos cuantos|unas cuantas|quelques",
        (3.0, 7.0): "several|varios|varias|plusieurs",
        (2.0, 7.0): "some",
        (0.5, 0.5): "half a|half an|medio|media",
    }.items()
    for phrase in phrases.split("|")
}
UNITS: dict[str, str] = {
    unit: name
    for name, units in {
        "hour": "hour hours hr hrs h hora horas heure heures",
        "day": "day days d dia dias jour jours night nights nite nites noche noches nuit nuits evening evenings",
        "week": "week weeks wk wks w semana semanas semaine semaines",
        "fortnight": "fortnight fortnights quincena",
        "month": "month months mth mths mo mos mes meses mois",
        "year": "year years yr yrs ano anos an ans annee annees",
    }.items()
    for unit in units.split()
}
MONTHS: dict[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "january jan enero ene janvier", "february feb febrero febrier fevrier", "march mar marzo mars",
            "april apr abril abr avril", "may mayo mai", "june jun junio juin", "july jul julio juillet",
            "august aug agosto ago aout", "september sept sep septiembre setiembre septembre",
            "october oct octubre octobre", "november nov noviembre novembre", "december dec diciembre dic decembre",
        ),
        1,
    )
    for word in words.split()
}  # fmt: skip
# These need a preposition or a day beside them: "may" and "march" are verbs, "ago" is not only August.
_DOUBTFUL_MONTHS = frozenset(["may", "march", "mar", "mars", "ago", "sep", "jan", "jun", "dic", "ene"])
WEEKDAYS: dict[str, int] = {
    word: number
    for number, words in enumerate(
        (
            "monday mon lunes lundi", "tuesday tues tue martes mardi", "wednesday weds wed miercoles mercredi",
            "thursday thurs thur thu jueves jeudi", "friday fri viernes vendredi", "saturday sabado samedi",
            "sunday domingo dimanche",
        )
    )
    for word in words.split()
}  # fmt: skip
SEASONS: dict[str, int] = {  # first month north of the equator
    "spring": 3, "primavera": 3, "printemps": 3, "summer": 6, "verano": 6, "ete": 6, "autumn": 9, "fall": 9,
    "otono": 9, "automne": 9, "winter": 12, "invierno": 12, "hiver": 12,
}  # fmt: skip
FIXED: dict[str, int] = {  # words -> days before today; negative lies ahead
    phrase: days
    for days, phrases in {
        0: "today|this morning|this am|this afternoon|this evening|earlier today|just now|right now|hoy|esta manana|"
        "esta tarde|ahora mismo|hoy por la manana|aujourd'hui|aujourd hui|ce matin|cet apres-midi|"
        "tonight|esta noche|ce soir",
        1: "yesterday|yesterday morning|yesterday afternoon|yesterday evening|yesterday night|yday|last night|"
        "last nite|the day before|the night before|ayer|ayer por la noche|ayer por la manana|ayer por la tarde|"
        "anoche|la noche pasada|hier|hier soir|hier matin|cette nuit|la nuit derniere",
        2: "day before yesterday|the day before yesterday|night before last|the night before last|anteayer|"
        "antier|antes de ayer|anteanoche|antenoche|avant-hier|avant hier",
        3: "trasanteayer",
        -1: "tomorrow|tomorrow morning|tomorrow evening|tomorrow night|tmrw|manana|manana por la manana|demain",
        -2: "day after tomorrow|the day after tomorrow|pasado manana|apres-demain",
    }.items()
    for phrase in phrases.split("|")
}
TONIGHT = frozenset(["tonight", "esta noche", "ce soir"])
RELATIVE: dict[str, str] = {  # phrase -> name of the stretch of days
    phrase: name
    for name, phrases in {
        "last week": "last week|previous week|the past week|la semana pasada|semana pasada|la semaine derniere",
        "week before last": "week before last|the week before last",
        "this week": "this week|earlier this week|esta semana|cette semaine",
        "next week": "next week|la proxima semana|proxima semana|la semana que viene|la semaine prochaine",
        "last month": "last month|el mes pasado|mes pasado|le mois dernier",
        "this month": "this month|earlier this month|este mes|ce mois-ci",
        "next month": "next month|el proximo mes|el mes que viene|le mois prochain",
        "last year": "last year|el ano pasado|ano pasado|l'annee derniere",
        "this year": "this year|este ano|cette annee",
        "last weekend": "last weekend|the weekend|this past weekend|this weekend|over the weekend|weekend|"
        "el fin de semana pasado|el fin de semana|este fin de semana|le week-end dernier|ce week-end",
        "next weekend": "next weekend|el proximo fin de semana|le week-end prochain",
        "christmas": "christmas|xmas|navidad|navidades|noel",
        "new year": "new year|new years|new year's|ano nuevo|nouvel an",
    }.items()
    for phrase in phrases.split("|")
}
THE_WEEKEND = word_set(
    "the weekend|this weekend|over the weekend|weekend|el fin de semana|este fin de semana|ce week-end", "|"
)
NEXT = word_set("next|this coming|coming|el proximo|proximo|que viene|prochain", "|")
WEEK_BEFORE = word_set("last week|of last week|de la semana pasada|de la semaine derniere", "|")
EXACTLY = word_set("just|only|exactly|solo", "|")


def either(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first."""
    return "|".join(sorted((word.replace(".", r"\.") for word in words), key=len, reverse=True))


# "Hace mes y medio" names no number: the amount is empty, and means one.
_AMOUNT = rf"(?P<amount>\d{{1,3}}(?:[.,]5)?|{either(LOOSE)}|{either(NUMBERS)}|(?=(?:hora|dia|semana|mes|ano) y medi[oa]\b))"
_UPTO = rf"(?:\s?(?:-|to|or|o|a|ou|/)\s?(?P<upper>\d{{1,3}}|{either(NUMBERS)}))?"
_UNIT = rf"(?P<unit>{either(UNITS)})\b"
_SPAN = (
    rf"{_AMOUNT}{_UPTO}(?P<more_half>(?: and a half| y medi[oa]| et demie?))?\s?{_UNIT}"
    r"(?P<half>(?: and a half| y medio| y media| et demi))?"
    rf"(?:,? (?:and|y|et) (?P<plus>\d{{1,2}}|{either(NUMBERS)})\s?(?P<plus_unit>{either(UNITS)})\b)?"
)
_NO_MORE_WORDS = r"(?P<about>(?!))?(?P<more>(?!))?(?P<less>(?!))?(?P<half>(?!))?"
_BOTH = (
    rf"{_AMOUNT}\s?(?P<first_unit>{either(UNITS)})?\s(?:and|y|et)\s(?P<upper>\d{{1,3}}|{either(NUMBERS)})\s?{_UNIT}"
    rf"{_NO_MORE_WORDS}"
)
_ABOUT = (
    r"(?:(?P<about>about|around|roughly|approximately|approx|like|maybe|perhaps|almost|nearly|circa|~|"
    r"aproximadamente|mas o menos|como|casi|alrededor de|quiza|environ|a peu pres|presque|just|only|exactly|solo)|"
    r"(?P<more>over|more than|at least|longer than|well over|mas de|al menos|por lo menos|plus de|au moins)|"
    r"(?P<less>less than|under|not even|barely|menos de|apenas|moins de|a peine))?\s?(?:of |the )?"
)
_LEAD = (
    r"(?:(?P<until>until |till |til |up to |up until |through |hasta (?:el |la )?|jusqu'(?:en|a|au|a la) )|"
    r"(?P<since>since |ever since |from |starting |desde (?:el |la )?|a partir de |depuis (?:le |la )?)|"
    r"(?P<prior>before |antes del? (?!ayer)(?:la )?|avant (?:le |la )?))?"
)
_PARTS = (
    r"early |mid[- ]|middle of |late |(?:the )?(?:beginning|start|end|middle) of |(?:a )?principios de |"
    r"(?:a )?inicios de |comienzos de |(?:a )?mediados de |(?:a )?finales de |fines de |(?:el )?final de |"
    r"los primeros dias de |debut |mi-|fin "
)
_PART = rf"(?P<part>{_PARTS})?"
_IN = r"(?:in |en |last |de |el mes de |around |about |back in |during |hacia |vers |courant )?(?:the )?"
_YEAR = r"(?:,? (?:of |de |del )?(?P<year>\d{4}))?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|o)?"
_MONTH = rf"(?P<month>{either(MONTHS)})\b"
_SURE_MONTH = rf"(?P<month>{either(m for m in MONTHS if m not in _DOUBTFUL_MONTHS)})\b"
_BEFORE_MONTH = (
    r"(?=(?:until|till|til|since|from|in|en|desde|hasta|last|depuis|jusqu|early|mid|late|beginning|start|end|the|"
    r"during|around|principios|inicios|comienzos|mediados|finales|fines|a |debut|fin |mi-|back|hacia|vers|courant) ?)"
)
_THE_LAST = (
    r"(?:in|within|over|during|en|dans|durante)\s(?:the |los |las |el |la |les )?"
    r"(?:last|past|ultimos|ultimas|ultimo|ultima|derniers|dernieres)\s"
)
_SEASON_LEAD = (
    r"(?:in |over |during |last |this |the |en |el |la |durante |este |esta |l'|cet |cette |pasado )+"
)
_EVERY = (
    r"daily|nightly|weekly|monthly|every ?day|every single (?:day|night)|"
    r"(?:every|each) (?:other |second )?(?:day|night|evening|morning|week|month)s?|"
    r"(?:once|twice|thrice|one|two|three|four|five|several|a few|few|a couple(?: of)?|couple|\d) ?(?:x|times|time)? ?"
    r"(?:a|per|each|/|every) ?(?:day|night|week|wk|month)|\dx? ?/ ?(?:day|week|wk|night|month)|"
    r"\d ?x ?(?:daily|weekly)|(?:morning|am) and (?:night|evening|pm)|am/pm|alternate (?:days|nights)|"
    r"most (?:days|nights|mornings|evenings)|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days and (?:mon|tues|wednes|thurs|fri|satur|sun)days|"
    r"cada (?:dia|noche|manana|semana|mes|dos dias|dos noches|\d+ dias)|"
    r"tod[oa]s l[oa]s (?:dias|noches|mananas|tardes|semanas)|a diario|diari(?:o|amente)|semanal(?:mente)?|"
    r"(?:una|dos|tres|cuatro|varias|\d) ve(?:z|ces) (?:al|por|a la|cada) (?:dia|semana|mes|noche)|dia si,? dia no|"
    r"noche si,? noche no|una? (?:dia|noche) si,? (?:y )?(?:el |la )?otr[oa] no|noches alternas|"
    r"dias alternos|por las noches|tous les (?:jours|soirs|matins|mois)|chaque (?:jour|soir|matin|semaine|nuit)|"
    r"toutes les (?:nuits|semaines)|quotidiennement|(?:une|deux|trois|\d) fois par (?:jour|semaine|mois)|"
    r"un jour sur deux"
)
_SOMETIME = (
    r"recently|a while ago|a while back|a while|ages ago|some ?time ago|(?:not )?long ago|lately|"
    r"the other (?:day|night|week)|(?:years|months|weeks|days) ago|since i was (?:\d+|a (?:kid|teen|teenager|child))|"
    r"sometimes|occasionally|now and then|from time to time|on and off|off and on|when i need it|as needed|"
    r"hace (?:un )?tiempo|hace mucho(?: tiempo)?|hace poco|hace rato|hace (?:anos|meses|semanas|dias)|recientemente|"
    r"ultimamente|el otro dia|desde (?:nina|nino|pequena|pequeno)|a veces|de vez en cuando|cuando lo necesito|"
    r"recemment|il y a longtemps|il y a quelque temps|l'autre jour|dernierement|parfois|de temps en temps"
)
_WEEKDAY = (
    rf"{_LEAD}(?P<before>last |this past |this coming |this |next |on |the other |coming |past |el pasado |"
    rf"el proximo |proximo |el |le )?(?P<weekday>{either(WEEKDAYS)})s?\b"
    r"(?:\s(?:night|morning|evening|afternoon|noche|soir|matin|am|pm))?"
    r"(?P<after> (?:of )?last week| before last| pasado| de la semana pasada| dernier| de la semaine derniere|"
    r" que viene| prochain| proximo)?"
)
_NOT_A_DATE = r"(?!\s?(?:%|mg|x\b|days|weeks|months|dias|semanas|jours|times|or\b|to\b))"
# What each pattern means is the function of the same name in `when`.
PATTERNS: tuple[tuple[str, str], ...] = (
    ("ago", rf"{_ABOUT}{_SPAN}\s?(?:ago|back|atras|earlier|antes|prior)\b"),
    ("ago", rf"(?:il y a|hace ya|ya hace|hace|hara)\s{_ABOUT}{_SPAN}"),
    ("ago", rf"(?:between |entre )?{_BOTH}\s(?:ago|back|atras)\b"),
    ("ago", rf"(?:hace|il y a)\s(?:entre )?{_BOTH}"),
    ("ago", rf"(?:it's|its|it has|has|have) been\s{_ABOUT}{_SPAN}\ssince\b"),
    (
        "week-before",
        rf"(?:a|one|1) week\s(?:ago\s)?(?:on |last |this past |past )?(?P<weekday>{either(WEEKDAYS)})\b",
    ),
    (
        "week-before",
        rf"(?:on |last |this past )?(?P<weekday>{either(WEEKDAYS)}),?\s(?:a|one|1) week\s(?:ago|back)\b",
    ),
    ("weekdays-ago", rf"{_AMOUNT}\s(?P<weekday>{either(WEEKDAYS)})s?\sago\b"),
    ("weekdays-ago", rf"hace\s{_AMOUNT}\s(?P<weekday>{either(WEEKDAYS)})s?\b"),
    (
        "duration",
        rf"(?:hace ya|ya hace|hace|hara|ca fait|il y a)\s{_ABOUT}{_SPAN}\s(?:ya )?qu(?:e|')\s?(?:no|je n[e']|n[e'])",
    ),
    ("since-ago", rf"(?:desde hace|since|depuis|ca fait)\s{_ABOUT}{_SPAN}(?:\s?(?:ago|atras))?"),
    ("duration", rf"(?:for|durante|pendant|llevo|por)\s(?:the )?(?:last |past )?{_ABOUT}{_SPAN}"),
    ("within", rf"{_THE_LAST}(?:{_AMOUNT}\s)?{_UNIT}"),
    ("ahead", rf"(?:in|dentro de|dans|en)\s{_ABOUT}{_SPAN}(?:'?\s?time)?"),
    ("fixed", rf"{_LEAD}(?P<words>{either(FIXED)})\b"),
    ("weekday", _WEEKDAY),
    ("relative", rf"{_LEAD}(?P<phrase>{either(RELATIVE)})\b"),
    ("month", rf"{_LEAD}{_IN}{_PART}{_SURE_MONTH}{_YEAR}"),
    ("month", rf"{_BEFORE_MONTH}{_LEAD}{_IN}{_PART}{_MONTH}{_YEAR}"),
    ("date", rf"{_LEAD}(?:on |el |le )?(?:the )?{_DAY} (?:of |de |d')?{_MONTH}{_YEAR}"),
    (
        "date",
        rf"{_LEAD}(?:on |el )?{_MONTH}\.? (?:the )?{_DAY}\b(?!\s?{_UNIT.replace('?P<unit>', '?:')}){_YEAR}",
    ),
    (
        "numeric",
        rf"{_LEAD}(?:on |el |le )?(?P<a>\d{{4}}|\d{{1,2}})[/.-](?P<b>\d{{1,2}})(?:[/.-](?P<c>\d{{4}}|\d{{1,2}}))?\b"
        rf"{_NOT_A_DATE}",
    ),
    (
        "day-of-month",
        rf"{_LEAD}(?:on the |on |the |el dia |el |le ){_DAY}\b(?! (?:de|of|d'|{either(MONTHS)})\b)"
        rf"(?!\s?(?:%|mg|x\b|{either(UNITS)}))",
    ),
    (
        "season",
        rf"{_LEAD}{_SEASON_LEAD}(?P<season>{either(SEASONS)})\b(?: pasado| pasada| dernier| derniere)?",
    ),
    ("year", rf"(?:in |en |back in |around )+{_PART}(?P<year>(?:19|20)\d\d)\b"),
    ("year", rf"(?P<part>{_PARTS})(?P<year>(?:19|20)\d\d)\b"),
    ("year", r"(?:(?P<until>until |till |hasta )|(?P<since>since |desde |depuis ))(?P<year>(?:19|20)\d\d)\b"),
    ("habit", rf"(?:{_EVERY})\b"),
    ("vague", rf"(?:{_SOMETIME})\b"),
)
