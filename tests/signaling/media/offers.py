"""Offers as browsers write them, in the shortest form that passes the gate, and with one thing wrong on demand."""

from signaling.media.engine import PLANS, Device

UFRAG, PASSWORD = "abcd", "abcdefghijklmnopqrstuvwx"
FINGERPRINT = ":".join(["AB"] * 32)
_EXTENSIONS = (
    "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    "a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    "a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid",
)
PAYLOAD_TYPES = {"VP8": 96, "H264": 102, "VP9": 98, "AV1": 45}
_FORMS = {
    "H264": "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f",
    "VP9": "profile-id=0",
    "AV1": "level-idx=5;profile=0;tier=0",
}
_RID = "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"


def an_offer(
    device: Device = Device.VIRTUAL,
    *,
    session: str = "4611",
    ufrag: str = UFRAG,
    fingerprint: str = FINGERPRINT,
    rids: tuple[str, ...] = (),
    codecs: tuple[str, ...] = ("VP8",),
) -> str:
    """Return an offer that follows the plan of this device, with these codecs of pictures in each line."""
    plan = PLANS[device]
    kinds = ["audio", "video", "video", *["audio"] * plan.audio, *["video"] * (plan.video + plan.screen)]
    mids = " ".join(str(at) for at in range(len(kinds)))
    rows = ["v=0", f"o=- {session} 2 IN IP4 127.0.0.1", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
    for at, kind in enumerate(kinds):
        rows += _line(at, kind, ufrag, fingerprint, codecs)
        rows += ["a=sendonly" if at < 3 else "a=recvonly"]
        if at == 1 and rids:
            rows += [_RID, *(f"a=rid:{rid} send" for rid in rids), f"a=simulcast:send {';'.join(rids)}"]
    return "\r\n".join(rows) + "\r\n"


def _line(at: int, kind: str, ufrag: str, fingerprint: str, codecs: tuple[str, ...]) -> list[str]:
    numbers = [111] if kind == "audio" else [PAYLOAD_TYPES[codec] for codec in codecs]
    forms = ["a=rtpmap:111 opus/48000/2"] if kind == "audio" else [row for codec in codecs for row in _form(codec)]
    return [
        f"m={kind} 9 UDP/TLS/RTP/SAVPF {' '.join(map(str, numbers))}",
        "c=IN IP4 0.0.0.0",
        f"a=ice-ufrag:{ufrag}",
        f"a=ice-pwd:{PASSWORD}",
        f"a=fingerprint:sha-256 {fingerprint}",
        "a=setup:actpass",
        f"a=mid:{at}",
        "a=rtcp-mux",
        *forms,
        *_EXTENSIONS,
    ]


def _form(codec: str) -> list[str]:
    number = PAYLOAD_TYPES[codec]
    return [f"a=rtpmap:{number} {codec}/90000", *([f"a=fmtp:{number} {_FORMS[codec]}"] if codec in _FORMS else [])]
