"""The moving picture of a virtual member: a figure that sways a little before a wall, the name above, sound when it
speaks. Every frame is drawn once, before the first is sent: afterwards a frame costs its encoding only."""

import math
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 320, 180
SWAY_FRAMES = 12  # one sway; at 6 frames a second a slow breath of two seconds
_SMOOTH = 2  # drawn so much larger, for soft edges
_NAME_SIZE = 22
_NAME_TOP = 20  # a wide stage cuts some lines off above and below
_HEAD_MIDDLE = 98
_HEAD_SWAY, _SHOULDER_SWAY = 6, 2
_NAME_INK = (240, 235, 225)
# Wall and figure, muted, so that nothing competes with the speaker's frame.
_COLOURS = (
    ((75, 68, 56), (196, 182, 160)),
    ((56, 68, 72), (160, 186, 192)),
    ((70, 58, 72), (190, 170, 192)),
    ((58, 70, 58), (168, 190, 166)),
    ((78, 60, 54), (204, 174, 160)),
    ((56, 60, 80), (166, 174, 206)),
    ((72, 72, 50), (194, 192, 150)),
)

Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture as three planes of yuv420p, in the limited range that VP8 expects (ITU-R BT.601)."""

    luma: bytes
    blue: bytes
    red: bytes


@dataclass(frozen=True, slots=True)
class Reel:
    """One sway in silence, and one while speaking."""

    silent: tuple[Frame, ...]
    speaking: tuple[Frame, ...]


def draw_reel(name: str, colour: int, font: Path | None) -> Reel:
    """Every frame of a member; `colour` is any number and chooses wall and figure. Takes some 100 ms."""
    wall, figure = _COLOURS[colour % len(_COLOURS)]
    size = _NAME_SIZE * _SMOOTH
    letters = ImageFont.truetype(str(font), size) if font is not None else ImageFont.load_default(size)
    still = Image.new("RGB", (WIDTH * _SMOOTH, HEIGHT * _SMOOTH), wall)
    ImageDraw.Draw(still).text(
        (WIDTH * _SMOOTH / 2, _NAME_TOP * _SMOOTH), name, fill=_NAME_INK, font=letters, anchor="ma"
    )
    silent, speaking = [], []
    for at in range(SWAY_FRAMES):
        sway = math.sin(2 * math.pi * at / SWAY_FRAMES)
        image = still.copy()
        _draw_figure(image, figure, sway)
        silent.append(_planes(image))
        _draw_sound(image, figure, sway, at)
        speaking.append(_planes(image))
    return Reel(tuple(silent), tuple(speaking))


def _draw_figure(image: Image.Image, figure: Rgb, sway: float) -> None:
    """Shoulders that hardly move and a head that does."""
    drawing = ImageDraw.Draw(image)
    shoulders_at, head_at = WIDTH / 2 + _SHOULDER_SWAY * sway, WIDTH / 2 + _HEAD_SWAY * sway
    _ellipse(drawing, shoulders_at, 190, 74, 56, figure)
    _ellipse(drawing, head_at, _HEAD_MIDDLE, 28, 33, figure)


def _draw_sound(image: Image.Image, figure: Rgb, sway: float, at: int) -> None:
    """One, two, three waves beside the head."""
    drawing = ImageDraw.Draw(image)
    head_at = WIDTH / 2 + _HEAD_SWAY * sway
    for wave in range(1 + at % 3):
        reach = 40 + 12 * wave
        box = [
            _SMOOTH * edge for edge in (head_at - reach, _HEAD_MIDDLE - reach, head_at + reach, _HEAD_MIDDLE + reach)
        ]
        for start, end in ((-24, 24), (156, 204)):
            drawing.arc(box, start, end, fill=figure, width=4 * _SMOOTH)


def _ellipse(
    drawing: ImageDraw.ImageDraw, centre: float, middle: float, half_width: float, half_height: float, fill: Rgb
) -> None:
    box = (centre - half_width, middle - half_height, centre + half_width, middle + half_height)
    drawing.ellipse([_SMOOTH * edge for edge in box], fill=fill)


def _planes(image: Image.Image) -> Frame:
    small = image.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    luma, blue, red = small.convert("YCbCr").split()
    half = (WIDTH // 2, HEIGHT // 2)
    return Frame(
        luma.point([16 + round(level * 219 / 255) for level in range(256)]).tobytes(),
        *(
            plane.resize(half, Image.Resampling.BOX)
            .point([128 + round((level - 128) * 224 / 255) for level in range(256)])
            .tobytes()
            for plane in (blue, red)
        ),
    )
