"""Whose picture a viewer gets, in which layer, and which layers nobody looks at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from signaling.media.codecs import Codec
from signaling.media.engine import Kind, Supply, TileSize
from signaling.media.forwarding import Stream
from signaling.media.layers import VOICE_BPS, Layer, Wish, nominal, nominal_bps, share_line
from signaling.media.peer import Peer

# A layer whose siblings go on while it is silent has been stopped; waiting for FLOWS_FOR_S would freeze the picture.
STALLED_S = 0.35
UNWANTED_FOR_S = 3.0  # a layer is stopped only then: pages change their minds, and a new start costs a keyframe
SETTLING_S = 5.0  # a new connection sends everything until its viewers have had time to ask
BETTER_FOR_S = 3.0  # a line that has got better must stay so before the page is told


@dataclass(slots=True)
class Camera:
    """What one publisher's camera can give at this moment."""

    codec: Codec
    streams: dict[int, Stream]
    layers: list[Layer]  # as they flow, smallest first
    newcomers: list[Layer]  # the same for who is not shown them yet
    possible: list[tuple[str, Layer]]  # by rid, as they would flow if all were wanted

    @property
    def is_complete(self) -> bool:
        """Say whether every layer flows, so that what could be had is what can be had."""
        return all(layer.is_flowing for layer in self.layers) and len(self.layers) >= len(self.possible)


def camera_of(peer: Peer, now: float) -> Camera:
    """Look at one publisher's layers."""
    streams = peer.layers(Kind.VIDEO)
    newest = max((stream.heard_at for stream in streams), default=now)
    layers = [
        Layer(
            stream.ssrc,
            stream.height,
            stream.bitrate_bps or nominal(place, None).bitrate_bps,  # not measured yet is not free
            stream.is_flowing(now) and not _stalled(stream, newest),
        )
        for place, stream in enumerate(streams)
    ]
    by_rid = {stream.rid: layer for stream, layer in zip(streams, layers, strict=True)}
    possible = [(rid, nominal(place, by_rid.get(rid))) for place, rid in enumerate(peer.rids(Kind.VIDEO))]
    newcomers = [layer.newcomer() for layer in layers]
    return Camera(peer.codec_of(Kind.VIDEO), {stream.ssrc: stream for stream in streams}, layers, newcomers, possible)


def _stalled(stream: Stream, newest: float) -> bool:
    return newest - stream.heard_at > STALLED_S


@dataclass(frozen=True, slots=True)
class Shares:
    """What one viewer gets: a stream for each wish or None, the layers each needs sent, and how the line fares."""

    streams: list[Stream | None]
    rids: list[set[str]]
    screen: Stream | None
    supply: Supply
    is_strained: bool

    @property
    def cost_bps(self) -> int:
        """What the pictures may come to cost, however little they do while they stand still."""
        chosen = [stream for stream in (*self.streams, self.screen) if stream is not None]
        return sum(max(stream.bitrate_bps, nominal_bps(stream.height)) for stream in chosen)


def share(viewer: Peer, wishes: Sequence[tuple[Camera, TileSize]], screen: Stream | None, now: float) -> Shares:
    """Divide a viewer's line: sound, then the shared screen, then large pictures, then the rest in order."""
    line = viewer.viewing
    holds_back = line.is_strained(now)
    voices = max(1, sum(slot.current is not None for slot in viewer.slots_of(Kind.AUDIO)))
    budget = line.bitrate_bps - VOICE_BPS * voices
    carried = screen
    if screen is not None and holds_back and _cost_of(screen, viewer) > budget:
        carried = None  # slides that come late are worth less than words that come whole
    elif screen is not None:
        budget -= screen.bitrate_bps
    shown = {target for slot in viewer.slots_of(Kind.VIDEO) if (target := slot.target()) is not None}
    flowing = [Wish(_as_seen_by(shown, camera), size) for camera, size in wishes]
    shares = share_line(_within_reach(flowing, wishes, shown), budget, holds_back=holds_back)
    streams = [camera.streams[layer.ssrc] if layer else None for (camera, _), layer in zip(wishes, shares, strict=True)]
    supply = Supply.FULL
    if holds_back:
        unlimited = share_line(flowing, 1 << 40, holds_back=False)
        supply = _supply([*shares, carried], [*unlimited, screen])
    rids = [{stream.rid} if stream is not None else set() for stream in streams]
    if not all(camera.is_complete for camera, _ in wishes):
        # What is shown stays until what would be better flows: a small camera never sends that.
        for needed, better in zip(rids, _better(wishes, shown, budget, holds_back=holds_back), strict=True):
            needed |= better
    return Shares(streams, rids, carried, supply, holds_back)


def _cost_of(screen: Stream, viewer: Peer) -> int:
    """Return what a shared screen cost at its busiest lately, in bits per second: the next slide will again."""
    cost = Layer(screen.ssrc, screen.height, screen.peak_bps, is_flowing=True)
    is_shown = any(slot.target() is screen for slot in viewer.slots_of(Kind.SCREEN))
    return (cost if is_shown else cost.newcomer()).bitrate_bps


def _as_seen_by(shown: set[Stream], camera: Camera) -> list[Layer]:
    return [
        layer if camera.streams[layer.ssrc] in shown else newcomer
        for layer, newcomer in zip(camera.layers, camera.newcomers, strict=True)
    ]


def _within_reach(
    possible: Sequence[Wish], wishes: Sequence[tuple[Camera, TileSize]], shown: set[Stream]
) -> list[Wish]:
    """Leave out what is more than one layer above the one shown: too large a step fills the queue of a weak line."""
    found: list[Wish] = []
    for wish, (camera, _) in zip(possible, wishes, strict=True):
        at = max((at for at, layer in enumerate(wish.layers) if camera.streams.get(layer.ssrc) in shown), default=-1)
        found.append(Wish(wish.layers[: at + 2], wish.size))
    return found


def _better(
    wishes: Sequence[tuple[Camera, TileSize]], shown: set[Stream], budget: int, *, holds_back: bool
) -> list[set[str]]:
    """Return which layer of each wish would be sent if its publisher sent them all."""
    possible = [Wish(_possible(shown, camera), size) for camera, size in wishes]
    if holds_back:
        possible = _within_reach(possible, wishes, shown)
    shares = share_line(possible, budget, holds_back=holds_back)
    return [
        {camera.possible[wish.layers.index(layer)][0]} if layer and camera.possible else set()
        for (camera, _), wish, layer in zip(wishes, possible, shares, strict=True)
    ]


def _possible(shown: set[Stream], camera: Camera) -> list[Layer]:
    if not camera.possible:
        return _as_seen_by(shown, camera)
    return [layer if camera.streams.get(layer.ssrc) in shown else layer.newcomer() for _, layer in camera.possible]


def _supply(shares: Sequence[object], unlimited: Sequence[object]) -> Supply:
    if shares == unlimited:
        return Supply.FULL
    return Supply.REDUCED if any(shares) else Supply.SOUND_ONLY


@dataclass(slots=True)
class Patience:
    """What a page has been told of its line: worse at once, better only once it has stayed better."""

    told: Supply = Supply.FULL
    _better_since: float | None = field(default=None)

    def is_news(self, supply: Supply, now: float) -> bool:
        """Say whether to tell this, and count it as told."""
        order = list(Supply)
        if order.index(supply) >= order.index(self.told):
            self._better_since = None
            is_worse, self.told = supply is not self.told, supply
            return is_worse
        if self._better_since is None:
            self._better_since = now
        if now - self._better_since < BETTER_FOR_S:
            return False
        self.told, self._better_since = supply, None
        return True


@dataclass(slots=True)
class LayerDemand:
    """Which of one publisher's layers somebody looks at. The smallest is always wanted: a new viewer sees at once."""

    rids: tuple[str, ...] = ()
    told: tuple[str, ...] | None = None
    _wanted_at: dict[str, float] = field(default_factory=dict)

    @classmethod
    def of_new(cls, rids: tuple[str, ...], now: float) -> "LayerDemand":
        """Begin with everything wanted, as the page does."""
        return cls(rids, None, dict.fromkeys(rids, now + SETTLING_S - UNWANTED_FOR_S))

    def want(self, rids: Iterable[str], now: float) -> None:
        """Note that somebody looks at these layers, or would."""
        for rid in rids:
            self._wanted_at[rid] = max(now, self._wanted_at.get(rid, now))

    def news(self, now: float) -> tuple[str, ...] | None:
        """Return the layers wanted if that has changed since it was told, and count it as told."""
        wanted = tuple(
            rid
            for place, rid in enumerate(self.rids)
            if place == 0 or now - self._wanted_at.get(rid, float("-inf")) <= UNWANTED_FOR_S
        )
        if not self.rids or wanted == self.told:
            return None
        self.told = wanted
        return wanted
