"""The gate: what an offer may contain, and that nothing else gets through, whatever the text."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signaling.media.engine import PLANS, Device, Kind, OfferProblem, OfferRefused
from signaling.media.sdp_answer import ServerTransport, write_answer
from signaling.media.sdp_gate import Offer, read_offer
from tests.signaling.media.offers import FINGERPRINT, PASSWORD, PAYLOAD_TYPES, an_offer

RECORDED = Path(__file__).parent / "recorded"
TRANSPORT = ServerTransport(("192.0.2.7", "127.0.0.1"), 40_000, "serverufrag", "serverpassword" * 2, FINGERPRINT)


def refusal(sdp: str, device: Device = Device.VIRTUAL) -> OfferProblem:
    with pytest.raises(OfferRefused) as caught:
        read_offer(sdp, PLANS[device])
    return caught.value.code


def answer_to(offer: Offer) -> str:
    slots = [line for line in offer.lines if not line.sends]
    return write_answer(offer, TRANSPORT, {line.mid: 1_000 + at for at, line in enumerate(slots)})


@pytest.mark.parametrize("device", list(Device))
def test_an_offer_that_follows_the_plan_of_its_device_passes(device: Device) -> None:
    offer = read_offer(an_offer(device), PLANS[device])

    kinds = [line.kind for line in offer.lines]
    assert kinds[:3] == [Kind.AUDIO, Kind.VIDEO, Kind.SCREEN]
    assert kinds.count(Kind.VIDEO) == 1 + PLANS[device].video


@pytest.mark.parametrize(
    ("recorded", "device"), [("chromium-156-phone.sdp", Device.PHONE), ("aiortc-1.16-virtual.sdp", Device.VIRTUAL)]
)
def test_what_real_clients_offer_passes(recorded: str, device: Device) -> None:
    offer = read_offer((RECORDED / recorded).read_text(), PLANS[device])

    assert offer.lines[0].extensions
    assert offer.lines[1].rids in ((), ("q", "h", "f"))


def _without(start: str) -> str:
    return "\r\n".join(row for row in an_offer().split("\r\n") if not row.startswith(start))


def _with(old: str, new: str, count: int = -1) -> str:
    changed = an_offer().replace(old, new, count)
    assert changed != an_offer()
    return changed


@pytest.mark.parametrize(
    ("sdp", "problem"),
    [
        pytest.param("", OfferProblem.NOT_SDP, id="empty"),
        pytest.param("v=0\r\n", OfferProblem.NOT_SDP, id="nothing but a version"),
        pytest.param(_with("s=-", "s"), OfferProblem.NOT_SDP, id="a row that is no row"),
        pytest.param(_with("s=-", "s=\x00"), OfferProblem.NOT_SDP, id="a control character"),
        pytest.param(_with("4611 2 IN", "4611 2"), OfferProblem.NOT_SDP, id="a short origin"),
        pytest.param("v=0\r\n" + "a=x\r\n" * 60_000, OfferProblem.TOO_LARGE, id="300 kB"),
        pytest.param("ạ" * 100_000, OfferProblem.TOO_LARGE, id="300 kB in UTF-8"),
        pytest.param(
            an_offer() + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n",
            OfferProblem.DATA_CHANNEL,
            id="a data channel",
        ),
        pytest.param(an_offer(Device.PHONE), OfferProblem.WRONG_LINES, id="another plan"),
        pytest.param(an_offer() * 2, OfferProblem.WRONG_LINES, id="twice"),
        pytest.param(_with("m=audio", "m=video", 1), OfferProblem.WRONG_LINES, id="a picture for a microphone"),
        pytest.param(_with("UDP/TLS/RTP/SAVPF", "RTP/AVP", 1), OfferProblem.WRONG_LINES, id="without encryption"),
        pytest.param(_with("a=sendonly", "a=sendrecv", 1), OfferProblem.WRONG_DIRECTION, id="wants to receive too"),
        pytest.param(_without("a=sendonly"), OfferProblem.WRONG_DIRECTION, id="no direction"),
        pytest.param(_with("a=mid:1", "a=mid:0"), OfferProblem.WRONG_MID, id="a mid twice"),
        pytest.param(_with("a=mid:1", "a=mid:" + "1" * 17), OfferProblem.WRONG_MID, id="a long mid"),
        pytest.param(_without("a=mid"), OfferProblem.WRONG_MID, id="no mid"),
        pytest.param(_without("a=group"), OfferProblem.NO_BUNDLE, id="not bundled"),
        pytest.param(_with("BUNDLE 0 1 2", "BUNDLE 0 1"), OfferProblem.NO_BUNDLE, id="bundled in part"),
        pytest.param(_without("a=rtcp-mux"), OfferProblem.NO_RTCP_MUX, id="RTCP apart"),
        pytest.param(_with("opus", "PCMU", 1), OfferProblem.NO_CODEC, id="no Opus"),
        pytest.param(_with("VP8", "H265", 1), OfferProblem.NO_CODEC, id="no codec of pictures that we know"),
        pytest.param(_with("96", "72"), OfferProblem.NO_CODEC, id="a payload type that looks like RTCP"),
        pytest.param(_without("a=fingerprint"), OfferProblem.NO_FINGERPRINT, id="no fingerprint"),
        pytest.param(_with("sha-256", "sha-1"), OfferProblem.ODD_FINGERPRINT, id="a weak fingerprint"),
        pytest.param(_with("AB:AB", "AB:CD", 1), OfferProblem.ODD_FINGERPRINT, id="two fingerprints"),
        pytest.param(_with("AB:AB:AB", "AB:AB"), OfferProblem.ODD_FINGERPRINT, id="a short fingerprint"),
        pytest.param(_without("a=ice-pwd"), OfferProblem.NO_ICE, id="no ICE"),
        pytest.param(_with(PASSWORD, "short"), OfferProblem.ODD_ICE, id="a short password"),
        pytest.param(_with("a=ice-ufrag:abcd", "a=ice-ufrag:wxyz", 1), OfferProblem.ODD_ICE, id="two names"),
        pytest.param(_with("actpass", "passive"), OfferProblem.WRONG_SETUP, id="wants to be the DTLS server"),
        pytest.param(_without("a=setup"), OfferProblem.WRONG_SETUP, id="no setup"),
        pytest.param(_with("extmap:4 ", "extmap:1 "), OfferProblem.ODD_EXTENSION, id="an extension id twice"),
        pytest.param(_with("extmap:4 ", "extmap:x "), OfferProblem.ODD_EXTENSION, id="an extension id that is none"),
    ],
)
def test_an_offer_with_one_thing_wrong_is_refused_with_its_reason(sdp: str, problem: OfferProblem) -> None:
    assert refusal(sdp) is problem


@given(st.text())
def test_no_text_does_anything_but_pass_or_be_refused(text: str) -> None:
    refusal(text)


@given(st.data())
def test_no_damage_to_an_offer_does_anything_but_pass_or_be_refused(data: st.DataObject) -> None:
    rows = an_offer(rids=("q", "f")).split("\r\n")
    at = data.draw(st.integers(0, len(rows) - 1))
    rows[at] = data.draw(st.one_of(st.text(max_size=30), st.sampled_from(rows), st.just(rows[at][:-1])))

    with suppress(OfferRefused):
        read_offer("\r\n".join(rows), PLANS[Device.VIRTUAL])


def test_remote_candidates_are_not_even_read() -> None:
    hostile = an_offer().replace("a=mid:0", "a=candidate:1 1 udp 1 169.254.169.254 99999999 typ host\r\na=mid:0")

    assert read_offer(hostile, PLANS[Device.VIRTUAL]).lines[0].mid == "0"


def test_every_m_line_of_the_answer_has_fingerprint_and_setup() -> None:
    answer = answer_to(read_offer(an_offer(Device.DESKTOP), PLANS[Device.DESKTOP]))

    sections = answer.split("\r\nm=")[1:]
    assert len(sections) == 19
    for section in sections:
        assert f"a=fingerprint:sha-256 {FINGERPRINT}\r\na=setup:passive" in section


def test_the_answer_names_every_address_in_the_first_line_with_the_first_preferred() -> None:
    answer = answer_to(read_offer(an_offer(), PLANS[Device.VIRTUAL]))

    candidates = [row.split(" ") for row in answer.split("\r\n") if row.startswith("a=candidate")]
    assert [candidate[4] for candidate in candidates] == ["192.0.2.7", "127.0.0.1"]
    assert int(candidates[0][3]) > int(candidates[1][3])
    assert answer.index("a=candidate") < answer.index("m=video")


def test_the_answer_asks_for_the_layers_offered_and_gives_each_slot_an_ssrc() -> None:
    offer = read_offer(an_offer(Device.PHONE, rids=("q", "h", "f")), PLANS[Device.PHONE])

    answer = answer_to(offer)

    assert "a=simulcast:recv q;h;f\r\n" in answer
    assert answer.count("cname:") == 8
    assert "a=extmap:10 urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id" in answer
    assert "transport-cc" not in answer


@pytest.mark.parametrize("codecs", [("VP8", "H264"), ("H264", "VP8"), ("VP9", "VP8"), ("AV1", "H264", "VP8")])
def test_a_camera_is_answered_with_the_codec_it_likes_best_and_a_slot_with_all_that_we_know(
    codecs: tuple[str, ...],
) -> None:
    text = an_offer(Device.PHONE, codecs=codecs).replace("SAVPF ", "SAVPF 127 ")
    offer = read_offer(text.replace("a=rtcp-mux", "a=rtcp-mux\r\na=rtpmap:127 H265/90000"), PLANS[Device.PHONE])

    sections = answer_to(offer).split("\r\nm=")[1:]

    numbers = [PAYLOAD_TYPES[codec] for codec in codecs]
    assert sections[1].startswith(f"video 9 UDP/TLS/RTP/SAVPF {numbers[0]}\r\n")
    assert sections[6].startswith(f"video 9 UDP/TLS/RTP/SAVPF {' '.join(map(str, numbers))}\r\n")
    assert sections[6].count("a=rtpmap:") == len(codecs)
    assert sections[6].count(" nack pli") == len(codecs)
    if "H264" in codecs:
        assert "a=fmtp:102 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f\r\n" in sections[6]
