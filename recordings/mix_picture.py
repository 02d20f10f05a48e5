"""The picture of a mix: a shared screen, else who holds the floor or speaks, else the chair, else a name on a slate."""

import bisect
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
from av.filter import Graph
from PIL import Image, ImageDraw, ImageFont

from recordings.mix_sound import Speech
from recordings.recorded import Track
from recordings.sealed import SealedReader
from signaling.tap_wire import TrackKind

WIDTH, HEIGHT = 640, 360
PICTURES_PER_S = 10
LINGERS_S = 3.0  # a speaker's picture stays through a pause
_FONT = Path(__file__).with_name("fonts") / "Tinos_400Regular.ttf"
_PAPER, _INK = (24, 28, 36), (235, 235, 235)


@dataclass(frozen=True, slots=True)
class Holder:
    """From this second of the mix on this member holds the floor; None: nobody does."""

    at_s: float
    member: str | None


@dataclass(frozen=True, slots=True)
class Shot:
    """What one picture of the mix shows: a track at its own second, or a slate with this member's name."""

    track: Track | None
    member: str | None


class Direction:
    """Decides what is shown at each moment."""

    def __init__(
        self,
        tracks: Sequence[Track],
        speeches: Sequence[Speech],
        holders: Sequence[Holder],
        chair: str | None,
        began_at: float,
    ) -> None:
        self._pictures = [track for track in tracks if track.kind is not TrackKind.AUDIO]
        self._speeches = speeches
        self._holders = sorted(holders, key=lambda one: one.at_s)
        self._chair = chair
        self._began_at = began_at

    def shots(self, count: int) -> list[Shot]:
        """Return what each of so many pictures shows."""
        return [self._shot(at / PICTURES_PER_S) for at in range(count)]

    def _shot(self, at_s: float) -> Shot:
        at = self._began_at + at_s
        running = [track for track in self._pictures if track.at <= at < track.until]
        screen = next((track for track in running if track.kind is TrackKind.SCREEN), None)
        wanted = self._wanted(at_s)
        if screen is not None:
            return Shot(screen, screen.member)
        cameras = {track.member: track for track in running}
        for member in wanted:
            if member in cameras:
                return Shot(cameras[member], member)
        return Shot(None, next(iter(wanted), None))

    def _wanted(self, at_s: float) -> list[str]:
        """Return whose picture is wanted, most wanted first."""
        place = bisect.bisect_right([one.at_s for one in self._holders], at_s) - 1
        holder = self._holders[place].member if place >= 0 else None
        speaking = [one for one in self._speeches if one.at_s <= at_s < one.until_s + LINGERS_S]
        latest = [one.member for one in sorted(speaking, key=lambda one: -one.at_s)]
        return [member for member in (holder, *latest, self._chair) if member is not None]


class Screenplay:
    """Draws the shots, decoding of each track only what is shown and what that is built on."""

    def __init__(self, shots: Sequence[Shot], names: dict[str, str], key: bytes, began_at: float) -> None:
        self._shots = shots
        self._names = names
        self._key = key
        self._began_at = began_at
        self._reels: dict[Path, _Reel] = {}
        self._last_use = {shot.track.place: at for at, shot in enumerate(shots) if shot.track is not None}

    def pictures(self) -> Iterator[av.VideoFrame]:
        """Return one picture for each shot."""
        for at, shot in enumerate(self._shots):
            picture = self._of_track(shot.track, at) if shot.track is not None else None
            yield picture or _slate(self._names.get(shot.member or "", shot.member or ""))

    def _of_track(self, track: Track, at: int) -> av.VideoFrame | None:
        reel = self._reels.get(track.place)
        if reel is None:
            reel = self._reels[track.place] = _Reel(track, self._key)
        found = reel.picture_at(self._began_at + at / PICTURES_PER_S - track.at)
        if self._last_use[track.place] == at:
            self._reels.pop(track.place).close()
        return _fitted(found) if found is not None else None


class _Reel:
    """One track of pictures, played forward."""

    def __init__(self, track: Track, key: bytes) -> None:
        self._keyframes = [time for time, is_keyframe in _times(track, key) if is_keyframe]
        self._reader = SealedReader(track.place, key)
        self._frames = self._decoded() if self._keyframes else iter(())
        self._shown: av.VideoFrame | None = None
        self._next: av.VideoFrame | None = None
        self._skip_to = 0.0

    def picture_at(self, at_s: float) -> av.VideoFrame | None:
        """Return what was seen at this second of the track."""
        before = bisect.bisect_right(self._keyframes, at_s) - 1
        self._skip_to = self._keyframes[before] if before >= 0 else 0.0
        while self._next is None or (self._next.time or 0.0) <= at_s:
            if self._next is not None:
                self._shown = self._next
            self._next = next(self._frames, None)
            if self._next is None:
                break
        return self._shown

    def close(self) -> None:
        self._frames = iter(())
        self._reader.close()

    def _decoded(self) -> Iterator[av.VideoFrame]:
        with av.open(self._reader, "r", format="matroska") as container:
            for packet in container.demux(video=0):
                if packet.pts is not None and float(packet.pts * packet.time_base) < self._skip_to:
                    continue  # built upon by nothing that is shown
                try:
                    yield from packet.decode()
                except av.InvalidDataError:
                    continue  # a picture that nobody could show in the room either


def _times(track: Track, key: bytes) -> list[tuple[float, bool]]:
    reader = SealedReader(track.place, key)
    try:
        with av.open(reader, "r", format="matroska") as container:
            return [
                (float(packet.pts * packet.time_base), packet.is_keyframe)
                for packet in container.demux(video=0)
                if packet.pts is not None
            ]
    except (av.InvalidDataError, av.EOFError):
        return []  # nothing was ever written, or it was cut in its head
    finally:
        reader.close()


@cache
def _frame(width: int, height: int) -> Graph:
    graph = Graph()
    chain = (
        graph.add_buffer(width=width, height=height, format=av.VideoFormat("yuv420p"), time_base=Fraction(1, 1000)),
        graph.add("scale", f"{WIDTH}:{HEIGHT}:force_original_aspect_ratio=decrease:force_divisible_by=2"),
        graph.add("pad", f"{WIDTH}:{HEIGHT}:(ow-iw)/2:(oh-ih)/2"),
        graph.add("buffersink"),
    )
    for one, other in itertools.pairwise(chain):
        one.link_to(other)
    graph.configure()
    return graph


def _fitted(picture: av.VideoFrame) -> av.VideoFrame:
    """Return the picture in the mix's size, with bars where it has another shape."""
    if picture.format.name != "yuv420p":
        picture = picture.reformat(format="yuv420p")
    graph = _frame(picture.width, picture.height)
    graph.push(picture)
    fitted = graph.pull()
    assert isinstance(fitted, av.VideoFrame)
    return fitted


@cache
def _slate(name: str) -> av.VideoFrame:
    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    drawing = ImageDraw.Draw(image)
    drawing.text((WIDTH / 2, HEIGHT / 2), name, _INK, ImageFont.truetype(str(_FONT), 34), anchor="mm")
    drawn: av.VideoFrame = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
    return drawn.reformat(format="yuv420p")
