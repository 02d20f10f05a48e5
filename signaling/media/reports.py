"""The RTCP a connection must be told from time to time: receiver reports, REMB, and a sender report for each slot."""

import time

from signaling.media import rtcp
from signaling.media.engine import Kind
from signaling.media.forwarding import Stream
from signaling.media.peer import Peer, Reported
from signaling.media.sdp_answer import CNAME

_CNAME = CNAME.encode()
_LEAST_WINDOW_S = 0.3  # pictures come in bursts: what goes out in a shorter time says nothing of the rate
_LEAST_S = 0.1  # between two reports of one slot
_FRESH_S = 6.0  # browsers report on sound every 5 s
_LINE_WAS_DOWN_S = 2.5  # browsers report on a picture every 0.5 to 1.5 s
WIRE_HEADER_BYTES = 56  # IP, UDP, RTP and the seal: a third of what a voice costs
_SR_UNITS_PER_S = 65_536  # RFC 3550 6.4.1: delay since last SR


def report_reception(peer: Peer, now: float) -> None:
    """Tell a publisher how its streams arrive; without it Chromium never leaves its lowest rates."""
    blocks = [_block(stream, now) for stream in peer.streams.values() if stream.window.received]
    if blocks:
        peer.send_rtcp(rtcp.receiver_report(peer.own_ssrc, blocks, _CNAME))


def judge_publisher(peer: Peer, now: float) -> None:
    """Work out how much a publisher's line carries, from what `report_reception` has just told of it."""
    flowing = _pictures(peer, now)
    if flowing:
        loss = max(stream.window.recent_loss() for stream in flowing)
        peer.publishing.step(loss, sum(stream.bitrate_bps for stream in flowing), now)


def allow_bitrate(peer: Peer, now: float) -> None:
    """Tell a publisher how much it may send (REMB over all its pictures)."""
    ssrcs = [stream.ssrc for stream in _pictures(peer, now)]
    if ssrcs:
        peer.send_rtcp(rtcp.bandwidth_estimate(peer.own_ssrc, peer.publishing.bitrate_bps, ssrcs))


def _pictures(peer: Peer, now: float) -> list[Stream]:
    return [stream for stream in peer.streams.values() if stream.kind is not Kind.AUDIO and stream.is_flowing(now)]


def note_report(peer: Peer, report: rtcp.ReceptionReport, now: float) -> None:
    """Take in what a viewer says of one of its slots, as far as it tells what the line carries.

    What never came here is a gap in the slot's numbers, too, so the viewer reports it as lost: a speaker whose line
    fails for a second would cost everybody their pictures. And a line that was down says nothing of what it carries
    when it is back; should it really be that weak, the next report says so.
    """
    slot, before = peer.slots_by_ssrc[report.ssrc], peer.reported.get(report.ssrc, Reported())
    stream = slot.current
    source, missing = (stream.ssrc, stream.window.lost) if stream is not None else (0, 0)
    sent, gap = slot.packets - before.packets, max(0, missing - before.missing) if source == before.source else 0
    told = report.loss * (sent + gap)
    lost = max(0.0, told - gap - before.untold)
    was_down = lost > 0 and now - before.at > _LINE_WAS_DOWN_S and not before.was_down
    if not was_down:
        peer.viewing.note_loss(lost / sent if sent > 0 else 0.0, sent)
        since = slot.waiting_since(report.highest)
        peer.viewing.note_wait(now - since if since is not None else 0.0, now)
    size = (slot.octets - before.octets) / sent + WIRE_HEADER_BYTES if sent > 0 else 0
    came_bps = max(0, report.highest - before.highest) * size * 8 / max(now - before.at, _LEAST_S)
    untold = max(0, gap - int(told))
    peer.reported[report.ssrc] = Reported(
        at=now,
        packets=slot.packets,
        octets=slot.octets,
        highest=report.highest,
        came_bps=int(came_bps) if before.at < now else 0,
        came_before_bps=before.came_bps,
        last_sr=report.last_sr,
        source=source,
        missing=missing,
        untold=untold,
        was_down=was_down,
    )
    round_trip_s = rtcp.round_trip_s(report, rtcp.ntp_from_unix(time.time()))
    if round_trip_s is not None and report.last_sr != before.last_sr:  # an old one measures the line as it was
        peer.viewing.note_round_trip(round_trip_s)


def judge_line(peer: Peer, now: float) -> None:
    """Work out what a viewer's line carries; once a second."""
    octets = sum(slot.octets + slot.packets * WIRE_HEADER_BYTES for slot in peer.slots)
    elapsed = now - peer.sent_until
    if elapsed >= _LEAST_WINDOW_S:
        # Without what was sent again: reports count it as come, so it would look like more than the line carries.
        peer.gets_bps = int((octets - peer.sent_octets) * 8 / elapsed)
        peer.sent_octets, peer.sent_until = octets, now
    if peer.sent_until > peer.started_at:
        peer.viewing.step(peer.gets_bps, now, _came_bps(peer, now))


def _came_bps(peer: Peer, now: float) -> int:
    """Return how fast a viewer goes through what is sent, 0 if unknown; the better of two reports: one may be late."""
    total = 0
    for slot in peer.slots:
        told = peer.reported.get(slot.ssrc, Reported())
        if slot.current is None or (slot.kind is Kind.AUDIO and not told.came_before_bps):
            continue
        if not told.came_before_bps or now - told.at > _FRESH_S:
            return 0
        total += max(told.came_bps, told.came_before_bps)
    return total


def report_sending(peer: Peer, now: float) -> None:
    """Tell a viewer each slot's clock, so that sound and picture can be aligned and rates be judged."""
    ntp = rtcp.ntp_from_unix(time.time())
    for slot in peer.slots:
        timestamp = slot.timestamp_at(now)
        if timestamp is not None:
            peer.send_rtcp(rtcp.sender_report(slot.ssrc, ntp, timestamp, slot.packets, slot.octets, _CNAME))


def _block(stream: Stream, now: float) -> rtcp.ReportBlock:
    window, clock = stream.window, stream.clock
    return rtcp.ReportBlock(
        ssrc=stream.ssrc,
        loss=window.interval_loss(),
        lost=window.lost,
        highest=window.highest & 0xFFFF_FFFF,
        jitter=window.jitter,
        last_sr=clock.middle_ntp if clock is not None else 0,
        since_last_sr=int((now - clock.at) * _SR_UNITS_PER_S) if clock is not None else 0,
    )
