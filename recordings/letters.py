"""Which characters the shipped font can draw, read from its cmap table.

PDF/A refuses a document with a letter that no font has, and a meeting whose minutes hold an emoji must still be
filed. Such a character is written as its code point, `[U+1F600]`: ugly, and nothing is lost.
"""

import struct
import unicodedata
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
_WINDOWS_UNICODE = ((3, 10), (3, 1), (0, 4), (0, 3))  # platform, encoding: the full table first (OpenType 1.9, cmap)


def drawable(text: str) -> str:
    """The text with every character that the font lacks written as its code point."""
    known = _characters()
    return "".join(letter if ord(letter) in known else f"[U+{ord(letter):04X}]" for letter in text)


@cache
def _characters() -> frozenset[int]:
    """Characters that all four faces have."""
    faces = [_read(path.read_bytes()) for path in sorted(FONTS.glob("*.ttf"))]
    # PDF/A-2a also refuses letters whose meaning nobody knows: those of private use (ISO 19005-2, 6.2.11.7.3).
    return frozenset(code for code in frozenset.intersection(*faces) if unicodedata.category(chr(code)) != "Co")


def _read(font: bytes) -> frozenset[int]:
    cmap = _table(font, b"cmap")
    (tables,) = struct.unpack_from(">H", font, cmap + 2)
    found = {}
    for number in range(tables):
        platform, encoding, offset = struct.unpack_from(">HHI", font, cmap + 4 + 8 * number)
        found[platform, encoding] = cmap + offset
    start = next(found[key] for key in _WINDOWS_UNICODE if key in found)
    (kind,) = struct.unpack_from(">H", font, start)
    readers = {4: _read_segments, 12: _read_groups}
    return frozenset(readers[kind](font, start))


def _table(font: bytes, tag: bytes) -> int:
    (tables,) = struct.unpack_from(">H", font, 4)
    for number in range(tables):
        name, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if name == tag:
            return int(offset)
    raise ValueError(f"the font has no {tag!r} table")


def _read_segments(font: bytes, start: int) -> set[int]:
    """Format 4: segments of the first plane; a glyph of 0 is no glyph."""
    (doubled,) = struct.unpack_from(">H", font, start + 6)
    count = doubled // 2
    ends = struct.unpack_from(f">{count}H", font, start + 14)
    starts = struct.unpack_from(f">{count}H", font, start + 16 + doubled)
    deltas = struct.unpack_from(f">{count}H", font, start + 16 + 2 * doubled)
    ranges_at = start + 16 + 3 * doubled
    ranges = struct.unpack_from(f">{count}H", font, ranges_at)
    known = set()
    for place in range(count):
        for code in range(starts[place], min(ends[place], 0xFFFE) + 1):
            glyph = code
            if ranges[place]:
                at = ranges_at + 2 * place + ranges[place] + 2 * (code - starts[place])
                (glyph,) = struct.unpack_from(">H", font, at)
                if glyph == 0:
                    continue
            if (glyph + deltas[place]) & 0xFFFF:
                known.add(code)
    return known


def _read_groups(font: bytes, start: int) -> set[int]:
    """Format 12: groups of all planes."""
    (groups,) = struct.unpack_from(">I", font, start + 12)
    known: set[int] = set()
    for number in range(groups):
        first, last, glyph = struct.unpack_from(">III", font, start + 16 + 12 * number)
        known.update(code for code in range(first, last + 1) if glyph + code - first)
    return known
