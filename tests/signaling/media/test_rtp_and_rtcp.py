"""RTP and RTCP on the wire: what we read, what we write, and what we refuse."""

import struct
from contextlib import suppress

import pytest
from aiortc import rtp as aiortc_rtp
from hypothesis import given
from hypothesis import strategies as st

from signaling.media import rtcp, rtp


def test_extensions_are_read_by_id_and_the_payload_without_padding() -> None:
    header = bytes((0xB0, 0x6F)) + struct.pack("!HII", 1, 2, 3)
    extensions = struct.pack("!HH", 0xBEDE, 2) + b"\x10\x85" + b"\x41ab" + bytes(3)

    packet = rtp.parse(header + extensions + b"sound" + b"\0\x02")

    assert (packet.payload_type, packet.marker, packet.sequence, packet.timestamp, packet.ssrc) == (111, False, 1, 2, 3)
    assert packet.extensions() == {1: b"\x85", 4: b"ab"}
    assert packet.payload == b"sound"


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_malformed_rtp(datagram: bytes) -> None:
    with suppress(rtp.MalformedRtp):
        rtp.parse(datagram).extensions()


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_malformed_rtcp(datagram: bytes) -> None:
    with suppress(rtcp.MalformedRtcp):
        rtcp.parse(datagram)


@given(st.integers(0, 0xFFFF), st.integers(-0x8000, 0x7FFF))
def test_distance_on_the_circle_undoes_going_there(start: int, step: int) -> None:
    assert rtp.sequence_distance((start + step) % 0x10000, start) == step


@given(st.integers(0, 0xFFFF), st.sets(st.integers(0, 300), min_size=1, max_size=60))
def test_a_nack_asks_for_exactly_the_numbers_given(start: int, steps: set[int]) -> None:
    wanted = [(start + step) % 0x10000 for step in sorted(steps)]

    (parsed,) = rtcp.parse(rtcp.nack(1, 2, wanted))

    assert parsed == rtcp.Nack(2, tuple(wanted))


def test_a_picture_loss_is_a_keyframe_request() -> None:
    assert rtcp.parse(rtcp.picture_loss(1, 2)) == [rtcp.KeyframeRequest(2)]


@given(st.integers(1_000, 1 << 40))
def test_a_bandwidth_estimate_is_read_by_another_implementation(bitrate_bps: int) -> None:
    (theirs,) = aiortc_rtp.RtcpPacket.parse(rtcp.bandwidth_estimate(1, bitrate_bps, [7, 8]))
    assert isinstance(theirs, aiortc_rtp.RtcpPsfbPacket)

    bitrate, ssrcs = aiortc_rtp.unpack_remb_fci(theirs.fci)

    assert ssrcs == [7, 8]
    assert bitrate <= bitrate_bps < bitrate * 1.0001 + 1


def test_reports_are_read_by_another_implementation() -> None:
    block = rtcp.ReportBlock(ssrc=5, loss=12, lost=-3, highest=70_000, jitter=8, last_sr=9, since_last_sr=10)

    receiver, names = aiortc_rtp.RtcpPacket.parse(rtcp.receiver_report(1, [block], b"us"))
    sender, _ = aiortc_rtp.RtcpPacket.parse(rtcp.sender_report(5, 1 << 40, 90_000, 7, 700, b"us"))

    assert isinstance(receiver, aiortc_rtp.RtcpRrPacket)
    assert (receiver.reports[0].fraction_lost, receiver.reports[0].packets_lost) == (12, -3)
    assert isinstance(sender, aiortc_rtp.RtcpSrPacket)
    assert (sender.sender_info.rtp_timestamp, sender.sender_info.packet_count) == (90_000, 7)
    assert isinstance(names, aiortc_rtp.RtcpSdesPacket)


def test_a_compound_packet_gives_all_it_says() -> None:
    datagram = rtcp.sender_report(5, 1 << 40, 90_000, 7, 700, b"us") + rtcp.picture_loss(1, 2)

    assert rtcp.parse(datagram) == [rtcp.SenderReport(5, 1 << 40, 90_000), rtcp.KeyframeRequest(2)]


@pytest.mark.parametrize("cut", range(1, 28))
def test_a_report_cut_short_is_malformed(cut: int) -> None:
    report = rtcp.sender_report(5, 1, 2, 3, 4, b"us")[:28]

    with pytest.raises(rtcp.MalformedRtcp):
        rtcp.parse(report[:-cut])
