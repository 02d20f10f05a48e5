"""Codecs beside VP8: keyframes are found without decoding, and whatever is malformed starts none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.media import av1, h264, vp9
from signaling.media.codecs import READERS, Codec, read_codec

SPS, PPS, IDR, SLICE = b"\x67\x42\xe0\x1f", b"\x68\xce\x3c\x80", b"\x65\x88\x84", b"\x41\x9a\x02"
MODE_1 = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id="


def together(*units: bytes) -> bytes:
    """Return a STAP-A."""
    return b"\x78" + b"".join(len(unit).to_bytes(2) + unit for unit in units)


@pytest.mark.parametrize(
    "payload",
    [SPS, IDR, together(SPS, PPS), together(PPS, SPS), together(PPS, IDR), b"\x7c\x85rest", b"\x7c\x87rest"],
    ids=[
        "parameters",
        "slice",
        "together",
        "together behind",
        "together with the slice",
        "first part",
        "of parameters",
    ],
)
def test_a_keyframe_of_h264_is_found(payload: bytes) -> None:
    assert h264.starts_keyframe(payload)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"\x65",
        PPS,
        SLICE,
        together(PPS, SLICE),
        together(PPS, SPS)[:-1],
        b"\x7c\x05rest",
        b"\x7c\x81rest",
        b"\x7c",
    ],
    ids=["nothing", "cut", "other", "delta", "together", "cut together", "later part", "part of a delta", "cut part"],
)
def test_nothing_else_of_h264_starts_a_keyframe(payload: bytes) -> None:
    assert not h264.starts_keyframe(payload)


@pytest.mark.parametrize(
    ("payload", "picture", "starts"),
    [
        pytest.param(b"\x8b\x85\x01frame", 0x501, True, id="a keyframe"),
        pytest.param(b"\x8b\x05frame", 5, True, id="with a short number"),
        pytest.param(b"\x08frame", None, True, id="without a number"),
        pytest.param(b"\xab\x85\x01\x00\x07frame", 0x501, True, id="of the lowest layer"),
        pytest.param(b"\xab\x85\x01\x02\x07frame", 0x501, False, id="of a higher layer"),
        pytest.param(b"\xcb\x85\x01frame", 0x501, False, id="a delta"),
        pytest.param(b"\x83\x85\x01frame", 0x501, False, id="a later packet"),
        pytest.param(b"\x8b\x85\x01", 0x501, False, id="a descriptor alone"),
        pytest.param(b"\x8b\x85", None, False, id="a cut number"),
        pytest.param(b"", None, False, id="nothing"),
    ],
)
def test_a_picture_of_vp9_is_read(payload: bytes, picture: int | None, starts: bool) -> None:
    found = vp9.parse(payload)

    assert (found.picture, found.starts_keyframe) == (picture, starts)


@pytest.mark.parametrize(
    ("payload", "starts"), [(b"\x18unit", True), (b"\x10unit", False), (b"\x98unit", False), (b"\x18", False)]
)
def test_a_keyframe_of_av1_is_where_a_sequence_begins(payload: bytes, starts: bool) -> None:
    assert av1.starts_keyframe(payload) is starts


@given(st.sampled_from([Codec.H264, Codec.VP9, Codec.AV1]), st.binary(max_size=40))
def test_no_bytes_raise_anything_and_a_number_that_is_found_can_be_written_over(codec: Codec, payload: bytes) -> None:
    found = READERS[codec](payload)

    assert found.picture is None or len(payload) >= found.picture_at + found.picture_bytes


@given(st.lists(st.binary(min_size=1, max_size=20).filter(lambda unit: unit[0] & 0x1F not in (5, 7))), st.integers(0))
def test_units_together_start_a_keyframe_exactly_if_one_of_them_does(units: list[bytes], place: int) -> None:
    at = place % (len(units) + 1)

    assert not h264.starts_keyframe(together(*units))
    assert h264.starts_keyframe(together(*units[:at], IDR, *units[at:]))


@pytest.mark.parametrize(
    ("name", "parameters", "passes"),
    [
        ("H264/90000", MODE_1 + "42e01f", True),
        ("h264/90000", MODE_1 + "42001F", True),
        ("H264/90000", MODE_1 + "64001f", False),
        ("H264/90000", "packetization-mode=0;profile-level-id=42e01f", False),
        ("H264/90000", "profile-level-id=42e01f", False),
        ("VP9/90000", "profile-id=0", True),
        ("VP9/90000", "", True),
        ("VP9/90000", "profile-id=2", False),
        ("AV1/90000", "level-idx=5;profile=0;tier=0", True),
        ("AV1/90000", "level-idx=5;profile=1;tier=0", False),
        ("H265/90000", "", False),
    ],
)
def test_only_the_form_that_every_browser_decodes_is_ours(name: str, parameters: str, passes: bool) -> None:
    assert (read_codec(name, 100, parameters) is not None) is passes


def test_of_the_parameters_only_what_we_know_comes_back() -> None:
    one = read_codec("VP9/90000", 98, "profile-id=0; x-odd=1;profile-id2=\u1ea1;tier=1")

    assert one is not None
    assert one.parameters == {"profile-id": "0"}
