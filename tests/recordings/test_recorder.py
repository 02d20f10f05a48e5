"""The recorder as a process: what it writes can be played, is complete or says what is missing, and is sealed."""

import signal
import socket
import tempfile
import threading
import time
from pathlib import Path

import pytest

from recordings import recorded, recorder
from recordings.frame_queue import FrameQueue, Sender
from recordings.recorder import Connections, Job, Recorder
from recordings.sealed import SealedReader, WrongKey
from signaling.tap_wire import Closed, Frames, KeyframeWanted, Opened, TrackKind, TrackPacket, encode
from tests.recordings.studio import (
    FRAMES_PER_S,
    a_studio,
    ends_in,
    journal_of,
    now,
    picture_packets,
    played,
    sound_packets,
)

EBML_MAGIC = b"\x1a\x45\xdf\xa3"


def test_sound_and_picture_of_a_member_become_files_that_play_to_the_end(tmp_path: Path) -> None:
    with a_studio(tmp_path) as studio:
        began = now()

        studio.record(TrackKind.AUDIO, sound_packets(1, began, 3))
        studio.record(TrackKind.VIDEO, picture_packets(2, began, 3))
        studio.stop()

        sound, picture = (played(place, studio.key) for place in studio.tracks())
        assert (sound.codec, picture.codec) == ("opus", "vp8")
        assert sound.until_s == pytest.approx(3, abs=0.05)
        assert picture.frames == 3 * FRAMES_PER_S
        assert picture.until_s == pytest.approx(3, abs=0.06)
        assert [(line["member"], line["kind"]) for line in studio.told("track")] == [("ba", "audio"), ("ba", "video")]
        assert [line["missing"] for line in studio.told("end")] == [0, 0]
        assert studio.told("stop")[0]["reason"] == "asked"


def test_a_recorder_killed_in_mid_word_loses_less_than_two_seconds(tmp_path: Path) -> None:
    with a_studio(tmp_path) as studio:
        began = now()
        sound, picture = sound_packets(1, began, 6), picture_packets(2, began, 6)
        studio.send(Opened(1, TrackKind.AUDIO, 100, began, "ba"), Opened(2, TrackKind.VIDEO, 100, began, "ba"))
        for packet in sorted([*sound, *picture], key=lambda one: one.at):
            if packet.at > began + 4:
                break
            time.sleep(max(0.0, packet.at - now()))
            studio.send(packet)

        killed_at = now() - began
        studio.process.send_signal(signal.SIGKILL)
        studio.process.wait()

        losses = [killed_at - played(place, studio.key).until_s for place in studio.tracks()]
        print("lost by kill -9, seconds:", [round(loss, 2) for loss in losses])
        assert max(losses) < 2
        assert [line["file"] for line in studio.told("track")] == [place.name for place in studio.tracks()]


def test_nothing_on_the_disk_shows_what_it_is(tmp_path: Path) -> None:
    with a_studio(tmp_path) as studio:
        studio.record(TrackKind.AUDIO, sound_packets(1, now(), 1), member="nguyen-van-ba")
        studio.record(TrackKind.VIDEO, picture_packets(2, now(), 1))
        studio.stop()

        for place in tmp_path.iterdir():
            content = place.read_bytes()
            assert EBML_MAGIC not in content
            assert b"Opus" not in content
            assert b"nguyen-van-ba" not in content
            assert place.stat().st_mode & 0o077 == 0
        assert SealedReader(studio.tracks()[0], studio.key).read(4) == EBML_MAGIC


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    with a_studio(tmp_path) as studio:
        studio.record(TrackKind.AUDIO, sound_packets(1, now(), 1))
        studio.stop()

        with pytest.raises(WrongKey):
            SealedReader(studio.tracks()[0], bytes(32)).read()


def test_a_word_lost_on_the_line_is_a_gap_of_just_these_packets(tmp_path: Path) -> None:
    with a_studio(tmp_path) as studio:
        packets = sound_packets(1, now(), 2)
        heard = [packet for packet in packets if not 130 <= packet.number < 140]

        studio.record(TrackKind.AUDIO, heard)
        studio.stop()

        end = studio.told("end")[0]
        assert (end["packets"], end["missing"]) == (len(heard), 10)
        assert end["gaps"] == [{"at_s": 0.58, "until_s": 0.8, "packets": 10}]
        assert played(studio.tracks()[0], studio.key).until_s == pytest.approx(2, abs=0.05)


def test_packets_that_overtake_each_other_are_no_gap(tmp_path: Path) -> None:
    with a_studio(tmp_path) as studio:
        packets = sound_packets(1, now(), 1)
        packets[10], packets[12] = packets[12], packets[10]

        studio.record(TrackKind.AUDIO, [*packets[:20], *packets[15:]])
        studio.stop()

        assert studio.told("end")[0]["gaps"] == []
        assert studio.told("end")[0]["packets"] == len(packets)


def test_after_a_loss_the_picture_goes_on_with_the_next_keyframe(tmp_path: Path) -> None:
    with a_studio(tmp_path) as studio:
        began = now()
        packets = picture_packets(1, began, 3, keyframe_every=FRAMES_PER_S)
        torn = next(packet.number for packet in packets if packet.at >= began + 0.5)

        studio.record(TrackKind.VIDEO, [packet for packet in packets if packet.number != torn])
        studio.stop()

        assert studio.told("end")[0]["gaps"] == [
            {"at_s": pytest.approx(0.45, abs=0.01), "until_s": pytest.approx(1, abs=0.01), "packets": 1}
        ]
        assert played(studio.tracks()[0], studio.key).frames == 3 * FRAMES_PER_S - 10


def test_a_keyframe_is_asked_for_while_there_is_nothing_to_show(tmp_path: Path) -> None:
    with a_studio(tmp_path) as studio:
        studio.send(Opened(7, TrackKind.VIDEO, 100, now(), "ba"))

        studio.line.settimeout(3)

        assert next(Frames().feed(studio.line.recv(64))) == KeyframeWanted(7)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_the_whole_group_ends_no_recorder(tmp_path: Path, number: signal.Signals) -> None:
    with a_studio(tmp_path) as studio:
        studio.process.send_signal(number)

        studio.record(TrackKind.AUDIO, sound_packets(1, now(), 1))
        studio.stop()

        assert studio.told("end")[0]["missing"] == 0


def test_a_sender_that_dies_cuts_its_tracks_and_its_successor_goes_on(tmp_path: Path) -> None:
    with a_studio(tmp_path) as studio:
        packets = sound_packets(1, now(), 1)
        studio.send(Opened(1, TrackKind.AUDIO, 100, packets[0].at, "ba"), *packets[:25])
        studio.line.close()

        studio.reconnect()
        studio.record(TrackKind.AUDIO, packets[30:])
        studio.stop()

        assert {line["packets"] for line in studio.told("end")} == {25, 20}
        assert len(studio.tracks()) == 2
        assert [lack.member for lack in recorded.read(tmp_path, studio.key).lacks] == [None]


def test_a_flood_drops_pictures_before_sound_and_every_packet_is_accounted_for(tmp_path: Path) -> None:
    began, key, place = now(), bytes(32), Path(tempfile.mkdtemp()) / "s"
    sound, pictures = sound_packets(1, began, 4), picture_packets(2, began, 4, keyframe_every=1)
    queue = FrameQueue(max_bytes=2 * sum(len(packet.payload) for packet in sound))
    connections, writer = Connections(place, queue), Recorder(Job(tmp_path, key, 1, place), queue)
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(place))
        reading = threading.Thread(target=connections.run)
        reading.start()

        # The disk answers only when all has come.
        line.sendall(encode(Opened(1, TrackKind.AUDIO, 100, began, "ba")))
        line.sendall(encode(Opened(2, TrackKind.VIDEO, 100, began, "ba")))
        for packet in sorted([*sound, *pictures], key=lambda one: one.at):
            line.sendall(encode(packet))
        line.sendall(encode(Closed(1, sound[-1].number, now())) + encode(Closed(2, pictures[-1].number, now())))
        connections.stop()
        reading.join()
        writer.run(connections)

    of_sound, of_picture = ends_in(tmp_path, key)
    print("flood:", len(pictures), {key: of_picture[key] for key in ("packets", "missing", "dropped")})
    assert (of_sound["packets"], of_sound["missing"], of_sound["gaps"]) == (len(sound), 0, [])
    assert of_picture["missing"] == of_picture["dropped"] > 0
    assert of_picture["packets"] + of_picture["missing"] == len(pictures)
    assert sum(gap["packets"] for gap in of_picture["gaps"]) == of_picture["missing"]
    assert played(tmp_path / "001-00002.webm.sealed", key).codec == "vp8"


def test_a_disk_that_is_nearly_full_ends_the_recording_before_the_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "RESERVE_BYTES", 1 << 60)
    monkeypatch.setattr(recorder, "LOOK_AT_DISK_EVERY_S", 0.0)
    place, key, queue = Path(tempfile.mkdtemp()) / "s", bytes(32), FrameQueue()
    connections = Connections(place, queue)

    code = Recorder(Job(tmp_path, key, 1, place), queue).run(connections)

    assert code == recorder.DISK_FULL
    assert journal_of(tmp_path, key)[-1]["reason"] == "disk-full"


def test_a_full_queue_keeps_sound_when_pictures_are_dropped_already() -> None:
    queue, sender = FrameQueue(max_bytes=10_000), Sender(0)

    for number in range(20):
        queue.put(sender, TrackPacket(1, number, 0, 0.0, False, bytes(1_000)), TrackKind.VIDEO)
        queue.put(sender, TrackPacket(2, number, 0, 0.0, False, bytes(100)), TrackKind.AUDIO)

    assert queue.dropped == {(sender, 1): 16}
    queue.end()
    assert sum(1 for _ in iter(lambda: queue.get(0), None)) == 24
    assert queue.is_over
