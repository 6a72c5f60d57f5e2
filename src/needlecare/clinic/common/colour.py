"""A clinic's own colour: whether it can be read, and the shades that the two themes make of it.

Luminance and contrast are those of WCAG 2.2. The grounds are the stylesheet's; a test holds them against it.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core.exceptions import ValidationError

LEAST = 4.5  # WCAG 2.2 AA for text
GOOD = 7.0  # what shades that are worked out here reach
LIGHT = ("#FAF8FA", "#FFFFFF", "#F2EDF3")  # paper, surface and tint
DARK = ("#16121A", "#1F1924", "#2A2231")
_STEPS = 50


def is_readable(colour: str) -> None:
    """Refuse what is no colour, and one that cannot be read; say what would do."""
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        raise ValidationError(
            f"'{colour}' is no colour. Write # and six digits from 0 to 9 and A to F, such as #5B2A72."
        )
    found = least_contrast(colour, LIGHT)
    if found < LEAST:
        better = _until(colour, "#000000", lambda shade: least_contrast(shade, LIGHT) >= LEAST)
        raise ValidationError(
            f"The contrast of {colour} on the page's ground is {found:.1f} to 1; text needs at least {LEAST} to 1. "
            f"A darker shade would do: {better}."
        )


def stylesheet(colour: str) -> str:
    """Return the colours of buttons and links for both themes."""
    light = (colour, mixed(colour, "#000000", 0.3), "#FFFFFF")
    action = _until(colour, "#FFFFFF", lambda shade: least_contrast(shade, DARK) >= GOOD)
    on_action = _until(colour, "#000000", lambda shade: contrast(shade, action) >= GOOD)
    dark = (action, mixed(action, "#FFFFFF", 0.5), on_action)
    names = ("action", "action-2", "on-action")
    tokens = " ".join(
        f"--{name}: light-dark({one}, {other});" for name, one, other in zip(names, light, dark, strict=True)
    )
    return f"@layer tokens {{ :root:root {{ {tokens} }} }}\n"


def least_contrast(colour: str, grounds: tuple[str, ...]) -> float:
    return min(contrast(colour, ground) for ground in grounds)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """Return a colour with a share of another, from 0 to 1."""
    parts = (round(one + (to - one) * share) for one, to in zip(_parts(colour), _parts(other), strict=True))
    return "#" + "".join(f"{part:02X}" for part in parts)


def _until(colour: str, other: str, is_enough: Callable[[str], bool]) -> str:
    """Return the shade nearest to a colour, on its way to another, that is enough."""
    shades = (mixed(colour, other, step / _STEPS) for step in range(_STEPS + 1))
    return next((shade for shade in shades if is_enough(shade)), other)


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in _parts(colour))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
