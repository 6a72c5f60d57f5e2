"""Covers of the first posts, drawn in the site's own colours: flat shapes, no people.

Their grounds are deep, so that one picture stands well on the light page and on the dark one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from math import cos, pi, sin

from PIL import Image, ImageDraw

SIZE = (1440, 900)
FINER = 2  # drawn so many times larger, then made smaller, for smooth edges
PLUM, PLUM_2, PLUM_3, NIGHT = "#4A2460", "#6E4787", "#8C64A5", "#331845"
ROSE, SUN, BLUSH = "#7A2B4C", "#F0839F", "#F7D3DD"
CALM, DROP, GREEN = "#0F4F49", "#8FC9C2", "#7FE0D2"
HORN, DERM, FIBRE, FIBRE_2 = "#B98F80", "#5E2A42", "#A4667A", "#C98297"

Pen = ImageDraw.ImageDraw


def cover(name: str) -> bytes:
    """Return one of `COVERS` as a PNG."""
    ground, draw = COVERS[name]
    picture = Image.new("RGB", (SIZE[0] * FINER, SIZE[1] * FINER), ground)
    draw(ImageDraw.Draw(picture))
    written = BytesIO()
    picture.resize(SIZE, Image.Resampling.LANCZOS).save(written, "PNG", optimize=True)
    return written.getvalue()


def _disc(pen: Pen, x: float, y: float, radius: float, colour: str) -> None:
    pen.ellipse(
        [FINER * (x - radius), FINER * (y - radius), FINER * (x + radius), FINER * (y + radius)], colour
    )


def _wave(height: float, swing: float, waves: float, shift: float = 0) -> list[tuple[float, float]]:
    """Return the points of a wave across the picture."""
    steps = range(0, SIZE[0] * FINER + 8, 8)
    return [
        (x, FINER * (height + swing * sin(2 * pi * (waves * x / (SIZE[0] * FINER) + shift)))) for x in steps
    ]


def _ground(pen: Pen, wave: list[tuple[float, float]], colour: str) -> None:
    pen.polygon([*wave, (SIZE[0] * FINER, SIZE[1] * FINER), (0, SIZE[1] * FINER)], colour)


def _line(pen: Pen, points: Sequence[tuple[float, float]], width: float, colour: str) -> None:
    pen.line(points, colour, round(FINER * width), joint="curve")


def _days(pen: Pen) -> None:
    """A month of days, three of them marked."""
    for row in range(5):
        for column in range(7):
            is_marked = (row, column) in ((0, 1), (2, 4), (4, 2))
            _disc(pen, 285 + 145 * column, 160 + 145 * row, 50, SUN if is_marked else PLUM_2)


def _sun(pen: Pen) -> None:
    """A low sun over hills."""
    _disc(pen, 1000, 390, 205, SUN)
    _ground(pen, _wave(610, 50, 1.6), PLUM_2)
    _ground(pen, _wave(730, 40, 1.9, 0.3), PLUM)


def _drops(pen: Pen) -> None:
    """Drops above a calm line."""
    for x, y, radius in (
        (300, 290, 115),
        (575, 510, 54),
        (920, 260, 170),
        (1180, 575, 80),
        (760, 660, 36),
        (430, 690, 80),
    ):
        _disc(pen, x, y, radius, DROP)
    _line(pen, _wave(770, 42, 1.7, 0.1), 20, GREEN)


def _bottles(pen: Pen) -> None:
    """Two bottles alike, with different things in them."""
    for left, colour, level in ((430, DROP, 520), (800, SUN, 440)):
        box = [FINER * left, FINER * 270, FINER * (left + 220), FINER * 760]
        pen.rounded_rectangle(
            [FINER * (left + 65), FINER * 130, FINER * (left + 155), FINER * 250], FINER * 18, PLUM_3
        )
        pen.rounded_rectangle(box, FINER * 44, BLUSH)
        pen.rounded_rectangle([box[0], FINER * level, box[2], box[3]], FINER * 44, colour)
        pen.rectangle([box[0], FINER * level, box[2], FINER * (level + 50)], colour)
        pen.rounded_rectangle(box, FINER * 44, outline=NIGHT, width=FINER * 12)
        for row, width in enumerate((130, 100, 118)):
            y = FINER * (570 + 48 * row)
            pen.rounded_rectangle(
                [FINER * (left + 45), y, FINER * (left + 45 + width), y + FINER * 16], FINER * 8, NIGHT
            )


def _weave(pen: Pen) -> None:
    """Fibres below the surface, the new ones green."""
    _ground(pen, _wave(250, 14, 2.2), HORN)
    _ground(pen, _wave(300, 16, 2.2, 0.05), PLUM_3)
    edge = _wave(470, 62, 5.0)
    _ground(pen, edge, DERM)
    for x, y in edge[::9]:
        _disc(pen, x / FINER, y / FINER - 14, 15, NIGHT)
    for number in range(34):
        left, height = (number * 613) % 1560 - 160, 585 + (number * 83) % 300
        fibre = [
            (FINER * (left + 12 * step), FINER * (height + 16 * sin(step / 6 + number) + 5 * cos(step / 2)))
            for step in range(26)
        ]
        colour = (FIBRE, GREEN, FIBRE_2)[number % 3]
        _line(pen, fibre, 9 if colour == GREEN else 14, colour)


COVERS: dict[str, tuple[str, Callable[[Pen], None]]] = {
    "bottles": (PLUM, _bottles),
    "days": (PLUM, _days),
    "drops": (CALM, _drops),
    "sun": (ROSE, _sun),
    "weave": (CALM, _weave),
}
