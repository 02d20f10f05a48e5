"""Which simulcast layer a slot gets: what the tile needs, what the publisher sends, what the line carries. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from signaling.media.engine import TileSize

WANTED_LINES = {TileSize.SMALL: 180, TileSize.MEDIUM: 360, TileSize.LARGE: 720}
VOICE_BPS = 64_000  # Opus with its headers; kept free for each voice before any picture
_UPGRADE_RESERVE = 1.2  # what is not shown yet must fit with room to spare, or it comes and goes
_LEAST_OF_NOMINAL = 0.6  # of what it may come to cost, however little it has sent so far
# A layer that is stopped, or was never seen, as media_offer.ts would send it: lines and bits per second.
_NOMINAL = ((180, 150_000), (360, 500_000), (720, 1_700_000))


@dataclass(frozen=True, slots=True)
class Layer:
    """One encoding of a picture. `height` in lines is 0 while unknown; `bitrate_bps` as lately measured."""

    ssrc: int
    height: int
    bitrate_bps: int
    is_flowing: bool

    def newcomer(self) -> "Layer":
        """Return the layer as it counts for a viewer who is not shown it yet. One that has just begun looks cheap."""
        least = _LEAST_OF_NOMINAL * nominal_bps(self.height)
        return replace(self, bitrate_bps=int(max(self.bitrate_bps * _UPGRADE_RESERVE, least)))


def nominal(place: int, known: Layer | None) -> Layer:
    """Return what the layer at this place (smallest first) would be if it were sent; its SSRC is 0 if unknown."""
    if known is not None and known.is_flowing:
        return known
    lines, bitrate_bps = _NOMINAL[min(place, len(_NOMINAL) - 1)]
    height = known.height if known is not None and known.height else lines
    return Layer(known.ssrc if known is not None else 0, height, bitrate_bps, is_flowing=True)


@dataclass(frozen=True, slots=True)
class Wish:
    """One picture a viewer wants: its layers, smallest first, and how large it is drawn."""

    layers: Sequence[Layer]
    size: TileSize


def nominal_bps(height: int) -> int:
    """Return what a picture of so many lines may come to cost, however little it costs while it stands still."""
    return next((bitrate_bps for lines, bitrate_bps in _NOMINAL if lines >= height), _NOMINAL[-1][1])


def choose_layer(layers: Sequence[Layer], wanted: TileSize, budget_bps: int) -> Layer | None:
    """Return the layer to send, smallest first in `layers`; None if nothing flows.

    The smallest that is large enough for the tile, or else the largest; then down until it fits the budget. The
    smallest flowing layer is returned even beyond the budget; `share_line` decides whether that is sent.
    """
    flowing = [layer for layer in layers if layer.is_flowing]
    if not flowing:
        return None
    lines = WANTED_LINES[wanted]
    best = next((at for at, layer in enumerate(flowing) if layer.height >= lines), len(flowing) - 1)
    while best > 0 and flowing[best].bitrate_bps > budget_bps:
        best -= 1
    return flowing[best]


def share_line(wishes: Sequence[Wish], budget_bps: int, *, holds_back: bool) -> list[Layer | None]:
    """Return the layer of each wish: large tiles first, then in the order given, each taking from what is left.

    A line that `holds_back` carries no picture beyond the budget; any other at least the smallest of every one.
    """
    shares: list[Layer | None] = [None] * len(wishes)
    for at in sorted(range(len(wishes)), key=lambda at: wishes[at].size is not TileSize.LARGE):
        layer = choose_layer(wishes[at].layers, wishes[at].size, budget_bps)
        if layer is None or (holds_back and layer.bitrate_bps > budget_bps):
            continue
        shares[at] = layer
        budget_bps -= layer.bitrate_bps
    return shares
