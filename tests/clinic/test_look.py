"""The colours of the stylesheet: every hue an owner may choose can be read on every ground."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from needlecare.clinic.common.models import Hue

SHEET = Path(__file__).parents[2] / "src/needlecare/clinic/common/static/common/site.css"
CSS = SHEET.read_text(encoding="utf-8")
GROUNDS = ("paper", "surface", "tint")
LEAST = 6.4  # as for all other text


def tokens(block: str) -> dict[str, tuple[str, str]]:
    """Return the light and the dark value of every token in a block."""
    found = re.findall(r"--([\w-]+):\s*light-dark\((#\w{6}), (#\w{6})\)", block)
    return {name: (light, dark) for name, light, dark in found}


ROOT = tokens(CSS[CSS.index(":root {") : CSS.index("--sk-air")])


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("hue", [hue.value for hue in Hue])
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_buttons_and_links_of_every_hue_can_be_read_on_every_ground(hue, theme):
    block = re.search(rf'\[data-hue="{hue}"\] {{.*?}}', CSS)
    own = {**ROOT, **(tokens(block[0]) if block else {})}

    assert block or hue == "plum"
    for name in ("action", "action-2"):
        for ground in GROUNDS:
            assert contrast(own[name][theme], own[ground][theme]) >= LEAST, (name, ground)
        assert contrast(own["on-action"][theme], own[name][theme]) >= LEAST, name


@pytest.mark.parametrize("outcome", ["stop", "wait", "refer", "ask", "caution", "ready"])
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_outcome_can_be_read_on_its_own_ground(outcome, theme):
    assert contrast(ROOT[outcome][theme], ROOT[f"{outcome}-bg"][theme]) >= LEAST
    assert contrast(ROOT["ink"][theme], ROOT[f"{outcome}-bg"][theme]) >= LEAST


def test_the_stylesheet_asks_no_other_site_for_anything():
    assert not re.search(r"url\([\"\']?(https?:)?//|@import", CSS)
