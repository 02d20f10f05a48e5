"""The VP8 payload descriptor: keyframes are found, pictures renumbered."""

from contextlib import suppress

import pytest
from aiortc.codecs.vpx import VpxPayloadDescriptor
from hypothesis import given
from hypothesis import strategies as st

from signaling.media import vp8

KEYFRAME = b"\x10\x02\x00\x9d\x01\x2a" + (320).to_bytes(2, "little") + (180).to_bytes(2, "little") + b"rest"
DELTA = b"\x11rest of a frame that is no keyframe"


def described(picture: int | None, tl0: int | None = None, frame: bytes = DELTA, start: int = 1) -> bytes:
    descriptor = VpxPayloadDescriptor(
        partition_start=start, partition_id=0, picture_id=picture, tl0picidx=tl0, tid=None, keyidx=None
    )
    return bytes(descriptor) + frame


def test_a_keyframe_is_found_with_its_height() -> None:
    descriptor = vp8.parse(described(300, frame=KEYFRAME))

    assert descriptor.starts_keyframe
    assert descriptor.height == 180


def test_neither_a_delta_frame_nor_a_later_packet_of_a_keyframe_starts_one() -> None:
    assert not vp8.parse(described(300)).starts_keyframe
    assert not vp8.parse(described(300, frame=KEYFRAME, start=0)).starts_keyframe


@given(st.integers(0, 0x7F), st.none() | st.integers(0, 255))
def test_a_short_picture_number_is_widened_and_means_the_same(picture: int, tl0: int | None) -> None:
    flags = 0x80 if tl0 is None else 0xE0
    short = bytes((0x90, flags, picture)) + (b"" if tl0 is None else bytes((tl0, 0x20))) + DELTA
    assert vp8.parse(short).picture_bytes == 1

    wide, descriptor = vp8.widened(short, vp8.parse(short))

    assert vp8.parse(wide) == descriptor
    assert (descriptor.picture, descriptor.tl0, descriptor.picture_bytes) == (picture, tl0, 2)
    assert wide.endswith(DELTA)


def test_a_payload_without_picture_number_stays_as_it_is() -> None:
    payload = described(None)

    assert vp8.widened(payload, vp8.parse(payload)) == (payload, vp8.parse(payload))


@given(st.binary(max_size=40))
def test_no_bytes_raise_anything_but_malformed(payload: bytes) -> None:
    with suppress(vp8.MalformedVp8):
        descriptor = vp8.parse(payload)
        wide, descriptor = vp8.widened(payload, descriptor)
        if descriptor.picture is not None:  # both numbers can be written over
            assert len(wide) >= descriptor.picture_at + (2 if descriptor.tl0 is None else 3)


@pytest.mark.parametrize("length", range(1, 13))
def test_a_keyframe_cut_in_its_header_is_malformed(length: int) -> None:
    whole = described(300, frame=KEYFRAME)

    with pytest.raises(vp8.MalformedVp8):
        vp8.parse(whole[:length])
