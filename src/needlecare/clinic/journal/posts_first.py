"""The posts of the demo clinic, in English and Spanish, in our own words; the facts are those of the protocol."""

from __future__ import annotations

from dataclasses import dataclass

from needlecare.protocol.model import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class First:
    """One post in both languages. `text` is rich text; `note` a title and a few sentences, above or below the text."""

    slug: str
    title: Text
    lead: Text
    cover: str
    shows: Text
    tags: tuple[Text, ...]
    author: str
    days_ago: int
    text: Text
    note: tuple[Text, Text]
    sources: tuple[Text, ...]
    note_first: bool = False
    featured: bool = False


BEFORE, AFTER = Text("Before", "Antes"), Text("After", "Después")
SUN, INGREDIENTS, HEALING = (
    Text("Sun", "Sol"),
    Text("Ingredients", "Ingredientes"),
    Text("Healing", "Cicatrización"),
)


def protocol(*statements: str) -> Text:
    """Return statements of our page as a source."""
    listed = ", ".join(statements)
    return Text(f"Our protocol, statements {listed}", f"Nuestro protocolo, puntos {listed}")


SIX_WEEKS = First(
    slug="six-weeks-under-the-surface",
    title=Text("What six weeks look like under the surface", "Seis semanas bajo la superficie"),
    lead=Text(
        "You may see smoother skin after a week or so. The fibres below take their time, and so does the next session.",
        "Puede que note la piel más lisa en una semana o así. Las fibras de debajo se toman su tiempo, y la próxima "
        "sesión también.",
    ),
    cover="weave",
    shows=Text(
        "A drawing of skin in layers, with new green fibres woven among older rose ones.",
        "Dibujo de la piel en capas, con fibras nuevas verdes tejidas entre otras rosas más antiguas.",
    ),
    tags=(HEALING, AFTER),
    author="Ana Sample",
    days_ago=2,
    featured=True,
    text=Text(
        "<p>Needling makes many tiny channels on purpose. The skin closes them and lays down new fibres as it repairs "
        "itself. How much of that shows differs from person to person, and nobody can promise it.</p>"
        "<h2>By the clock</h2><ul><li><b>First hours:</b> red, warm and tight, like a day in the sun. It often "
        "fades within 2 to 8 hours; a day or three is normal too.</li><li><b>First 72 hours:</b> be gentle. No rubbing, "
        "no brushes, no heat.</li><li><b>Around day three or four:</b> dry, and it may "
        "peel.</li><li><b>From day seven:</b> "
        "skin may feel smoother and firmer. In published studies, what can be seen builds up over weeks to "
        "months.</li></ul>"
        "<h2>Why the next session waits</h2><p>We leave 4 to 6 weeks between sessions, depending on the area and on how "
        "you heal. Four weeks is the least. Six is no deadline: week nine is fine too. And if the area is still sore, "
        "peeling, swollen or changed in colour, it waits, whatever the calendar says.</p><p>A usual course is 3 to 6 "
        'sessions. <a href="/en/treatment/">The treatment page</a> shows every day of it with its source.</p>',
        "<p>Las microagujas abren a propósito muchos canales diminutos. La piel los cierra y forma fibras "
        "nuevas mientras se "
        "repara. Cuánto se nota depende de cada persona, y nadie puede prometerlo.</p><h2>Según el reloj</h2><ul><li>"
        "<b>Primeras horas:</b> piel roja, caliente y tirante, como tras un día de sol. Suele pasar en 2 a "
        "8 horas; entre uno y "
        "tres días también es normal.</li><li><b>Primeras 72 horas:</b> trátela con suavidad. Sin frotar, "
        "sin cepillos, sin "
        "calor.</li><li><b>Hacia el tercer o cuarto día:</b> sequedad, y puede pelarse.</li><li><b>Desde el "
        "séptimo día:</b> "
        "la piel puede notarse más lisa y firme. En los estudios publicados, lo que se ve crece a lo largo de semanas o "
        "meses.</li></ul><h2>Por qué espera la próxima sesión</h2><p>Dejamos de 4 a 6 semanas entre "
        "sesiones, según la zona y "
        "cómo cicatrice. Cuatro semanas es lo mínimo. Seis no es un plazo: la semana nueve también vale. Y "
        "si la zona sigue "
        "dolorida, pelándose, hinchada o con otro color, espera, diga lo que diga el calendario.</p><p>Lo "
        "habitual son de 3 a 6 "
        'sesiones. <a href="/es/treatment/">La página del tratamiento</a> muestra cada día con su fuente.</p>',
    ),
    note=(
        Text("If it grows instead of fading", "Si va a más en vez de a menos"),
        Text(
            "Redness that increases after the first day, or that is still there after a week, is worth a call to us.",
            "Si el enrojecimiento aumenta después del primer día, o sigue ahí pasada una semana, llámenos.",
        ),
    ),
    sources=(protocol("S-05", "S-17", "S-19", "S-64", "S-70", "S-71", "S-72", "S-73"),),
)

HOURS = First(
    slug="why-we-count-hours",
    title=Text("Why we count hours, not days", "Por qué contamos horas y no días"),
    lead=Text(
        "“Three days before” can mean two different evenings. Here is how we read it.",
        "«Tres días antes» puede querer decir dos noches distintas. Así lo leemos nosotros.",
    ),
    cover="days",
    shows=Text(
        "Five rows of round days, three of them marked.",
        "Cinco filas de días redondos, tres de ellos marcados.",
    ),
    tags=(BEFORE,),
    author="Ben Sample",
    days_ago=9,
    featured=True,
    text=Text(
        "<p>Our page asks you to leave out retinoids, exfoliants, hydroquinone and benzoyl peroxide for "
        "three days before a "
        "session. It sounds simple until you count.</p><h2>One evening, three answers</h2><p>Say your "
        "session is on Thursday "
        "at 10:00, and you last used your cream on Monday at 21:00. On the calendar, Thursday is three days "
        "after Monday. By "
        "the clock, 61 hours have passed, not 72. And there are two whole days without it, Tuesday and "
        "Wednesday.</p><p>We go "
        "by the clock: three days are 72 hours. In this example the last use would be on Monday before "
        "10:00.</p><h2>What that "
        "means for you</h2><ul><li>If you remember only the day, we ask for the hour, and only when the "
        "hour decides.</li><li>"
        "Leave one evening more than you think you need, and nobody has to count.</li><li>Or type it into "
        '<a href="/en/when/">When can I be treated?</a>, in your own words, and it is counted for you.</li></ul>',
        "<p>Nuestra página le pide dejar los retinoides, los exfoliantes, la hidroquinona y el peróxido de "
        "benzoílo tres días "
        "antes de una sesión. Parece fácil, hasta que se cuenta.</p><h2>Una noche, tres "
        "respuestas</h2><p>Digamos que su sesión "
        "es el jueves a las 10:00 y que usó la crema por última vez el lunes a las 21:00. En el calendario, "
        "el jueves son tres "
        "días después del lunes. Según el reloj han pasado 61 horas, no 72. Y días enteros sin ella hay dos, martes y "
        "miércoles.</p><p>Nosotros vamos por el reloj: tres días son 72 horas. En este ejemplo, la última "
        "vez sería el lunes "
        "antes de las 10:00.</p><h2>Qué significa para usted</h2><ul><li>Si solo recuerda el día, le "
        "preguntamos la hora, y solo "
        "cuando la hora decide.</li><li>Deje una noche más de las que cree necesarias y nadie tendrá que contar.</li><li>O "
        'escríbalo en <a href="/es/when/">¿Cuándo puedo tratarme?</a>, con sus palabras, y se cuenta solo.</li></ul>',
    ),
    note=(
        Text("If it was prescribed", "Si se lo recetaron"),
        Text(
            "Keep using it as you were told, and ask the person who prescribed it whether it may be paused "
            "for your session. "
            "A date on our page is never a reason to pause a medicine on your own.",
            "Siga usándolo como le indicaron y pregunte a quien se lo recetó si puede pausarse para su "
            "sesión. Una fecha de "
            "nuestra página nunca es motivo para pausar un medicamento por su cuenta.",
        ),
    ),
    sources=(protocol("S-23", "S-25", "S-26", "S-28"),),
)

SHADE = First(
    slug="shade-first",
    title=Text("Shade first: sun after a session", "Primero, la sombra: el sol después de una sesión"),
    lead=Text(
        "Hats, timing and SPF 30 or higher, without guilt about a walk.",
        "Sombrero, buena hora y FPS 30 o más, sin culpa por dar un paseo.",
    ),
    cover="sun",
    shows=Text("A low rose sun over plum hills.", "Un sol rosa y bajo sobre colinas de color ciruela."),
    tags=(AFTER, SUN),
    author="Ana Sample",
    days_ago=20,
    text=Text(
        "<p>Freshly treated skin is busy closing. Strong sun is work that it does not need just "
        "then.</p><h2>What we ask</h2>"
        "<ul><li>No sunbathing and no tanning bed.</li><li>No long spells in direct sun.</li><li>Whenever "
        "the area is in the "
        "sun: sunscreen with SPF 30 or higher.</li></ul><p>Our page names no end for the first two. Other "
        "published care sheets "
        "say two weeks, so that is the day your plan shows, and it says where it comes from.</p><h2>The "
        "first day</h2><p>Here "
        "practices differ. We put sunscreen on at the end of the session. Care sheets written for some "
        "devices advise none for "
        "the first 24 hours, and shade instead. A hat and the shady side of the street suit both; ask us which fits your "
        "treatment.</p><h2>On the way to us</h2><p>Come without sunscreen on the area, since we begin on "
        "clean skin. A hat, a "
        "scarf or an umbrella will do until then.</p>",
        "<p>La piel recién tratada está ocupada cerrándose. El sol fuerte es un trabajo que entonces no "
        "necesita.</p><h2>Qué le "
        "pedimos</h2><ul><li>Nada de tomar el sol ni de cabinas de bronceado.</li><li>Nada de ratos largos "
        "a pleno sol.</li><li>"
        "Siempre que le dé el sol en la zona: protector con FPS 30 o más.</li></ul><p>Nuestra página no "
        "pone final a los dos "
        "primeros. Otras hojas de cuidados publicadas dicen dos semanas, así que ese es el día que muestra "
        "su plan, y dice de "
        "dónde viene.</p><h2>El primer día</h2><p>Aquí las costumbres difieren. Nosotros ponemos protector "
        "al acabar la sesión. "
        "Las hojas escritas para algunos aparatos aconsejan no ponerlo las primeras 24 horas y buscar la "
        "sombra. Un sombrero y "
        "la acera de la sombra sirven para ambas; pregúntenos cuál corresponde a su tratamiento.</p><h2>De "
        "camino aquí</h2><p>"
        "Venga sin protector en la zona, porque empezamos sobre piel limpia. Hasta entonces basta un "
        "sombrero, un pañuelo o un "
        "paraguas.</p>",
    ),
    note=(
        Text("If you burn before a session", "Si se quema antes de una sesión"),
        Text(
            "Tell us, and we move it. We do not treat sunburnt skin. On brown or black skin, go by heat, "
            "soreness and peeling, "
            "since redness may not show.",
            "Díganoslo y la cambiamos. No tratamos piel quemada por el sol. En piel morena o negra, guíese "
            "por el calor, el "
            "dolor y la descamación, porque el enrojecimiento puede no verse.",
        ),
    ),
    sources=(protocol("S-27", "S-53", "S-56", "S-59", "S-60", "S-61"),),
)

DRY = First(
    slug="the-dry-days",
    title=Text("The dry days are part of it", "Los días secos forman parte"),
    lead=Text(
        "Flaking around day three can look worse than it is. What helps, what to leave alone, and when to call.",
        "La descamación del tercer día puede parecer peor de lo que es. Qué ayuda, qué dejar en paz y cuándo llamar.",
    ),
    cover="drops",
    shows=Text(
        "Pale drops of different sizes above a calm green line.",
        "Gotas pálidas sobre una línea verde y tranquila.",
    ),
    tags=(AFTER, HEALING),
    author="Ana Sample",
    days_ago=33,
    featured=True,
    note_first=True,
    note=(
        Text("Before anything else", "Antes que nada"),
        Text(
            "Trouble breathing, a swollen tongue, lips or throat, fainting, or hives all over: call the "
            "emergency number at the "
            "foot of this page now. Red, hot, painful skin that spreads, swelling around the eye, or a "
            "fever of 38 °C or more: "
            "be seen today.",
            "Dificultad para respirar, lengua, labios o garganta hinchados, desmayo o habones por todo el "
            "cuerpo: llame ya al "
            "número de emergencias que está al pie de esta página. Piel roja, caliente y dolorida que se "
            "extiende, hinchazón "
            "alrededor del ojo o fiebre de 38 °C o más: que le vean hoy.",
        ),
    ),
    text=Text(
        "<p>Around the third day skin can feel dry and rough, and it may peel. That stops by itself, "
        "usually within a couple of "
        "days.</p><h2>What helps</h2><ul><li>A hyaluronic serum, a plain hydrating moisturiser, or both.</li><li>Water to "
        "drink.</li><li>Gentle hands: no rubbing, brushes or heat for the first 72 hours.</li></ul><h2>What "
        "to leave alone</h2>"
        "<p>The flakes. Picking and scrubbing take off more than is ready to go. Our page says three to four days without "
        "exfoliating; four is the safer reading, and it is ours.</p><h2>When to call us</h2><p>Within a "
        "day, if you see pus, a "
        "honey-coloured crust, blisters, a cold sore, new bumps or a dark patch, or if redness or pain "
        "grows after the first "
        "24 hours. On brown or black skin redness can be hard to see: go by heat, pain, swelling and touch.</p><p>"
        '<a href="/en/after/">I was treated on…</a> tells you what is normal on your own day.</p>',
        "<p>Hacia el tercer día la piel puede notarse seca y áspera, y puede pelarse. Se pasa sola, "
        "normalmente en un par de "
        "días.</p><h2>Qué ayuda</h2><ul><li>Un sérum de ácido hialurónico, una crema hidratante sencilla, o "
        "los dos.</li><li>"
        "Beber agua.</li><li>Manos suaves: sin frotar, sin cepillos y sin calor las primeras 72 "
        "horas.</li></ul><h2>Qué dejar "
        "en paz</h2><p>Las escamas. Arrancar y frotar quita más de lo que está listo para irse. Nuestra "
        "página dice de tres a "
        "cuatro días sin exfoliar; cuatro es la lectura más prudente, y es la nuestra.</p><h2>Cuándo "
        "llamarnos</h2><p>En el "
        "plazo de un día, si ve pus, una costra color miel, ampollas, un herpes, bultitos nuevos o una "
        "mancha oscura, o si el "
        "enrojecimiento o el dolor aumentan tras las primeras 24 horas. En piel morena o negra el "
        "enrojecimiento se ve mal: "
        'guíese por el calor, el dolor, la hinchazón y el tacto.</p><p><a href="/es/after/">Me traté el '
        "día…</a> le dice qué "
        "es normal en su propio día.</p>",
    ),
    sources=(
        protocol("S-19", "S-63", "S-64", "S-65", "S-66", "S-67", "S-68", "S-69"),
        Text("The red flags of our safety layer", "Las señales de alarma de nuestra capa de seguridad"),
    ),
)

LETTERS = First(
    slug="three-letters-two-substances",
    title=Text("Three letters, two substances", "Tres letras, dos sustancias"),
    lead=Text(
        "BHA on the back of a bottle is not always the BHA people talk about. How to read a label before a session.",
        "El BHA del envase no siempre es el BHA del que se habla. Cómo leer una etiqueta antes de una sesión.",
    ),
    cover="bottles",
    shows=Text(
        "Two bottles of the same shape with different things in them.",
        "Dos frascos de la misma forma con cosas distintas dentro.",
    ),
    tags=(BEFORE, INGREDIENTS),
    author="Ben Sample",
    days_ago=47,
    text=Text(
        "<p>When people say BHA, they mean a beta hydroxy acid such as salicylic acid. It exfoliates, so it "
        "is among the things "
        "to leave out before a session. In a list of ingredients, though, BHA is butylated hydroxyanisole, "
        "an antioxidant that "
        "keeps the product from going off. Our rule on acids does not mean that one.</p><h2>Acids that do "
        "not exfoliate</h2><p>"
        "Hyaluronic acid holds water. We even recommend it after a session; on a label it is often sodium "
        "hyaluronate. Citric "
        "acid near the end of a list mostly just sets the acidity of the product.</p><h2>Names worth "
        "knowing</h2><ul><li><b>"
        "Salicylic acid:</b> the BHA people talk about.</li><li><b>Glycolic, lactic, mandelic acid:</b> "
        "alpha hydroxy acids, or "
        "AHA.</li><li><b>Retinol, retinal, tretinoin, adapalene:</b> retinoids.</li></ul><p>Or paste the whole list into "
        '<a href="/en/product/">Is this product all right?</a> What it does not know, it names. Not known '
        "is not the same as "
        "fine: ask us.</p>",
        "<p>Quien dice BHA suele referirse a un betahidroxiácido, como el ácido salicílico. Exfolia, así "
        "que está entre lo que "
        "conviene dejar antes de una sesión. En una lista de ingredientes, en cambio, BHA es "
        "butilhidroxianisol, un antioxidante "
        "que evita que el producto se estropee. Nuestra norma sobre ácidos no se refiere a "
        "ese.</p><h2>Ácidos que no exfolian"
        "</h2><p>El ácido hialurónico retiene agua. Incluso lo recomendamos después de una sesión; en la "
        "etiqueta suele llamarse "
        "hialuronato de sodio. El ácido cítrico cerca del final de la lista casi siempre solo ajusta la "
        "acidez del producto.</p>"
        "<h2>Nombres que conviene conocer</h2><ul><li><b>Ácido salicílico:</b> el BHA del que se habla.</li><li><b>Ácido "
        "glicólico, láctico, mandélico:</b> alfahidroxiácidos o AHA.</li><li><b>Retinol, retinal, "
        "tretinoína, adapaleno:</b> "
        'retinoides.</li></ul><p>O pegue la lista entera en <a href="/es/product/">¿Puedo usar este '
        "producto?</a> Lo que no "
        "conoce, lo nombra. Que no se conozca no significa que esté bien: pregúntenos.</p>",
    ),
    note=(
        Text("If it was prescribed", "Si se lo recetaron"),
        Text(
            "Adapalene, tretinoin and others are often medicines. Carry on as prescribed and ask your "
            "prescriber about the days "
            "before a session.",
            "El adapaleno, la tretinoína y otros suelen ser medicamentos. Siga como se lo recetaron y "
            "pregunte a quien se lo "
            "recetó por los días antes de una sesión.",
        ),
    ),
    sources=(protocol("S-23", "S-38", "S-40", "S-41", "S-66"),),
)

POSTS = (SIX_WEEKS, HOURS, SHADE, DRY, LETTERS)
