"""The small words that turn a sentence: not, never, stopped, still, going to, pills, cream, my legs.

English, Spanish and French, without accents and in lower case, as `normalise` leaves them.
"""

import re

from needlecare.substances.normalise import word_set


def _cue(*parts: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(parts)})\b")


WORD = re.compile(r"[a-z0-9+&]+(?:'[a-z]+)?")
CLAUSE = re.compile(r"[.;!?\n]+(?=\s|$)|\s(?:but|pero|mais|aber)\s|\n")
NEGATED = _cue(
    r"no|not|don't|dont|do not|doesn't|haven't|havent|have not|hasn't|didn't|didnt|without|avoid|avoiding|never|none",
    r"isn't|aren't|nothing with|free of|can't|cannot|won't|wasn't|neither|nor|zero",
    r"nunca|jamas|sin|ningun|ninguna|ni|ne|pas|jamais|sans|aucun|aucune",
)
UNSURE = _cue(
    r"not (?:quite |really |too )?sure|don't know|dont know|no idea|(?:can't|cannot|don't|dont) remember|forgot",
    r"might have|may have|no se|no estoy segur[oa]|no recuerdo|no me acuerdo|tal vez|pas sure?|je ne sais pas",
)
NOTHING = re.compile(
    r"\W*(?:no|none|nope|nothing|nothing at all|n/a|nada|ninguno|ninguna|rien|aucun|non|no to all(?: of (?:them|those))?|"
    r"none of (?:those|these|them|the above|that)|nothing like that|no uso nada(?: de (?:eso|esto))?|nada de (?:eso|esto)|"
    r"(?:i'?m |i am )?not (?:using|taking|on) anything(?: at the moment| right now| now)?|"
    r"i (?:don't|dont|do not) (?:use|take) any(?:thing)?(?: of (?:those|these|that))?|"
    r"no (?:uso|tomo|estoy usando|estoy tomando) nada(?: ahora| de momento| actualmente)?|"
    r"ningun[oa] de (?:es[oa]s|est[oa]s|ell[oa]s)|rien de tout (?:ca|cela)|aucun d'entre eux)\W*"
)
# Right behind a thing and closed off by a comma or the end: "retinol no, acids yes".
TRAILING_NO = re.compile(r"^[\s:?(–—-]*(?:no|not|nope|none|nada|non|pas)\b[\s)]*(?:[,;/.!]|$)")
TRAILING_YES = re.compile(r"^[\s:?(–—-]*(?:yes|yep|yeah|si|oui)\b")
NEVER = _cue(r"never|not once|not ever|nunca|jamas|jamais")
STOPPED = _cue(
    r"stopped|stop|quit|quitted|discontinued|came off|come off|gave up|given up|been off|off of|off|ceased",
    r"deje|dejado|pare|suspendi|abandone|arrete|arretee|stoppe",
)
ENDED = _cue(
    r"finished|ended|completed|termine|acabe|terminado|ultima|ultimo|fini|derniere|dernier",
    r"last(?! (?:week|month|year|night|summer|winter|spring|autumn|fall|mon|tues|wednes|thurs|fri|satur|sun))",
)
STARTED = _cue(
    r"started|start|began|begun|starting|been (?:using|on|taking)|have used|i've used",
    r"empece|comence|empezado|empiezo|llevo|commence",
)
# What someone else begins for a person: from then on it goes on.
PRESCRIBED = _cue(
    r"put (?:me|him|her|us) (?:back )?on|prescribed|(?:gave|given) me|was given|switched me to|moved me (?:on )?to",
    r"me (?:recet|mand|indic)[oa](?:ron)?|me han (?:recetado|mandado|dado)|me (?:puso|dio|dieron|pusieron)|recetad[oa]",
    r"m'a (?:prescrit|donne|mis sous)|on m'a (?:prescrit|donne)|prescrite?",
)
# A last use that no calendar dates: "not since my birthday", "none in ages", "no longer".
# Two things by turns: the day that is named is that of one of them.
BY_TURNS = _cue(
    r"alternat\w+|rotat\w+|switch(?:ing)? between|(?:voy )?alternando|alterno|intercal\w+|j'alterne|alternance"
)
UNDATED = _cue(
    r"since|(?:in|for) (?:ages|years|months|weeks|days)|(?:in|for) a (?:very )?(?:long )?(?:time|while)|lately|recently",
    r"any ?more|no longer|desde|hace (?:mucho|tiempo|siglos|anos)|mucho tiempo|ultimamente|ya no",
    r"depuis|longtemps|recemment|dernierement|ne plus|n'utilise plus|ne prends plus",
)
STILL = _cue(r"still|sigo|todavia|aun|toujours|encore")
ON_IT = re.compile(r"^\W*on (?!the|my|a|mon|tue|wed|thu|fri|sat|sun|\d)")
ONGOING = _cue(
    r"still|currently|using|i use|we use|i take|i'm on|im on|i am on|am on|i apply|applying|taking|at the moment",
    r"i put|regularly|these days|now on|on it|been on|ongoing|presently|as usual|rotate|my daily",
    r"uso|utilizo|tomo|aplico|estoy (?:usando|tomando|aplicando|con)|sigo|actualmente|todavia|aun|me pongo|me echo",
    r"me aplico|llevo|j'utilise|je prends|j'applique|je mets|actuellement|toujours|encore|en ce moment",
)
PLANNED = _cue(
    r"will|going to|gonna|i'll|booked|planning|plan to|planned|scheduled|appointment|having a|getting|want to",
    r"about to|upcoming|voy a|tengo (?:una |un )?(?:cita|sesion)|planeo|pienso|reservad[oa]|programad[oa]|proxim[oa]",
    r"previst[oa]s?|agendad[oa]s?|planificad[oa]s?|citad[oa]s?|para el (?:dia )?\d|arranged|lined up|coming up",
    r"due (?:for|on)|je vais|rendez-vous|rdv|prevu|prevue|prevus|reserve",
)
PAST = _cue(
    r"used|had|did|was|were|took|got|applied|waxed|shaved|went|put|last|ago|stopped|finished|yesterday",
    r"use|hice|hizo|puse|aplique|tome|tuve|ayer|hace|anoche|pasad[oa]|j'ai|hier|derniere?|il y a",
)
ORAL = _cue(
    r"pills?|tablets?|capsules?|caps|oral|orally|took|take|taking|taken|swallow\w*|doses?|by mouth|course",
    r"tomo|tome|tomar|tomando|tomaba|pastillas?|comprimid\w+|capsulas?|dosis",
    r"prends|pris|prise|comprimes?|gelules?|cure|\d+ ?mg",
)
TOPICAL = _cue(
    r"cream|creme|gel|lotion|serum|ointment|topical|topically|applied|apply|applying|rubbed|smeared|wash",
    r"on my (?:face|skin|chin|forehead|nose|neck|cheeks?)",
    r"crema|locion|pomada|unguento|me puse|aplique|aplico|aplicando|en la cara|en la piel|topic[oa]",
    r"pommade|mis|applique|sur le visage|sur la peau",
)
EXCEPT = _cue(r"except|apart from|other than|besides|only|just|excepto|salvo|menos|solo|sauf|seulement|juste")
COMMA = re.compile(r"[,:–—-]\s*(?:(?:and|then|i|y|luego|me|et|puis|je) ?)*$")
OR = _cue(r"or|nor|o|u|ni|ou")
NEW_SUBJECT = re.compile(r",? (?:i|yo|je) (?!have|do)")
FREE_AFTER = re.compile(r"^[\s-]*(?:free|frei)\b")
PEELING_SKIN = re.compile(
    r"\b(?:still|skin is|skin's|sunburn|face is|pelando|pelandome)\b.{0,20}\b(?:peeling|peels|pelando)\b"
)
# What may follow a maker's name without naming one of its products.
AFTER_HOUSE = word_set(
    "and or y e et only but stuff products product cleanser cream lotion moisturizer moisturiser moisturizing hydrating "
    "gentle sunscreen spf every daily nightly twice once at in on for as to since the a yesterday today last this these "
    "all everyday crema limpiador hidratante cada hoy ayer todos desde para con solo productos creme nettoyant hier tous"
)
AREAS: dict[str, re.Pattern[str]] = {
    area: _cue(words)
    for area, words in {
        "upper-lip": "upper lip|labio superior|bigote|levre superieure|moustache|mustache",
        "lip": "lip|lips|labio|labios|levre|levres",
        "brows": "eyebrow|eyebrows|brow|brows|cejas|sourcils",
        "bikini": "bikini|brazilian|ingles|maillot",
        "legs": "leg|legs|piernas|pierna|jambes|calves|thighs",
        "underarms": "underarm|underarms|armpit|armpits|axilas|aisselles",
        "arms": "arm|arms|brazos|brazo|bras|forearm",
        "chest": "chest|pecho|decolletage|decollete|torse",
        "back": "my back|on back|espalda|le dos",
        "neck": "neck|cuello|cou",
        "scalp": "scalp|cuero cabelludo|cuir chevelu",
        "hands": "hand|hands|manos|mains",
        "feet": "foot|feet|heels|pies|pieds",
        "jawline": "jaw|jawline|mandibula|machoire",
        "nose": "nose|nariz|nez",
        "temples": "temples|sienes|tempes",
        "abdomen": "tummy|belly|stomach|abdomen|vientre|barriga|ventre",
        "buttocks": "buttocks|bum|gluteos|nalgas|fesses",
        "chin": "chin|menton|barbilla",
        "forehead": "forehead|frente|front",
        "cheeks": "cheek|cheeks|mejillas|joues",
        "face": "face|cara|rostro|visage|facial",
    }.items()
}
LANGUAGES: dict[str, frozenset[str]] = {
    "en": word_set(
        "the my a i ago last on of and with for since yesterday used use using stopped week weeks days day night "
        "month months in at to had got every no not never"
    ),
    "es": word_set(
        "hace el la los las mi me de con en para desde ayer anoche uso tomo una un que por noche dia dias semana "
        "semanas mes meses y no he estoy cada deje crema cera use nunca tengo del al hice puse esta"
    ),
    "fr": word_set(
        "il y a le la les de du des une un mon ma mes je j'ai depuis jours jour semaines mois hier soir creme avec "
        "pour sur tous et pas nuit semaine dernier derniere mis pris au l'ai d'hier"
    ),
}
