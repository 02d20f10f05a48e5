"""Offers as browsers write them, in the shortest form that passes the gate, and with one thing wrong on demand."""

from signaling.media.engine import PLANS, Device

UFRAG, PASSWORD = "abcd", "abcdefghijklmnopqrstuvwx"
FINGERPRINT = ":".join(["AB"] * 32)
_EXTENSIONS = (
    "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
)
_RID = "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"


def an_offer(
    device: Device = Device.VIRTUAL,
    *,
    session: str = "4611",
    ufrag: str = UFRAG,
    fingerprint: str = FINGERPRINT,
    rids: tuple[str, ...] = (),
) -> str:
    """Return an offer that follows the plan of this device."""
    plan = PLANS[device]
    kinds = ["audio", "video", "video", *["audio"] * plan.audio, *["video"] * (plan.video + plan.screen)]
    mids = " ".join(str(at) for at in range(len(kinds)))
    rows = ["v=0", f"o=- {session} 2 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
    for at, kind in enumerate(kinds):
        rows += _line(at, kind, ufrag, fingerprint)
        rows += ["a=sendonly" if at < 3 else "a=recvonly"]
        if at == 1 and rids:
            rows += [_RID, *(f"a=rid:{rid} send" for rid in rids), f"a=simulcast:send {';'.join(rids)}"]
    return "\r\n".join(rows) + "\r\n"


def _line(at: int, kind: str, ufrag: str, fingerprint: str) -> list[str]:
    payload_type = 111 if kind == "audio" else 96
    codec = "opus/48000/2" if kind == "audio" else "VP8/90000"
    return [
        f"m={kind} 9 UDP/TLS/RTP/SAVPF {payload_type}",
        "c=IN IP4 0.0.0.0",
        f"a=ice-ufrag:{ufrag}",
        f"a=ice-pwd:{PASSWORD}",
        f"a=fingerprint:sha-256 {fingerprint}",
        "a=setup:actpass",
        f"a=mid:{at}",
        "a=rtcp-mux",
        f"a=rtpmap:{payload_type} {codec}",
        *_EXTENSIONS,
    ]
