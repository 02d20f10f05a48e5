"""The mix as a process: one file with sound, picture, chapters and who spoke, of tracks a real recorder wrote."""

import subprocess
import sys
import time
from array import array
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import pytest

from recordings import recorded
from recordings.mix import ChapterAt, MixJob
from recordings.mix_picture import HEIGHT, PICTURES_PER_S, WIDTH, Holder
from recordings.sealed import MAGIC, SealedReader
from signaling.tap_wire import TrackKind
from tests.recordings.studio import Studio, a_studio, now, picture_packets, sound_packets

GREY, DARK = 200, 60
GAP = "[không ghi được]"


@dataclass(frozen=True)
class Mixed:
    """What a player sees of a mix."""

    container_s: float
    chapters: list[tuple[str, float, float]]
    cues: list[tuple[str, float, float]]
    luma: list[int]  # of each picture, in its middle
    loud: list[bool]  # by tenth of a second
    progress: list[float]
    size: tuple[int, int]


def test_a_mix_has_the_sound_of_all_and_the_picture_of_who_holds_the_floor(tmp_path: Path) -> None:
    with a_studio(tmp_path) as studio:
        began = now()
        studio.record(TrackKind.AUDIO, sound_packets(1, began, 2), "ba")
        studio.record(TrackKind.VIDEO, picture_packets(2, began, 5, GREY), "ba")
        studio.record(TrackKind.AUDIO, sound_packets(3, began + 3, 2, 700), "tu")
        studio.record(TrackKind.VIDEO, picture_packets(4, began, 5, DARK), "tu")
        studio.stop()

        mixed = a_mix(studio, holders=(Holder(0, "ba"), Holder(2.5, "tu")))

        assert mixed.size == (WIDTH, HEIGHT)
        assert mixed.luma[10] == pytest.approx(GREY, abs=12)
        assert mixed.luma[40] == pytest.approx(DARK, abs=12)
        assert [name for name, _, _ in mixed.cues] == ["Trần Thị Ba", "Lê Văn Tư"]
        assert [start for _, start, _ in mixed.cues] == pytest.approx([0, 3], abs=0.3)
        assert [end for _, _, end in mixed.cues] == pytest.approx([2, 5], abs=0.3)
        assert (mixed.loud[10], mixed.loud[26], mixed.loud[40]) == (True, False, True)


def test_a_mix_has_a_chapter_for_each_item_and_says_how_far_it_is(tmp_path: Path) -> None:
    with a_studio(tmp_path) as studio:
        studio.record(TrackKind.AUDIO, sound_packets(1, now(), 4))
        studio.stop()

        mixed = a_mix(studio, chapters=(ChapterAt(0, "Khai mạc"), ChapterAt(1.5, "Thảo luận")))

        assert [title for title, _, _ in mixed.chapters] == ["Khai mạc", "Thảo luận"]
        assert [start for _, start, _ in mixed.chapters] == [0, 1.5]
        assert mixed.chapters[1][2] == pytest.approx(mixed.container_s, abs=0.3)
        assert mixed.progress == sorted(mixed.progress)
        assert (len(mixed.progress) > 10, mixed.progress[-1]) == (True, 1)


def test_who_speaks_without_a_camera_is_named_on_a_slate(tmp_path: Path) -> None:
    with a_studio(tmp_path) as studio:
        studio.record(TrackKind.AUDIO, sound_packets(1, now(), 2))
        studio.stop()

        mixed = a_mix(studio)

        assert len(mixed.luma) == pytest.approx(2 * PICTURES_PER_S, abs=5)
        assert mixed.luma[5] < 60 or mixed.luma[5] > 180  # paper, or a letter in the very middle


def test_what_a_killed_recorder_left_is_mixed_with_its_successors(tmp_path: Path) -> None:
    with a_studio(tmp_path) as studio:
        spoken = sound_packets(1, now(), 1)
        studio.record(TrackKind.AUDIO, spoken)
        studio.wait_for_end()
        time.sleep(max(0.0, spoken[-1].at - now()))
        studio.process.kill()
        studio.process.wait()
        studio.part = 2
        studio.start()
        studio.record(TrackKind.AUDIO, sound_packets(1, now(), 1), "tu")
        studio.stop()

        found = recorded.read(tmp_path, studio.key)
        mixed = a_mix(studio)

        assert [lack.member for lack in found.lacks] == [None]
        assert [name for name, _, _ in mixed.cues] == ["Trần Thị Ba", GAP, "Lê Văn Tư"]


def test_a_mix_is_sealed_like_its_tracks(tmp_path: Path) -> None:
    with a_studio(tmp_path) as studio:
        studio.record(TrackKind.AUDIO, sound_packets(1, now(), 1))
        studio.stop()

        a_mix(studio)

        content = (tmp_path / "mix.webm.sealed").read_bytes()
        assert content.startswith(MAGIC)
        assert b"\x1a\x45\xdf\xa3" not in content
        assert not list(tmp_path.glob(".mix*"))


def a_mix(
    studio: Studio, chapters: tuple[ChapterAt, ...] = (ChapterAt(0, "Khai mạc"),), holders: tuple[Holder, ...] = ()
) -> Mixed:
    """Mix what the studio recorded in a process, and play it."""
    target = studio.folder / "mix.webm.sealed"
    names = {"ba": "Trần Thị Ba", "tu": "Lê Văn Tư"}
    job = MixJob(studio.folder, studio.key, target, "Họp chi bộ", GAP, names, "ba", chapters, holders)
    command = [sys.executable, "-m", "recordings.mix"]
    process = subprocess.run(command, input=job.as_json(), text=True, capture_output=True, check=False, timeout=60)
    assert process.returncode == 0, process.stderr
    return _play(target, studio.key, [float(line) for line in process.stdout.split()])


def _play(target: Path, key: bytes, progress: list[float]) -> Mixed:
    luma, loud, cues = [], [False] * 1_000, []
    with av.open(SealedReader(target, key), "r", format="matroska") as container:
        chapters = [
            (one["metadata"]["title"], float(one["start"] * _unit(one)), float(one["end"] * _unit(one)))
            for one in container.chapters()
        ]
        for packet in container.demux():
            if packet.stream.type == "subtitle" and packet.pts is not None:
                start, lasts = packet.pts * packet.time_base, (packet.duration or 0) * packet.time_base
                cues.append((bytes(packet).decode(), float(start), float(start + lasts)))
                continue
            for frame in packet.decode() if packet.stream.type != "subtitle" else []:
                if isinstance(frame, av.VideoFrame):
                    plane = frame.planes[0]
                    luma.append(bytes(plane)[plane.line_size * (HEIGHT // 2) + WIDTH // 2])
                elif isinstance(frame, av.AudioFrame):
                    samples = array("f", bytes(frame.planes[0])[: 4 * frame.samples])
                    loud[int((frame.time or 0) * 10)] |= max(samples) > 0.05
        assert container.duration is not None
        size = (container.streams.video[0].width, container.streams.video[0].height)
        return Mixed(container.duration / 1_000_000, chapters, cues, luma, loud, progress, size)


def _unit(chapter: object) -> Fraction:
    assert isinstance(chapter, dict)
    unit = chapter["time_base"]
    assert isinstance(unit, Fraction)
    return unit
