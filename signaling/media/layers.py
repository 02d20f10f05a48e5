"""Which simulcast layer a slot gets: what the tile needs, what the publisher sends, what the line carries. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from signaling.media.engine import TileSize

WANTED_LINES = {TileSize.SMALL: 180, TileSize.MEDIUM: 360, TileSize.LARGE: 720}


@dataclass(frozen=True, slots=True)
class Layer:
    """One encoding of a picture. `height` in lines is 0 while unknown; `bitrate_bps` as lately measured."""

    ssrc: int
    height: int
    bitrate_bps: int
    is_flowing: bool


def choose_layer(layers: Sequence[Layer], wanted: TileSize, budget_bps: int) -> Layer | None:
    """Return the layer to send, smallest first in `layers`; None if nothing flows.

    The smallest that is large enough for the tile, or else the largest; then down until it fits the budget. The
    smallest flowing layer is sent even beyond the budget: a coarse picture is worth more than none.
    """
    flowing = [layer for layer in layers if layer.is_flowing]
    if not flowing:
        return None
    lines = WANTED_LINES[wanted]
    best = next((at for at, layer in enumerate(flowing) if layer.height >= lines), len(flowing) - 1)
    while best > 0 and flowing[best].bitrate_bps > budget_bps:
        best -= 1
    return flowing[best]
