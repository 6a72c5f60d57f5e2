"""What every template may use: `say`, `icon`, `shape`, and days in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from functools import lru_cache
from html import escape

from django import template
from django.template import loader
from django.template.base import Parser, Token
from django.utils.safestring import SafeString, mark_safe

from needlecare.clinic.common import icons, words
from needlecare.clinic.common.clinic import Clinic, Hours
from needlecare.clinic.common.proof import Proof
from needlecare.clinic.common.words import language
from needlecare.wording.language import first_capital, texts
from needlecare.wording.times import Times

register = template.Library()


@register.simple_tag
def say(key: str, **parts: object) -> str:
    """Return a text of the site in the language of the page."""
    return words.say(key, **parts)


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    return mark_safe(icons.icon(name, css))


@register.simple_tag
def shape(outcome: str) -> SafeString:
    return mark_safe(icons.shape(outcome))


@register.simple_tag
def marked(lines: Iterable[str], outcome: str) -> SafeString:
    """Return lines as items of a list, each with the shape of an outcome; there may be dozens, so no template draws each."""
    head = f'<li data-outcome="{escape(outcome)}">{shape(outcome)}<span>'
    return mark_safe("".join(f"{head}{escape(line)}</span></li>" for line in lines))


@register.simple_tag
def proof(found: Proof) -> SafeString:
    """Return what stands behind a sentence; most pages show many of them, and the same again and again."""
    return _proof(language(), found)


@lru_cache(maxsize=2048)
def _proof(language: str, found: Proof) -> SafeString:
    return mark_safe(loader.get_template("common/_proof.html").render({"proof": found}))


@register.simple_tag(takes_context=True)
def footer(context: template.Context) -> SafeString:
    """Return the foot of the page, which is the same on all pages of a language until the owner changes something."""
    return _footer(
        language(),
        context["clinic"],
        tuple(context["footer_pages"]),
        (context["emergency_number"], context["emergency_dial"]),
        (context["in_force"].short, context["in_force"].since),
    )


@lru_cache(maxsize=8)
def _footer(
    language: str,
    clinic: Clinic,
    pages: tuple[tuple[str, str], ...],
    emergency: tuple[str, str],
    in_force: tuple[str, datetime],
) -> SafeString:
    shown = {"clinic": clinic, "footer_pages": pages}
    shown |= dict(zip(("emergency_number", "emergency_dial"), emergency, strict=True))
    shown |= dict(zip(("in_force_short", "in_force_since"), in_force, strict=True))
    return mark_safe(loader.get_template("common/_footer.html").render(shown))


@register.filter
def capital(text: str) -> str:
    """Return a text with a capital at its beginning."""
    return first_capital(text)


@register.filter
def weekdays(hours: Hours) -> str:
    """Return the days that share their hours: "Monday to Thursday"."""
    names = texts(language())["weekdays"].split()
    if hours.first == hours.last:
        return first_capital(names[hours.first])
    key = "and-days" if hours.last == hours.first + 1 else "to-days"
    return first_capital(words.say(key, first=names[hours.first], last=names[hours.last]))


@register.filter
def clock(at: time) -> str:
    return f"{at:%H:%M}"


@register.simple_tag
def day_of(moment: datetime, clinic: Clinic) -> str:
    """Return the day of a moment on the clinic's calendar, with its year."""
    day = clinic.zone.day_of(int(moment.timestamp()))
    words_of = texts(language())
    shown = Times(words_of, clinic.zone, int(moment.timestamp())).day(day)
    return words_of["with-year"].format(day=shown, year=day.year)


class _Captured(template.Node):
    child_nodelists = ("inside",)  # so that blocks inside can be overridden

    def __init__(self, name: str, inside: template.NodeList) -> None:
        self.name, self.inside = name, inside

    def render(self, context: template.Context) -> SafeString:
        context[self.name] = mark_safe(self.inside.render(context).strip())  # each part was escaped already
        return mark_safe("")


@register.tag
def capture(parser: Parser, token: Token) -> template.Node:
    """Keep what stands up to `endcapture` under a name, to show it more than once."""
    _, name = token.split_contents()
    inside = parser.parse(("endcapture",))
    parser.delete_first_token()
    return _Captured(name, inside)
