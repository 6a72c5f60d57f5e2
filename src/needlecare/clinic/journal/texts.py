"""What the journal says beside the posts themselves."""

from __future__ import annotations

from needlecare.clinic.common.words import learn
from needlecare.protocol.model import Text

TEXTS = {
    "nav-journal": Text("Journal", "Diario"),
    "journal-lead": Text(
        "Short, plain notes from our treatment rooms. Each one names its sources.",
        "Notas breves y claras desde nuestras salas. Cada una nombra sus fuentes.",
    ),
    "journal-search": Text("Search the journal", "Buscar en el diario"),
    "journal-search-do": Text("Search", "Buscar"),
    "journal-search-example": Text("For example sunscreen", "Por ejemplo, sol"),
    "journal-search-nothing": Text(
        "Write a word to look for, for example sunscreen.",
        "Escriba una palabra que buscar, por ejemplo, sol.",
    ),
    "journal-search-long": Text(
        "Write at most {most} characters; one or two words are best.",
        "Escriba como mucho {most} caracteres; lo mejor son una o dos palabras.",
    ),
    "journal-found-one": Text("One post for “{words}”", "Una entrada para «{words}»"),
    "journal-found": Text("{count} posts for “{words}”", "{count} entradas para «{words}»"),
    "journal-found-none": Text("No post has “{words}” in it", "Ninguna entrada contiene «{words}»"),
    "journal-found-none-how": Text(
        "That only means that we have not written about it. Try another word, pick a tag, or ask us.",
        "Solo significa que no hemos escrito sobre ello. Pruebe con otra palabra, elija una etiqueta o pregúntenos.",
    ),
    "journal-tags": Text("Tags", "Etiquetas"),
    "journal-all": Text("All", "Todas"),
    "journal-tagged": Text("Posts about “{tag}”", "Entradas sobre «{tag}»"),
    "journal-featured": Text("Featured", "Destacada"),
    "journal-featured-posts": Text("Featured posts", "Entradas destacadas"),
    "journal-recent": Text("Recent posts", "Entradas recientes"),
    "journal-by": Text("by {name}", "por {name}"),
    "journal-draft": Text("Not published yet", "Sin publicar todavía"),
    "journal-next": Text("Read next", "Siga leyendo"),
    "journal-from": Text("From the journal", "Del diario"),
    "journal-more": Text("All posts of the journal", "Todas las entradas del diario"),
    "journal-sources": Text("Where this comes from", "De dónde viene esto"),
    "journal-not-yours": Text(
        "A post cannot know your skin or your medicines. Keep taking what was prescribed to you, and ask us or your "
        "prescriber when something here does not seem to fit.",
        "Una entrada no conoce su piel ni sus medicamentos. Siga tomando lo que le hayan recetado y pregúntenos, o "
        "pregunte a quien se lo recetó, si algo de aquí no parece encajar con usted.",
    ),
    "journal-months": Text("By month", "Por meses"),
    "journal-month-of": Text("{month} {year}", "{month} de {year}"),
    "journal-in-month": Text("Posts of {month}", "Entradas de {month}"),
    "journal-pages": Text("Pages", "Páginas"),
    "journal-page": Text("Page {number}", "Página {number}"),
    "journal-page-after": Text("Next", "Siguiente"),
    "journal-page-before": Text("Previous", "Anterior"),
    "journal-none": Text("No posts yet", "Todavía no hay entradas"),
    "journal-none-how": Text(
        "We are writing the first ones: how to get ready, what day three looks like, and which bottles can stay on the shelf.",
        "Estamos escribiendo las primeras: cómo prepararse, cómo es el tercer día y qué frascos pueden quedarse en el estante.",
    ),
    "journal-none-until": Text(
        "Until then, the treatment page answers most questions.",
        "Mientras tanto, la página del tratamiento responde a casi todo.",
    ),
    "journal-none-read": Text("Read about the treatment", "Leer sobre el tratamiento"),
    "journal-feed": Text("Follow by RSS", "Seguir por RSS"),
}
learn(TEXTS)
