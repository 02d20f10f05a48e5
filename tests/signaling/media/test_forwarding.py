"""A slot: one stream of numbers for the viewer, whoever is in it; by the loop in Python and by that in C."""

import ctypes
import itertools
import socket
from collections.abc import Iterator
from typing import cast

import pytest
from aiortc.codecs.vpx import VpxPayloadDescriptor
from hypothesis import given
from hypothesis import strategies as st

from signaling.media import rtp, vp8, vp9
from signaling.media.aiortc_seam import STATUS_OK, seal_place
from signaling.media.codecs import Codec
from signaling.media.engine import Kind
from signaling.media.fan_out import Destination, FanOut, Line
from signaling.media.forwarder import Forward, compiled, forward_in_python
from signaling.media.forwarding import CLOCK_HZ, ClockReading, OutSlot, Stream
from tests.conftest import unavailable

FRAME_TICKS = 3_000
DELTA = b"\x90\x80\x81\x05\x01delta"  # picture 0x105, not a keyframe
KEYFRAME = b"\x90\x80\x81\x05" + b"\x10\x02\x00\x9d\x01\x2a" + (320).to_bytes(2, "little") + (180).to_bytes(2, "little")


class Viewer:
    """A connection that only remembers, as a datagram before it is sealed, what would have gone out."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.forward: Forward = forward_in_python
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            self.line = Line(FanOut(sock), Destination(("127.0.0.1", 9)), self._seal, CONTEXT)

    def _seal(self, _address: object, _length: object) -> int:
        buffer = self.line.fan_out.buffers[0]
        return self.hear(bytes(buffer.view[: buffer.length[0]]))

    def hear(self, datagram: bytes) -> int:
        """Take what is to be sealed."""
        self.heard.append(datagram)
        return STATUS_OK + 1  # so that it is not queued


CONTEXT = 4_711  # where libsrtp's context would lie
VIEWER = Viewer()


def seal_from_c(context: int, packet: int, length: "ctypes._Pointer[ctypes.c_int]") -> int:
    """Stand in for libsrtp's function."""
    assert context == CONTEXT
    return VIEWER.hear(ctypes.string_at(packet, length[0]))


SEAL = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.POINTER(ctypes.c_int))(seal_from_c)


@pytest.fixture(autouse=True, scope="module", params=["in Python", "in C"])
def way(request: pytest.FixtureRequest) -> Iterator[None]:
    if cast(str, request.param) == "in Python":
        VIEWER.forward = forward_in_python
        yield
        return
    found = compiled(ctypes.cast(SEAL, ctypes.c_void_p).value or 0)
    if found is None:
        unavailable("no loop in C: Python's headers or gcc were missing at installation")
    VIEWER.forward = found
    yield
    compiled(seal_place())


def a_slot(kind: Kind = Kind.VIDEO, first_sequence: int = 100) -> OutSlot:
    return OutSlot("5", kind, 77, {Codec.OPUS: 111, Codec.VP8: 96}, first_sequence, VIEWER)


def a_stream(kind: Kind = Kind.VIDEO, ssrc: int = 1) -> Stream:
    return Stream(ssrc, kind, "", 0.0)


def packet(sequence: int, timestamp: int = 0, payload: bytes = DELTA, ssrc: int = 1) -> rtp.RtpPacket:
    return rtp.RtpPacket(96, False, sequence % 0x10000, timestamp % (1 << 32), ssrc, b"", payload)


def pictured(number: int, payload: bytes) -> bytes:
    """Return the payload with this picture number."""
    return payload[:2] + bytes((0x80 | number >> 8 & 0x7F, number & 0xFF)) + payload[4:]


def feed(slot: OutSlot, stream: Stream, one: rtp.RtpPacket, now: float = 0.0) -> rtp.RtpPacket | None:
    """Let a packet come in; return what the viewer gets."""
    taken = stream.take_in(one, stream.read(one.payload), now)
    VIEWER.heard.clear()
    if taken is not None:
        stream.begin_turns(taken, now)
        VIEWER.forward(taken, stream.turns)
    return rtp.parse(VIEWER.heard[0]) if VIEWER.heard else None


def asked_again(slot: OutSlot, sequence: int) -> rtp.RtpPacket | None:
    """Return what a NACK gets."""
    found = slot.sent_as(sequence)
    VIEWER.heard.clear()
    if found is not None:
        VIEWER.forward(found[1], (found[0],))
    return rtp.parse(VIEWER.heard[0]) if VIEWER.heard else None


def test_a_picture_begins_with_a_keyframe_and_one_is_asked_for() -> None:
    slot, stream = a_slot(), a_stream()
    slot.switch(stream)

    assert stream.keyframes.may_ask(0.0)
    assert feed(slot, stream, packet(5)) is None
    assert feed(slot, stream, packet(6, payload=KEYFRAME)) is not None
    assert feed(slot, stream, packet(7)) is not None


def test_the_old_picture_stays_until_the_new_one_has_its_keyframe() -> None:
    slot, old, new = a_slot(), a_stream(ssrc=1), a_stream(ssrc=2)
    slot.switch(old)
    feed(slot, old, packet(5, payload=KEYFRAME))

    slot.switch(new)

    assert feed(slot, old, packet(6)) is not None
    assert feed(slot, new, packet(900, ssrc=2)) is None
    assert feed(slot, new, packet(901, payload=KEYFRAME, ssrc=2)) is not None
    assert feed(slot, old, packet(7)) is None
    assert old.viewers == []


def test_what_a_line_does_not_carry_ends_before_the_smaller_picture_begins() -> None:
    slot, large, small = a_slot(), a_stream(ssrc=1), a_stream(ssrc=2)
    slot.switch(large)
    first = feed(slot, large, packet(5, payload=KEYFRAME))

    slot.switch(small, at_once=True)

    assert feed(slot, large, packet(6)) is None
    assert feed(slot, small, packet(70, ssrc=2)) is None
    then = feed(slot, small, packet(71, payload=KEYFRAME, ssrc=2))
    assert first is not None
    assert then is not None
    assert then.sequence == first.sequence + 1


def test_after_a_switch_all_numbers_go_on_and_time_has_passed_as_it_did() -> None:
    slot, old, new = a_slot(), a_stream(ssrc=1), a_stream(ssrc=2)
    slot.switch(old)
    before = feed(slot, old, packet(5, 40_000, pictured(500, KEYFRAME)), now=1.0)
    slot.switch(new)

    after = feed(slot, new, packet(60_000, 9, pictured(9_000, KEYFRAME), ssrc=2), now=3.0)

    assert before is not None
    assert after is not None
    assert after.sequence == (before.sequence + 1) % 0x10000
    assert (after.timestamp - before.timestamp) % (1 << 32) == 2 * CLOCK_HZ[Kind.VIDEO]
    first, second = vp8.parse(before.payload).picture, vp8.parse(after.payload).picture
    assert first is not None
    assert second == first + 1


@given(st.none() | st.integers(0, 0x7FFF), st.none() | st.integers(0, 255))
def test_the_numbers_of_a_picture_are_written_over_and_nothing_else_changes(
    picture: int | None, tl0: int | None
) -> None:
    slot, stream = a_slot(), a_stream()
    payload = bytes(VpxPayloadDescriptor(1, 0, picture_id=picture, tl0picidx=tl0, tid=None, keyidx=None)) + DELTA[4:]
    slot.switch(stream)
    feed(slot, stream, packet(5, payload=KEYFRAME))

    sent = feed(slot, stream, packet(6, payload=payload))

    assert sent is not None
    if picture is None:
        assert sent.payload == payload
        return
    theirs, rest = VpxPayloadDescriptor.parse(sent.payload)
    assert rest == DELTA[4:]
    assert theirs.picture_id == (1 + picture - 0x105) % 0x8000
    assert theirs.tl0picidx == (None if tl0 is None else (tl0 + 1) % 256)


def test_a_voice_is_heard_from_its_next_packet() -> None:
    slot, stream = a_slot(Kind.AUDIO), a_stream(Kind.AUDIO)
    slot.switch(stream)

    assert feed(slot, stream, packet(5, payload=b"opus")) is not None
    assert not stream.keyframes.may_ask(0.0)


def test_a_straggler_of_the_time_before_the_switch_is_not_sent() -> None:
    slot, stream = a_slot(), a_stream()
    slot.switch(stream)
    feed(slot, stream, packet(6, payload=KEYFRAME))

    assert feed(slot, stream, packet(5)) is None


def test_a_packet_overtaken_on_the_way_keeps_its_place() -> None:
    slot, stream = a_slot(), a_stream()
    slot.switch(stream)
    first = feed(slot, stream, packet(6, payload=KEYFRAME))
    third = feed(slot, stream, packet(8))
    second = feed(slot, stream, packet(7))

    assert first is not None
    assert second is not None
    assert third is not None
    assert [(one.sequence - first.sequence) % 0x10000 for one in (second, third)] == [1, 2]


def test_what_overtook_the_head_of_its_keyframe_is_had_by_asking() -> None:
    slot, stream = a_slot(), a_stream()
    slot.switch(stream)
    rest = b"\x80\x80\x81\x05rest"
    feed(slot, stream, packet(1))
    assert feed(slot, stream, packet(3, payload=rest)) is None

    head = feed(slot, stream, packet(2, payload=KEYFRAME))

    assert head is not None
    repaired = asked_again(slot, head.sequence + 1)
    assert repaired is not None
    assert repaired.payload.endswith(b"rest")
    assert asked_again(slot, head.sequence - 1) is None


def test_a_slot_that_shows_one_stream_for_long_never_takes_it_for_a_straggler() -> None:
    slot, stream = a_slot(), a_stream()
    slot.switch(stream)
    feed(slot, stream, packet(6, payload=KEYFRAME))

    assert all(feed(slot, stream, packet(sequence)) is not None for sequence in range(7, 70_000))


def test_a_nack_finds_what_was_sent_byte_for_byte() -> None:
    slot, stream = a_slot(), a_stream()
    slot.switch(stream)
    sent = feed(slot, stream, packet(6, payload=KEYFRAME))

    assert sent is not None
    assert asked_again(slot, sent.sequence) == sent


def test_it_is_known_since_when_the_first_packet_waits_that_the_viewer_has_not() -> None:
    slot, stream = a_slot(), a_stream()
    slot.switch(stream)
    sent = [feed(slot, stream, packet(1, payload=KEYFRAME), 1.0)]
    sent += [feed(slot, stream, packet(number), 1 + number / 10) for number in (2, 5)]
    numbers = [one.sequence for one in sent if one is not None]

    assert [slot.waiting_since(number) for number in numbers] == [1.2, 1.5, None]
    assert slot.waiting_since(numbers[0] + (3 << 16)) == 1.2, "wraps are counted above bit 16"


def test_a_nack_finds_what_was_sent_before_the_switch() -> None:
    slot, old, new = a_slot(), a_stream(ssrc=1), a_stream(ssrc=2)
    slot.switch(old)
    sent = feed(slot, old, packet(5, payload=KEYFRAME))
    slot.switch(new)
    feed(slot, new, packet(900, payload=KEYFRAME, ssrc=2))

    assert sent is not None
    assert asked_again(slot, sent.sequence) == sent


def test_a_nack_finds_nothing_that_never_went_out() -> None:
    slot, stream = a_slot(), a_stream()
    slot.switch(stream)
    feed(slot, stream, packet(5))
    sent = feed(slot, stream, packet(6, payload=KEYFRAME))

    assert sent is not None
    assert asked_again(slot, sent.sequence - 1) is None
    assert asked_again(slot, sent.sequence + 1) is None


def test_what_a_member_lost_the_right_to_is_not_sent_again_either() -> None:
    slot, stream = a_slot(), a_stream()
    slot.switch(stream)
    sent = feed(slot, stream, packet(6, payload=KEYFRAME))

    stream.withdraw()

    assert sent is not None
    assert asked_again(slot, sent.sequence) is None
    assert not stream.viewers
    assert not stream.turns
    assert not stream.waiting


def test_a_stream_that_nobody_looks_at_keeps_none_of_its_packets() -> None:
    slot, stream = a_slot(), a_stream()
    feed(slot, stream, packet(5, payload=KEYFRAME))

    assert len(stream.sent) == 0


def test_a_slot_counts_what_it_sent_whoever_was_in_it() -> None:
    slot, old, new = a_slot(), a_stream(ssrc=1), a_stream(ssrc=2)
    feed(slot, old, packet(4, payload=KEYFRAME))
    slot.switch(old)
    sent = [feed(slot, old, packet(5, payload=KEYFRAME)), feed(slot, old, packet(6))]
    slot.switch(new)
    sent += [feed(slot, new, packet(7, payload=KEYFRAME, ssrc=2))]
    slot.clear()
    feed(slot, new, packet(8, ssrc=2))

    assert slot.packets == 3
    assert slot.octets == sum(len(one.payload) for one in sent if one is not None)


def test_a_slot_that_is_cleared_shows_nothing_and_starts_again_with_a_keyframe() -> None:
    slot, stream = a_slot(), a_stream()
    slot.switch(stream)
    feed(slot, stream, packet(6, payload=KEYFRAME))

    slot.clear()

    assert stream.viewers == []
    assert feed(slot, stream, packet(7)) is None
    slot.switch(stream)
    assert feed(slot, stream, packet(8)) is None
    assert feed(slot, stream, packet(9, payload=KEYFRAME)) is not None


def test_a_stream_that_leaves_takes_nothing_else_with_it() -> None:
    slot, old, new = a_slot(), a_stream(ssrc=1), a_stream(ssrc=2)
    slot.switch(old)
    feed(slot, old, packet(5, payload=KEYFRAME))
    slot.switch(new)

    slot.leave(old)

    assert feed(slot, old, packet(6)) is None
    assert feed(slot, new, packet(7, payload=KEYFRAME, ssrc=2)) is not None


def test_the_slots_clock_follows_the_publishers_report() -> None:
    slot, stream = a_slot(Kind.AUDIO), a_stream(Kind.AUDIO)
    slot.switch(stream)
    sent = feed(slot, stream, packet(5, 1_000, b"opus"), now=10.0)
    assert slot.timestamp_at(10.0) is None

    stream.clock = ClockReading(timestamp=1_000, at=10.0, middle_ntp=0)

    assert sent is not None
    assert slot.timestamp_at(10.5) == (sent.timestamp + 24_000) % (1 << 32)


@given(st.integers(0, 0xFFFF), st.integers(0, 0xFFFF), st.lists(st.booleans(), max_size=200))
def test_padding_is_not_sent_on_and_leaves_no_gap(first_out: int, first_in: int, is_padding: list[bool]) -> None:
    slot, stream = a_slot(first_sequence=first_out), a_stream()
    slot.switch(stream)
    feed(slot, stream, packet(first_in, payload=KEYFRAME))

    sent = [
        feed(slot, stream, packet(first_in + 1 + at, payload=b"" if padding else DELTA))
        for at, padding in enumerate(is_padding)
    ]

    numbers = [one.sequence for one in sent if one is not None]
    assert numbers == [(first_out + 2 + at) % 0x10000 for at in range(is_padding.count(False))]


@given(st.permutations(range(1, 12)), st.sets(st.integers(1, 11)))
def test_no_order_and_no_padding_gives_two_packets_one_number(order: list[int], padding: set[int]) -> None:
    slot, stream = a_slot(), a_stream()
    slot.switch(stream)
    feed(slot, stream, packet(0, payload=KEYFRAME))

    sent = [feed(slot, stream, packet(at, payload=b"" if at in padding else DELTA)) for at in order]

    numbers = [one.sequence for one in sent if one is not None]
    assert len(numbers) == len(set(numbers))


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 30), st.floats(0.001, 2)), min_size=1, max_size=30))
def test_whatever_is_switched_the_viewer_sees_one_unbroken_stream(steps: list[tuple[int, int, float]]) -> None:
    slot = a_slot()
    streams = [a_stream(ssrc=ssrc) for ssrc in range(3)]
    counters = [5, 40_000, 65_530]
    now, sent = 0.0, list[rtp.RtpPacket]()
    for which, count, pause in steps:
        slot.switch(streams[which])
        now += pause
        for at in range(count):
            counters[which] += 1
            one = packet(counters[which], int(now * 90_000), KEYFRAME if at == 0 else DELTA, ssrc=which)
            outgoing = feed(slot, streams[which], one, now)
            now += 0.01
            if outgoing is not None:
                sent.append(outgoing)

    for before, after in itertools.pairwise(sent):
        assert after.sequence == (before.sequence + 1) % 0x10000
        assert 0 < (after.timestamp - before.timestamp) % (1 << 32) < 1 << 31
    for one in sent[-10:]:
        assert asked_again(slot, one.sequence) in (one, None)
    assert asked_again(slot, sent[-1].sequence) == sent[-1]


def test_a_slot_that_goes_over_to_another_codec_takes_its_payload_type_at_the_keyframe_and_goes_on_counting() -> None:
    slot, old, new = a_slot(), a_stream(ssrc=1), Stream(2, Kind.VIDEO, "", 0.0, Codec.VP9)
    slot.payload_types = {Codec.VP8: 96, Codec.VP9: 98}
    slot.switch(old)
    before = feed(slot, old, packet(5, payload=pictured(500, KEYFRAME)))
    slot.switch(new)

    still = feed(slot, old, packet(6, payload=pictured(501, DELTA)))
    after = feed(slot, new, packet(900, payload=b"\x8b\x07frame", ssrc=2))
    then = feed(slot, new, packet(901, payload=b"\xcb\x08delta", ssrc=2))

    assert before is not None
    assert still is not None
    assert after is not None
    assert then is not None
    assert [one.payload_type for one in (before, still, after, then)] == [96, 96, 98, 98]
    assert [one.sequence - before.sequence for one in (still, after, then)] == [1, 2, 3]
    first = vp8.parse(before.payload).picture or 0
    assert [vp9.parse(one.payload).picture for one in (after, then)] == [first + 2, first + 3]
    assert then.payload.endswith(b"delta")
    again = asked_again(slot, still.sequence)
    assert again == still


def test_a_viewer_who_does_not_know_a_codec_is_sent_nothing_of_it() -> None:
    slot, known, unknown = a_slot(), a_stream(ssrc=1), Stream(2, Kind.VIDEO, "", 0.0, Codec.AV1)
    slot.switch(known)
    assert feed(slot, known, packet(5, payload=KEYFRAME)) is not None

    slot.switch(unknown)

    assert feed(slot, unknown, packet(6, payload=b"\x18unit", ssrc=2)) is None
    assert slot.target() is None
    assert unknown.viewers == known.viewers == []
