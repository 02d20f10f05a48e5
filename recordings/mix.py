"""The mix: after the meeting one sealed WebM of a recording, with sound, one picture, chapters, and who speaks.

Run as `python -m recordings.mix`, at the lowest priority, told on its input in one line of JSON; it writes how far it
is (0 to 1), a line each. Chapters are the items of the agenda. Who speaks is a track of subtitles, so that every
player can show or hide it.
"""

import base64
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import av
from av.container import OutputContainer
from av.stream import Stream

from recordings import mix_sound, recorded
from recordings.mix_picture import HEIGHT, PICTURES_PER_S, WIDTH, Direction, Holder, Screenplay
from recordings.mix_sound import RATE_HZ, Sound, Speech
from recordings.recorded import Recorded
from recordings.sealed import SealedReader, SealedWriter
from signaling.tap_wire import TrackKind

if TYPE_CHECKING:
    from av.container.core import Chapter

LOWEST_PRIORITY = 19
SOUND_SHARE = 0.3  # of the work, measured with two voices and one camera
HEAD_BYTES = 256 << 10  # Matroska's head: the tracks, and a few hundred chapters
PICTURE_BPS = 250_000
KEYFRAME_EVERY_S = 5  # as far as a player jumps
MOST_S = 12 * 3600  # no meeting is longer; a clock that was put right by a year must not fill the disk
_MILLISECOND = Fraction(1, 1000)
_VP8 = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}


@dataclass(frozen=True, slots=True)
class ChapterAt:
    """From this second of the mix on the meeting is at this item."""

    at_s: float
    title: str


@dataclass(frozen=True, slots=True)
class MixJob:
    """What to mix, and what the meeting knows of it. `names` are those of members; `gap` says that all is missing."""

    folder: Path
    key: bytes
    target: Path
    title: str
    gap: str
    names: dict[str, str]
    chair: str | None
    chapters: tuple[ChapterAt, ...]
    holders: tuple[Holder, ...]

    def as_json(self) -> str:
        """Return the line that the process is told."""
        plain = asdict(self)
        plain |= {"folder": str(self.folder), "target": str(self.target), "key": base64.b64encode(self.key).decode()}
        return json.dumps(plain)

    @classmethod
    def read(cls, line: str) -> "MixJob":
        """Return the job that a line tells of."""
        told = json.loads(line)
        told["key"] = base64.b64decode(told["key"])
        told["folder"], told["target"] = Path(told["folder"]), Path(told["target"])
        told["chapters"] = tuple(ChapterAt(**one) for one in told["chapters"])
        told["holders"] = tuple(Holder(**one) for one in told["holders"])
        return cls(**told)


def mix(job: MixJob, progress: Callable[[float], None]) -> None:
    """Write the mix; it is under its name only once it is whole. Raises NothingRecorded, WrongKey."""
    found = recorded.read(job.folder, job.key)
    lasts_s = min(max(found.until - found.began_at, 1 / PICTURES_PER_S), MOST_S)
    count = round(lasts_s * PICTURES_PER_S)
    voices = [track for track in found.tracks if track.kind is TrackKind.AUDIO]
    sound = mix_sound.mix(voices, job.key, found.began_at, count, lambda done: progress(SOUND_SHARE * done))
    direction = Direction(found.tracks, sound.speeches, job.holders, job.chair, found.began_at)
    screenplay = Screenplay(direction.shots(count), job.names, job.key, found.began_at)
    output = _SealedOutput(job.target, job.key)
    with av.open(output, "w", format="webm") as container:
        writing = _Writing(container, job, sound, sorted(_cues(job, sound.speeches, found)), lasts_s)
        for at, picture in enumerate(screenplay.pictures()):
            writing.picture(at, picture)
            progress(SOUND_SHARE + (1 - SOUND_SHARE) * (at + 1) / count)
        writing.end()
    output.close()


class _Writing:
    """The three tracks of the file, put into it in the order of time."""

    def __init__(
        self, container: OutputContainer, job: MixJob, sound: Sound, cues: "list[_Cue]", lasts_s: float
    ) -> None:
        self._container = container
        self._picture = container.add_stream("libvpx", rate=PICTURES_PER_S, options=_VP8, width=WIDTH, height=HEIGHT)
        self._picture.bit_rate = PICTURE_BPS
        self._picture.gop_size = KEYFRAME_EVERY_S * PICTURES_PER_S
        self._sound = container.add_stream("libopus", rate=RATE_HZ, layout="mono")
        self._words = container.add_mux_stream("webvtt", time_base=_MILLISECOND)
        self._words.metadata["language"] = "vie"
        container.metadata["title"] = job.title
        container.set_chapters(list(_chapters([one for one in job.chapters if one.at_s < lasts_s], lasts_s)))
        self._coded = iter(sound.packets)
        self._next = next(self._coded, None)
        self._cues = iter(cues)
        self._cue = next(self._cues, None)

    def picture(self, at: int, frame: av.VideoFrame) -> None:
        """Add the next picture and the sound and words up to it."""
        self._up_to(at / PICTURES_PER_S)
        frame.pts, frame.time_base = at, Fraction(1, PICTURES_PER_S)
        frame.pict_type = 0  # the encoder decides, not what the member's browser did
        self._container.mux(self._picture.encode(frame))

    def end(self) -> None:
        """Add what is left."""
        self._container.mux(self._picture.encode(None))
        self._up_to(float(MOST_S) * 2)

    def _up_to(self, until_s: float) -> None:
        while self._next is not None and self._next[0] / RATE_HZ <= until_s:
            at, coded = self._next
            self._add(self._sound, coded, at, Fraction(1, RATE_HZ), 0)
            self._next = next(self._coded, None)
        while self._cue is not None and self._cue.at_s <= until_s:
            lasts_ms = round((self._cue.until_s - self._cue.at_s) * 1000)
            self._add(self._words, self._cue.text.encode(), round(self._cue.at_s * 1000), _MILLISECOND, lasts_ms)
            self._cue = next(self._cues, None)

    def _add(self, stream: Stream, content: bytes, at: int, unit: Fraction, lasts: int) -> None:
        packet: av.Packet[Stream] = av.Packet(content)
        packet.stream, packet.time_base, packet.is_keyframe = stream, unit, True
        packet.pts = packet.dts = at
        packet.duration = lasts
        self._container.mux_one(packet)


@dataclass(frozen=True, slots=True, order=True)
class _Cue:
    at_s: float
    until_s: float
    text: str


def _cues(job: MixJob, speeches: Sequence[Speech], found: Recorded) -> Iterator[_Cue]:
    for speech in speeches:
        yield _Cue(speech.at_s, speech.until_s, job.names.get(speech.member, speech.member))
    for lack in found.lacks:
        if lack.member is None:  # of everybody: nobody could tell it from silence
            yield _Cue(lack.at - found.began_at, lack.until - found.began_at, job.gap)


def _chapters(chapters: Sequence[ChapterAt], lasts_s: float) -> "Iterator[Chapter]":
    ends = [*(one.at_s for one in chapters[1:]), lasts_s]
    for number, (chapter, until_s) in enumerate(zip(chapters, ends, strict=True), start=1):
        yield {
            "id": number,
            "start": round(chapter.at_s * 1000),
            "end": round(until_s * 1000),
            "time_base": _MILLISECOND,
            "metadata": {"title": chapter.title},
        }


class _SealedOutput:
    """A file for the muxer, which goes back to its head in the end; what is sealed cannot be changed.

    So the head is kept in memory, what follows is sealed at once, and in the end both become one file."""

    def __init__(self, target: Path, key: bytes) -> None:
        self._target = target
        self._key = key
        self._body_place = target.with_name(f".{target.name}.body")
        self._body_place.unlink(missing_ok=True)  # of a mix that was killed
        self._body = SealedWriter(self._body_place, key)
        self._head = bytearray()
        self._at = 0
        self._size = 0

    def write(self, content: bytes) -> int:
        end = self._at + len(content)
        in_head = content[: max(0, HEAD_BYTES - self._at)]
        self._head[self._at : self._at + len(in_head)] = in_head
        behind = content[len(in_head) :]
        if behind:
            if self._at + len(in_head) != max(self._size, HEAD_BYTES):
                raise ValueError("the muxer went back further than to its head")
            self._body.write(behind)
        self._at, self._size = end, max(self._size, end)
        return len(content)

    def seek(self, offset: int, whence: Literal[0, 1, 2] = 0) -> int:
        self._at = offset + (0, self._at, self._size)[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def close(self) -> None:
        """Put head and body together under the name that was asked for."""
        self._body.close()
        whole = self._target.with_name(f".{self._target.name}.whole")
        whole.unlink(missing_ok=True)
        writer = SealedWriter(whole, self._key)
        writer.write(self._head)
        reader = SealedReader(self._body_place, self._key)
        for piece in reader.pieces():
            writer.write(piece)
        reader.close()
        writer.close()
        whole.replace(self._target)
        self._body_place.unlink()


def main() -> None:
    """Mix what the input tells of."""
    os.nice(LOWEST_PRIORITY)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # goes to the whole group; the service ends us itself
    told = -1

    def progress(done: float) -> None:
        nonlocal told
        if int(done * 100) > told:
            told = int(done * 100)
            sys.stdout.write(f"{done:.2f}\n")
            sys.stdout.flush()

    mix(MixJob.read(sys.stdin.readline()), progress)


if __name__ == "__main__":
    main()
