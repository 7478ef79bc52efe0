"""Draw the pictures of the playground's sample articles: flat shapes, a few colours, a few kilobytes each.

Usage: python scripts/draw_pictures.py, which writes playground/feeds/pictures/*.png again.
"""

import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).resolve().parent.parent / "playground" / "feeds" / "pictures"
WIDTH, HEIGHT = 960, 540
FINER = 3  # drawn three times larger, then reduced: soft edges
COLOURS = 48

NIGHT, CREAM, AMBER, CORAL, TEAL, MIST = "#22304a", "#f7efe0", "#f2b14c", "#e2704f", "#3f8f86", "#cfdcd8"


class Canvas:
    """A drawing in units of the final picture."""

    def __init__(self, ground: str) -> None:
        self.image = Image.new("RGB", (WIDTH * FINER, HEIGHT * FINER), ground)
        self.pen = ImageDraw.Draw(self.image)

    def box(self, x: float, y: float, width: float, height: float, colour: str, round_: float = 0) -> None:
        corners = [x * FINER, y * FINER, (x + width) * FINER, (y + height) * FINER]
        self.pen.rounded_rectangle(corners, round_ * FINER, fill=colour)

    def disc(self, x: float, y: float, radius: float, colour: str) -> None:
        corners = [(x - radius) * FINER, (y - radius) * FINER, (x + radius) * FINER, (y + radius) * FINER]
        self.pen.ellipse(corners, fill=colour)

    def shape(self, points: list[tuple[float, float]], colour: str) -> None:
        self.pen.polygon([(x * FINER, y * FINER) for x, y in points], fill=colour)

    def line(self, start: tuple[float, float], end: tuple[float, float], colour: str, width: int) -> None:
        ends = [start[0] * FINER, start[1] * FINER, end[0] * FINER, end[1] * FINER]
        self.pen.line(ends, fill=colour, width=width * FINER)

    def hill(self, level: float, swell: float, phase: float, colour: str) -> None:
        crest = [(x, level + swell * math.sin(x / 190 + phase)) for x in range(0, WIDTH + 1, 8)]
        self.shape([*crest, (WIDTH, HEIGHT), (0, HEIGHT)], colour)

    def save(self, name: str) -> None:
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        small.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


def city() -> Canvas:
    canvas = Canvas(CREAM)
    canvas.disc(700, 190, 95, AMBER)
    for number, (x, height) in enumerate(
        [(40, 210), (150, 290), (270, 170), (390, 330), (560, 230), (690, 180), (800, 270)]
    ):
        canvas.box(x, 460 - height, 100, height, (TEAL, NIGHT, CORAL)[number % 3], 6)
        for row in range(int(height // 55)):
            for column in range(3):
                canvas.box(x + 16 + column * 26, 475 - height + row * 50, 14, 22, CREAM, 2)
    canvas.hill(470, 8, 0.4, MIST)
    canvas.hill(505, 10, 1.6, TEAL)
    return canvas


def leaf() -> Canvas:
    canvas = Canvas("#e4eee2")
    canvas.disc(200, 150, 80, AMBER)
    canvas.hill(400, 40, 0.2, "#a9cbb4")
    canvas.hill(450, 30, 2.1, TEAL)
    for x, y, size, lean in ((480, 420, 250, -0.5), (500, 420, 300, 0.35), (520, 420, 190, 1.0)):
        tip = (x + size * math.sin(lean), y - size * math.cos(lean))
        side = (math.cos(lean) * size * 0.22, math.sin(lean) * size * 0.22)
        middle = ((x + tip[0]) / 2, (y + tip[1]) / 2)
        canvas.shape(
            [
                (x, y),
                (middle[0] - side[0], middle[1] - side[1]),
                tip,
                (middle[0] + side[0], middle[1] + side[1]),
            ],
            "#2f6f5e" if lean < 0 else TEAL,
        )
        canvas.line((x, y), tip, CREAM, 3)
    canvas.hill(500, 14, 3.0, NIGHT)
    return canvas


def people() -> Canvas:
    canvas = Canvas("#f3e3d3")
    canvas.hill(430, 25, 0.5, MIST)
    for x, colour, size in ((190, TEAL, 1.0), (380, CORAL, 1.15), (580, NIGHT, 1.05), (770, AMBER, 0.95)):
        canvas.disc(x, 330 - 95 * size, 52 * size, "#b9825f" if colour in (TEAL, NIGHT) else "#e3b68f")
        canvas.box(x - 85 * size, 345 - 50 * size, 170 * size, 320, colour, 80 * size)
    canvas.box(0, 500, WIDTH, 40, CREAM)
    return canvas


def bars() -> Canvas:
    canvas = Canvas(NIGHT)
    for level in range(4):
        canvas.box(90, 110 + level * 95, 780, 2, "#3a4a68")
    tops = [
        (160 + number * 110, 395 - height) for number, height in enumerate((70, 120, 105, 180, 160, 235, 270))
    ]
    for number, (x, top) in enumerate(tops):
        canvas.box(x - 32, top, 64, 400 - top, (TEAL, "#5aa79d")[number % 2], 8)
    for start, end in pairwise(tops):
        canvas.line((start[0], start[1] - 40), (end[0], end[1] - 40), AMBER, 5)
    for x, top in tops:
        canvas.disc(x, top - 40, 10, AMBER)
    canvas.box(90, 400, 780, 5, CREAM)
    return canvas


def network() -> Canvas:
    canvas = Canvas("#dfe8ee")
    knots = [
        (140, 150),
        (300, 340),
        (420, 130),
        (520, 400),
        (610, 240),
        (760, 120),
        (820, 380),
        (240, 470),
        (690, 480),
    ]
    for number, here in enumerate(knots):
        for there in knots[number + 1 :]:
            if math.dist(here, there) < 310:
                canvas.line(here, there, "#8fa5b5", 4)
    for number, (x, y) in enumerate(knots):
        canvas.disc(x, y, 22 + 9 * (number % 3), (CORAL, NIGHT, TEAL, AMBER)[number % 4])
        canvas.disc(x, y, 9, CREAM)
    return canvas


def lock() -> Canvas:
    canvas = Canvas(TEAL)
    for radius, colour in ((230, "#4a9a91"), (175, "#57a59c")):
        canvas.disc(480, 270, radius, colour)
    canvas.disc(480, 220, 92, CREAM)
    canvas.disc(480, 220, 60, "#57a59c")
    canvas.box(365, 225, 230, 185, NIGHT, 22)
    canvas.disc(480, 300, 24, AMBER)
    canvas.box(471, 305, 18, 55, AMBER, 8)
    return canvas


DRAWINGS: dict[str, Callable[[], Canvas]] = {
    "city": city,
    "leaf": leaf,
    "people": people,
    "bars": bars,
    "network": network,
    "lock": lock,
}

if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, draw in DRAWINGS.items():
        draw().save(name)
