"""The tap: a recorder gets what the meeting lets through, and nothing else; the room never waits for it."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from server.meeting.identity import MemberId
from signaling.media import rtcp, tap
from signaling.media.engine import Kind, MediaRights, Muted
from signaling.media.engine_process import EmbeddedEngine
from signaling.media.sfu import PortSettings, Sfu
from signaling.tap_wire import Closed, Frame, Frames, KeyframeWanted, Opened, TrackKind, TrackPacket, encode
from tests.signaling.media.loopback import DELTA, KEYFRAME, ROOM, Client, settle, until

EVERYTHING = MediaRights(audio=True, video=True, screen=True)
AN, BINH = MemberId("an"), MemberId("binh")


class Recorder:
    """A socket at which a recorder would listen, and what came to it."""

    def __init__(self, folder: Path) -> None:
        self.address = str(folder / "recorder")
        self.frames: list[Frame] = []
        self.writers: list[asyncio.StreamWriter] = []
        self.hung_up = 0
        self.reads = True

    async def listen(self) -> asyncio.Server:
        return await asyncio.start_unix_server(self._serve, self.address)

    def packets(self, kind: TrackKind | None = None) -> list[bytes]:
        tracks = {one.track for one in self.opened() if kind in (None, one.kind)}
        return [one.payload for one in self.frames if isinstance(one, TrackPacket) and one.track in tracks]

    def opened(self) -> list[Opened]:
        return [one for one in self.frames if isinstance(one, Opened)]

    def closed(self) -> list[Closed]:
        return [one for one in self.frames if isinstance(one, Closed)]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        frames = Frames()
        while self.reads and (received := await reader.read(1 << 16)):
            self.frames += frames.feed(received)
        self.hung_up += self.reads


class Room:
    """An engine with one room, its members and its recorder."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.sfu = Sfu(PortSettings("127.0.0.1", 0, ("127.0.0.1",)), lambda _: None)
        self.clients: list[Client] = []

    async def enter(self, name: str, rights: MediaRights = EVERYTHING, codecs: tuple[str, ...] = ("VP8",)) -> Client:
        client = Client(name, codecs=codecs)
        self.clients.append(client)
        self.sfu.allow(ROOM, MemberId(name), rights)
        await client.join(self.sfu)
        return client

    def record(self) -> None:
        self.sfu.record(ROOM, self.recorder.address)


@pytest.fixture
async def recorder() -> AsyncIterator[Recorder]:
    with TemporaryDirectory() as folder:  # a path of a test may be too long for a socket's address
        built = Recorder(Path(folder))
        server = await built.listen()
        yield built
        server.close()
        for writer in built.writers:
            writer.close()


@pytest.fixture
async def room(recorder: Recorder) -> AsyncIterator[Room]:
    built = Room(recorder)
    built.sfu.start()
    yield built
    for client in built.clients:
        await client.leave()
    await built.sfu.stop()


async def test_what_a_member_may_send_is_recorded_from_a_keyframe_on(room: Room) -> None:
    an = await room.enter("an")
    room.record()
    an.send(Kind.AUDIO, b"before the tap has a seat")
    an.send(Kind.VIDEO, DELTA)
    await until(lambda: any(isinstance(word, rtcp.KeyframeRequest) for word in an.told))

    for _ in range(3):
        an.send(Kind.AUDIO, b"voice")
    for payload in (DELTA, KEYFRAME, DELTA):
        an.send(Kind.VIDEO, payload)
    await until(lambda: len(room.recorder.packets()) >= 5)

    assert room.recorder.packets(TrackKind.AUDIO)[-3:] == [b"voice"] * 3
    assert room.recorder.packets(TrackKind.VIDEO)[0][-10:] == KEYFRAME[-10:]
    assert {one.member for one in room.recorder.opened()} == {"an"}


async def test_nothing_of_a_member_without_the_right_ever_reaches_the_recorder(room: Room) -> None:
    room.record()
    an, binh = await room.enter("an"), await room.enter("binh", MediaRights())

    for _ in range(5):
        binh.send(Kind.AUDIO, b"unheard")
        binh.send(Kind.VIDEO, KEYFRAME)
        an.send(Kind.AUDIO, b"heard")
        await settle()

    assert room.recorder.packets()
    assert set(room.recorder.packets()) == {b"heard"}


async def test_of_a_member_whose_pictures_are_not_in_vp8_the_sound_is_recorded(room: Room) -> None:
    room.record()
    an, binh = await room.enter("an"), await room.enter("binh", codecs=("AV1", "VP8"))

    for _ in range(5):
        an.send(Kind.VIDEO, KEYFRAME)
        binh.send(Kind.VIDEO, b"\x18unit")
        binh.send(Kind.AUDIO, b"voice")
        await settle()

    assert {(one.member, one.kind) for one in room.recorder.opened()} == {
        ("an", TrackKind.VIDEO),
        ("binh", TrackKind.AUDIO),
    }
    assert b"voice" in room.recorder.packets(TrackKind.AUDIO)


async def test_a_right_taken_away_ends_the_track_at_once(room: Room) -> None:
    room.record()
    an = await room.enter("an")
    await heard(room, an, b"heard")

    room.sfu.allow(ROOM, AN, MediaRights())
    for _ in range(5):
        an.send(Kind.AUDIO, b"unheard")
    await until(lambda: len(room.recorder.closed()) == 1)

    assert b"unheard" not in room.recorder.packets()


async def test_a_member_who_mutes_and_speaks_again_begins_another_track(room: Room) -> None:
    room.record()
    an = await room.enter("an")
    await heard(room, an, b"first")

    room.sfu.mute(ROOM, AN, Muted(audio=True))
    an.send(Kind.AUDIO, b"muted")
    await until(lambda: len(room.recorder.closed()) == 1)
    room.sfu.mute(ROOM, AN, Muted())
    await heard(room, an, b"second")

    first, second = room.recorder.opened()
    assert first.track != second.track
    assert second.first > room.recorder.closed()[0].last
    assert b"muted" not in room.recorder.packets()


async def test_numbers_of_a_track_have_no_gap_but_what_was_lost(room: Room) -> None:
    room.record()
    an = await room.enter("an")
    await heard(room, an, b"voice")

    for sequence in (2_001, 2_002, 2_004):
        an.send(Kind.AUDIO, str(sequence).encode(), sequence=sequence)
    await until(lambda: b"2004" in room.recorder.packets())

    numbers = [one.number for one in room.recorder.frames if isinstance(one, TrackPacket)][-3:]
    assert [number - numbers[0] for number in numbers] == [0, 1, 3]


async def test_an_ended_recording_hangs_up_and_takes_nothing_more(room: Room) -> None:
    room.record()
    an = await room.enter("an")
    await heard(room, an, b"recorded")

    room.sfu.record(ROOM, None)
    an.send(Kind.AUDIO, b"afterwards")
    await until(lambda: room.recorder.hung_up == 1)
    await settle()

    assert len(room.recorder.closed()) == 1
    assert b"afterwards" not in room.recorder.packets()


async def test_the_recorder_may_ask_for_a_keyframe(room: Room) -> None:
    room.record()
    an = await room.enter("an")
    await sent_until(an, Kind.VIDEO, KEYFRAME, lambda: bool(room.recorder.opened()))
    before = sum(isinstance(word, rtcp.KeyframeRequest) for word in an.told)

    room.recorder.writers[0].write(encode(KeyframeWanted(room.recorder.opened()[0].track)))

    await until(lambda: sum(isinstance(word, rtcp.KeyframeRequest) for word in an.told) > before)


async def test_a_recorder_that_stands_still_costs_pictures_first_and_the_room_nothing(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(tap._UNSENT_FOR, Kind.VIDEO, 10_000)
    room.recorder.reads = False
    room.record()
    an, binh = await room.enter("an"), await room.enter("binh")
    await sent_until(an, Kind.VIDEO, KEYFRAME, lambda: bool(its_tap(room)._tracks))
    its_tap(room)._line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)

    for at in range(400):
        an.send(Kind.VIDEO, KEYFRAME + bytes(900))
        an.send(Kind.AUDIO, b"voice")
        await asyncio.sleep(0.002 if at % 4 == 0 else 0)
    await until(lambda: its_tap(room).dropped > 0)

    await until(lambda: len(binh.heard) > 300)
    assert its_tap(room).dropped < 400  # pictures only: every second packet was sound


async def test_a_recorder_that_is_gone_costs_the_room_nothing(room: Room) -> None:
    room.record()
    an, binh = await room.enter("an"), await room.enter("binh")
    await heard(room, an, b"recorded")

    room.recorder.writers[0].close()
    await until(lambda: its_tap(room).is_over)
    an.send(Kind.AUDIO, b"still there")

    await until(lambda: b"still there" in binh.payloads(111))


async def test_a_worker_that_dies_has_a_successor_that_goes_on_recording(recorder: Recorder) -> None:
    engine = EmbeddedEngine(PortSettings("127.0.0.1", 0, ("127.0.0.1",)))
    await engine.start()
    try:
        engine.record(ROOM, recorder.address)
        await until(lambda: len(recorder.writers) == 1)
        assert engine.worker_pid is not None

        os.kill(engine.worker_pid, signal.SIGKILL)

        await until(lambda: len(recorder.writers) == 2, within_s=15)
        assert recorder.hung_up == 1
    finally:
        await engine.stop()


async def heard(room: Room, client: Client, payload: bytes) -> None:
    """Have a member say this until the recorder has heard it."""
    await sent_until(client, Kind.AUDIO, payload, lambda: payload in room.recorder.packets())


async def sent_until(client: Client, kind: Kind, payload: bytes, is_so: Callable[[], bool]) -> None:
    """Send this again and again until it is so."""

    def sent() -> bool:
        client.send(kind, payload)
        return is_so()

    await until(sent)


def its_tap(room: Room) -> tap.Tap:
    found = room.sfu._rooms[ROOM].tap
    assert found is not None
    return found
