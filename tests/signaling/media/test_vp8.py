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


@given(st.integers(0, 0x7FFF), st.integers(0, 255), st.integers(-40_000, 40_000), st.integers(-300, 300))
def test_both_numbers_are_shifted_and_nothing_else_changes(picture: int, tl0: int, shift: int, tl0_shift: int) -> None:
    payload = described(picture, tl0)

    changed = vp8.renumbered(payload, vp8.parse(payload), shift, tl0_shift)

    theirs, rest = VpxPayloadDescriptor.parse(changed)
    assert theirs.picture_id == (picture + shift) % (1 << 15)
    assert theirs.tl0picidx == (tl0 + tl0_shift) % 256
    assert rest == DELTA


def test_a_payload_without_picture_number_stays_as_it_is() -> None:
    payload = described(None)

    assert vp8.renumbered(payload, vp8.parse(payload), 5, 5) == payload


@given(st.binary(max_size=40))
def test_no_bytes_raise_anything_but_malformed(payload: bytes) -> None:
    with suppress(vp8.MalformedVp8):
        descriptor = vp8.parse(payload)
        vp8.renumbered(payload, descriptor, 1, 1)


@pytest.mark.parametrize("length", range(1, 13))
def test_a_keyframe_cut_in_its_header_is_malformed(length: int) -> None:
    whole = described(300, frame=KEYFRAME)

    with pytest.raises(vp8.MalformedVp8):
        vp8.parse(whole[:length])
