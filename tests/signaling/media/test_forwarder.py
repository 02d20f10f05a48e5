"""The innermost loop, in Python and in C: one contract, the same bytes."""

import contextlib
import ctypes
import gc
import shutil
import socket
import struct
import sys
import sysconfig
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import signaling.media
from signaling.media import fan_out, forwarder
from signaling.media.aiortc_seam import SRTP_TRAILER_BYTES, STATUS_OK, seal_place
from signaling.media.codecs import Codec
from signaling.media.engine import Kind
from signaling.media.fan_out import BATCH, BUFFER_BYTES, MAX_PAYLOAD_BYTES, Destination, FanOut, Line
from signaling.media.forwarder import Forward, compiled, forward_in_python
from signaling.media.forwarding import Forwarded, Numbers, OutSlot, Stream, Turn
from signaling.media.rtp import FIXED_HEADER_BYTES
from signaling.media.vp8 import PICTURE_MASK
from tests.conftest import unavailable

REFUSED = 7  # the context of a viewer whose packets libsrtp refuses
GOOD = 8

SEAL = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(
    lambda context, _packet, _length: STATUS_OK if context == GOOD else STATUS_OK + 1
)


class Viewer:
    """Somebody with a socket, and a line that seals nothing."""

    def __init__(self, out: FanOut, context: int = GOOD) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.settimeout(2)
        status = STATUS_OK if context == GOOD else STATUS_OK + 1
        destination = Destination(self._socket.getsockname())
        self.line: Line | None = Line(out, destination, lambda _address, _length: status, context)

    def turn(self, stream: Stream, first: Forwarded, follows: Numbers, ssrc: int = 77) -> Turn:
        slot = OutSlot("5", stream.kind, ssrc, {Codec.OPUS: 111, Codec.VP8: 96}, 0, self)
        return Turn(slot, stream, first, follows)

    def hear(self) -> bytes:
        return self._socket.recv(3_000)

    def close(self) -> None:
        self._socket.close()


def a_packet(number: int = 5, payload: bytes = b"word") -> Forwarded:
    return Forwarded(number, 960, 0, payload, 0, 0, -1, True, 0.0)


def a_stream(kind: Kind = Kind.AUDIO) -> Stream:
    return Stream(1, kind, "", 0.0)


@contextlib.contextmanager
def bound() -> Iterator[Forward]:
    """Let the loop in C seal nothing, and seal as always afterwards."""
    found = compiled(ctypes.cast(SEAL, ctypes.c_void_p).value or 0)
    if found is None:
        unavailable("no loop in C: Python's headers or gcc were missing at installation")
    yield found
    compiled(seal_place())


@pytest.fixture
def in_c() -> Iterator[Forward]:
    with bound() as found:
        yield found


@pytest.fixture(params=["in Python", "in C"])
def forward(request: pytest.FixtureRequest) -> Forward:
    found: Forward = forward_in_python if request.param == "in Python" else request.getfixturevalue("in_c")
    return found


@pytest.fixture
def out() -> Iterator[FanOut]:
    if fan_out._SENDMMSG is None:
        pytest.skip("this system has no sendmmsg, and so no loop in C")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        yield FanOut(sock)


words = st.integers(0, (1 << 32) - 1)
numbers = st.builds(Numbers, st.integers(0, 65_535), words, st.integers(0, PICTURE_MASK), st.integers(0, 255))


@st.composite
def packets(draw: st.DrawFn) -> Forwarded:
    """What Stream.take_in may give."""
    payload = draw(st.binary(max_size=40))
    has_tl0 = draw(st.booleans())
    room = len(payload) - 2 - has_tl0
    picture_at = draw(st.integers(2, room)) if room >= 2 else 0
    return Forwarded(
        number=draw(st.integers(65_536, 1 << 40)),
        timestamp=draw(words),
        marker=draw(st.sampled_from((0, 0x80))),
        payload=payload,
        picture_at=picture_at,
        picture=draw(st.integers(0, PICTURE_MASK)) if picture_at else 0,
        tl0=draw(st.integers(0, 255)) if picture_at and has_tl0 else -1,
        may_begin=True,
        at=0.0,
    )


@given(packets(), st.lists(st.tuples(packets(), numbers, words), max_size=4))
def test_both_loops_write_the_same_bytes(packet: Forwarded, turned: list[tuple[Forwarded, Numbers, int]]) -> None:
    written: list[tuple[int, list[bytes]]] = []
    for way in (contextlib.nullcontext(forward_in_python), bound()):
        with way as forward, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            out = FanOut(sock)
            viewer = Viewer(out)
            stream = a_stream(Kind.VIDEO)
            forward(packet, [viewer.turn(stream, first, follows, ssrc) for first, follows, ssrc in turned])
            viewer.close()
            written.append((out.count, [bytes(one.view[: one.length[0]]) for one in out.buffers[: out.count]]))

    assert written[0] == written[1]
    assert written[0][0] == sum(packet.number >= first.number for first, _, _ in turned)


def test_a_full_batch_leaves_by_itself_and_the_rest_with_the_flush(forward: Forward, out: FanOut) -> None:
    viewers = [Viewer(out) for _ in range(3)]
    stream = a_stream()
    turns = [viewer.turn(stream, a_packet(), Numbers(at, 0, 0, 0)) for at, viewer in enumerate(viewers)]

    for number in range(BATCH // 3 + 1):
        forward(a_packet(5 + number, f"word {number}".encode()), turns)

    assert out.sent == BATCH
    assert out.count == 3 * (BATCH // 3 + 1) - BATCH
    out.flush()
    for at, viewer in enumerate(viewers):
        for number in range(BATCH // 3 + 1):
            datagram = viewer.hear()
            assert datagram[FIXED_HEADER_BYTES:] == f"word {number}".encode()
            assert int.from_bytes(datagram[2:4]) == at + 1 + number
        viewer.close()
    assert out.dropped == 0


def test_viewers_behind_different_sockets_get_one_packet_each(forward: Forward) -> None:
    with contextlib.ExitStack() as stack:
        socks = [stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) for _ in range(2)]
        outs = [FanOut(sock) for sock in socks]
        viewers = [Viewer(outs[at % 2]) for at in range(4)]
        stream = a_stream()

        forward(a_packet(), [viewer.turn(stream, a_packet(), Numbers(0, 0, 0, 0)) for viewer in viewers])

        assert [out.count for out in outs] == [2, 2]
        for out in outs:
            out.flush()
        for viewer in viewers:
            assert viewer.hear()[FIXED_HEADER_BYTES:] == b"word"
            viewer.close()


def test_what_libsrtp_refuses_is_counted_and_the_others_get_theirs(forward: Forward, out: FanOut) -> None:
    lost, well = Viewer(out, REFUSED), Viewer(out)
    stream = a_stream()

    forward(a_packet(), [one.turn(stream, a_packet(), Numbers(0, 0, 0, 0)) for one in (lost, well)])
    out.flush()

    assert (out.dropped, out.sent) == (1, 1)
    assert well.hear()[FIXED_HEADER_BYTES:] == b"word"
    lost.close()
    well.close()


def test_nothing_goes_out_on_a_line_that_is_down_or_before_the_turn_began_or_too_long(
    forward: Forward, out: FanOut
) -> None:
    viewer = Viewer(out)
    turn = viewer.turn(a_stream(), a_packet(5), Numbers(0, 0, 0, 0))

    forward(a_packet(4), (turn,))
    forward(a_packet(5, bytes(MAX_PAYLOAD_BYTES + 1)), (turn,))
    viewer.line = None
    forward(a_packet(5), (turn,))
    viewer.close()

    assert (out.count, out.dropped) == (0, 0)


def test_the_longest_payload_goes_out(forward: Forward, out: FanOut) -> None:
    viewer = Viewer(out)

    forward(a_packet(5, bytes(MAX_PAYLOAD_BYTES)), (viewer.turn(a_stream(), a_packet(5), Numbers(0, 0, 0, 0)),))
    out.flush()

    assert len(viewer.hear()) == FIXED_HEADER_BYTES + MAX_PAYLOAD_BYTES
    viewer.close()


def test_the_loop_in_c_refuses_what_it_was_not_bound_to_and_goes_on(in_c: Forward, out: FanOut) -> None:
    viewer = Viewer(out)
    turn = viewer.turn(a_stream(), a_packet(), Numbers(0, 0, 0, 0))
    foreign = types.SimpleNamespace(number=5, payload=b"word")
    outside = [Forwarded(5, 960, 0, b"abcd", at, 7, -1, True, 0.0) for at in (3, (1 << 63) - 2)]
    empty = object.__new__(Forwarded)

    for packet, turns in ((foreign, (turn,)), (empty, (turn,)), (a_packet(), (foreign,)), (a_packet(), 5)):
        with pytest.raises(TypeError):
            in_c(packet, turns)  # type: ignore[arg-type]
    for packet in outside:
        with pytest.raises(ValueError, match="picture number"):
            in_c(packet, (turn,))
    viewer.line = types.SimpleNamespace()  # type: ignore[assignment]
    with pytest.raises(TypeError):
        in_c(a_packet(), (turn,))
    viewer.line = Line(out, types.SimpleNamespace(), lambda _address, _length: STATUS_OK, GOOD)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        in_c(a_packet(), (turn,))
    viewer.close()

    assert out.count == 0


@pytest.mark.parametrize("name", ["first", "sequence", "timestamp", "ssrc", "payload_type"])
def test_a_turn_without_a_number_stops_the_packet_before_it_is_sealed(forward: Forward, out: FanOut, name: str) -> None:
    """A wrong number would be sealed, too: one key stream for two packets."""
    viewer = Viewer(out)
    broken, well = (viewer.turn(a_stream(), a_packet(), Numbers(0, 0, 0, 0)) for _ in range(2))
    setattr(broken, name, None)

    with pytest.raises((TypeError, struct.error)):
        forward(a_packet(), (broken, well))
    viewer.close()

    assert (out.count, out.dropped) == (0, 0)


@pytest.mark.parametrize("name", ["context", "headers", "count", "place", "length"])
def test_the_loop_in_c_never_takes_what_is_no_number_for_a_place(in_c: Forward, out: FanOut, name: str) -> None:
    viewer = Viewer(out)
    line = viewer.line
    assert line is not None
    turn = viewer.turn(a_stream(), a_packet(), Numbers(0, 0, 0, 0))
    owner = next(one for one in (line, out, line.destination) if hasattr(one, name))
    was = getattr(owner, name)
    object.__setattr__(owner, name, None)

    with pytest.raises(TypeError):
        in_c(a_packet(), (turn,))
    object.__setattr__(owner, name, was)
    in_c(a_packet(), (turn,))
    out.flush()

    assert viewer.hear()[FIXED_HEADER_BYTES:] == b"word"
    viewer.close()


def test_the_loop_in_c_keeps_what_it_reads_while_python_answers_for_a_line(in_c: Forward, out: FanOut) -> None:
    viewer = Viewer(out)
    line, stream = viewer.line, a_stream()
    packet = a_packet(5, b"x" * 1_400)
    turns: list[Turn] = []

    class Forgetful:
        @property
        def line(self) -> Line | None:
            packet.payload = b"other"
            turns.clear()
            return line

    turn = viewer.turn(stream, packet, Numbers(0, 0, 0, 0))
    turn.sender = Forgetful()
    turns.append(turn)
    del turn

    in_c(packet, turns)
    out.flush()

    assert viewer.hear()[FIXED_HEADER_BYTES:] == b"x" * 1_400
    viewer.close()


def test_a_destination_lives_until_what_is_queued_for_it_has_left(forward: Forward, out: FanOut) -> None:
    viewer = Viewer(out)
    forward(a_packet(), (viewer.turn(a_stream(), a_packet(), Numbers(0, 0, 0, 0)),))

    viewer.line = None
    gc.collect()
    out.flush()

    assert viewer.hear()[FIXED_HEADER_BYTES:] == b"word"
    viewer.close()


def test_the_loop_in_c_keeps_no_reference_it_was_not_given(in_c: Forward, out: FanOut) -> None:
    viewer, packet, stream = Viewer(out), a_packet(), a_stream()
    turn = viewer.turn(stream, packet, Numbers(0, 0, 0, 0))
    turns = [turn]

    def counts() -> list[int]:
        line = viewer.line
        assert line is not None
        return [sys.getrefcount(one) for one in (packet, packet.payload, turns, turn, line, line.destination, out)]

    for _ in range(BATCH):
        in_c(packet, turns)
    before = counts()
    for _ in range(10 * BATCH):
        in_c(packet, turns)
    viewer.close()

    assert counts() == before


def test_a_packet_and_its_seal_fit_into_a_buffer() -> None:
    assert FIXED_HEADER_BYTES + MAX_PAYLOAD_BYTES + SRTP_TRAILER_BYTES <= BUFFER_BYTES


def test_the_loop_in_c_needs_a_batch_for_sendmmsg(in_c: Forward, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fan_out, "_SENDMMSG", None)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        viewer = Viewer(FanOut(sock))
        with pytest.raises(ValueError, match="not a batch"):
            in_c(a_packet(), (viewer.turn(a_stream(), a_packet(), Numbers(0, 0, 0, 0)),))
        viewer.close()


def test_where_there_is_no_sendmmsg_the_loop_is_the_one_in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fan_out, "_SENDMMSG", None)

    assert compiled(seal_place()) is None


def test_a_loop_in_c_of_another_version_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def bind_to() -> None:
        """As a version without arguments would have it."""

    monkeypatch.setattr(signaling.media, "_forwarder", types.SimpleNamespace(bind_to=bind_to), raising=False)

    assert compiled(seal_place()) is None


def test_a_class_that_has_changed_since_the_loop_in_c_was_built_leaves_the_one_in_python(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Renamed:
        __slots__ = ("marker", "number", "payload", "picture", "picture_at", "timestamp")

    class Computed(Renamed):
        __slots__ = ()

        @property
        def tl0(self) -> int:
            return 0

    for changed in (Renamed, Computed):
        monkeypatch.setattr(forwarder, "Forwarded", changed)
        assert compiled(seal_place()) is None


def test_a_libsrtp_that_is_called_in_another_way_leaves_the_loop_in_python(monkeypatch: pytest.MonkeyPatch) -> None:
    def seal_place() -> int:
        raise TypeError("another form")

    monkeypatch.setattr(forwarder, "seal_place", seal_place)

    assert forwarder._choose() is forward_in_python


def test_where_there_is_a_compiler_the_loop_in_c_was_built() -> None:
    headers = Path(sysconfig.get_paths()["include"]) / "Python.h"
    if fan_out._SENDMMSG is None or not headers.exists() or shutil.which("gcc") is None:
        unavailable("no loop in C: Python's headers or gcc are missing")

    assert compiled(seal_place()) is not None
