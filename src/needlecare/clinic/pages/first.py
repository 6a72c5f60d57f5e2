"""The first pages of a new site, in both languages; the owner changes them at will."""

from __future__ import annotations

from wagtail.models import Locale, Page, Site

from needlecare.clinic.pages.models import HomePage, TextPage
from needlecare.protocol.model import Text

HOME = (
    Text("Home", "Inicio"),
    Text("Skin needling, with every date worked out", "Microagujas, con todas las fechas calculadas"),
    Text(
        "Tell us what is on your shelf and in your diary. We tell you when to come, what to leave out before, and what each "
        "day after should look like. Every answer shows where it comes from.",
        "Díganos qué productos usa y qué tiene en la agenda. Le diremos cuándo venir, qué dejar antes y cómo debería ser cada "
        "día después. Cada respuesta muestra de dónde viene.",
    ),
)
# Address, title, lead, body.
PAGES = (
    (
        "rules",
        Text("How we check our rules", "Cómo comprobamos nuestras normas"),
        Text(
            "Every number on this site comes from one protocol, and every rule in it names its source.",
            "Cada cifra de este sitio viene de un único protocolo, y cada norma indica su fuente.",
        ),
        Text(
            "<p>The protocol is read and checked before it is published. A published version is never "
            "changed: a new one takes its "
            "place, and the answer you were given names the version it was given by.</p><p>Where our rules say nothing about "
            "something you use, we tell you so. Silence is not the same as fine.</p>",
            "<p>El protocolo se lee y se comprueba antes de publicarse. Una versión publicada no se "
            "cambia nunca: otra ocupa su "
            "lugar, y la respuesta que recibió nombra la versión con la que se dio.</p><p>Cuando "
            "nuestras normas no dicen nada de "
            "algo que usted usa, se lo decimos. Que no digan nada no significa que esté bien.</p>",
        ),
    ),
    (
        "privacy",
        Text("Privacy", "Privacidad"),
        Text(
            "What you type in the checks is not stored.", "Lo que escribe en las comprobaciones no se guarda."
        ),
        Text(
            "<p>Your answers travel with the page, signed and encrypted, and nowhere else. They are in "
            "no database, no log and no "
            "address. Close the page and they are gone.</p><p>This site sets no cookies for visitors and "
            "asks no other site for "
            "anything.</p>",
            "<p>Sus respuestas viajan con la página, firmadas y cifradas, y en ningún otro sitio. No están en ninguna base de "
            "datos, ningún registro ni ninguna dirección. Cierre la página y desaparecen.</p><p>Este sitio no usa cookies con "
            "quien lo visita y no pide nada a otros sitios.</p>",
        ),
    ),
    (
        "accessibility",
        Text("Accessibility", "Accesibilidad"),
        Text("Everyone should be able to use this site.", "Todo el mundo debería poder usar este sitio."),
        Text(
            "<p>Every page works by keyboard, with a screen reader, without script, on a small phone and "
            "in print. We aim at WCAG "
            "2.2, level AA. If something stands in your way, please call us.</p>",
            "<p>Todas las páginas funcionan con teclado, con lector de pantalla, sin script, en un móvil pequeño y en papel. "
            "Nuestro objetivo es WCAG 2.2, nivel AA. Si algo se lo pone difícil, llámenos.</p>",
        ),
    ),
)


def make_pages() -> bool:
    """Make the first pages, unless there is a home page; return whether they were made."""
    if HomePage.objects.exists():
        return False
    top = Page.get_first_root_node()
    assert top is not None
    Page.objects.filter(depth=2).delete()
    top = Page.objects.get(pk=top.pk)
    english, spanish = (Locale.objects.get_or_create(language_code=code)[0] for code in ("en", "es"))
    first = _home(top, english)
    second = _home(top, spanish, translation_of=first)
    for slug, *texts in PAGES:
        written = _page(first, english, slug, texts)
        _page(second, spanish, slug, texts, translation_of=written)
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", port=80, root_page=first, is_default_site=True)
    return True


def _home(top: Page, locale: Locale, translation_of: HomePage | None = None) -> HomePage:
    title, heading, lead = (text.in_language(locale.language_code) for text in HOME)
    page = HomePage(
        title=title,
        slug="home" if translation_of is None else f"home-{locale.language_code}",
        heading=heading,
        lead=lead,
        locale=locale,
    )
    if translation_of is not None:
        page.translation_key = translation_of.translation_key
    top.add_child(instance=page)
    return page


def _page(
    home: HomePage, locale: Locale, slug: str, texts: list[Text], translation_of: TextPage | None = None
) -> TextPage:
    title, lead, body = (text.in_language(locale.language_code) for text in texts)
    page = TextPage(title=title, slug=slug, lead=lead, body=body, locale=locale)
    if translation_of is not None:
        page.translation_key = translation_of.translation_key
    home.add_child(instance=page)
    return page
