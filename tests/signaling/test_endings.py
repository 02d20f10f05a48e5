"""What is over stays over: an ended session opens nothing, a closed meeting takes nothing, guests read no more than
they heard, and who neither speaks nor listens is hung up on."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from server.meeting.agenda import Step
from server.meeting.identity import ItemId, MeetingId
from server.meeting.record import WriteItem
from signaling import gateway
from signaling.wire import COMMANDS
from tests.meeting.scenes import HOA, LAN, MINH, PHUC, PROGRAMME, TUAN, YEN, a_plan, item
from tests.signaling.gateway_scene import Scene, a_scene, opened
from tests.signaling.media.offers import an_offer

pytestmark = pytest.mark.asyncio(loop_scope="module")  # one service for all; each test has a meeting of its own
_numbers = count(1)

OFFER = (Path(__file__).parent / "media" / "recorded" / "chromium-156-phone.sdp").read_text()
# Every command of the wire, with fields that can be read: what refuses it after the close is the close.
SOME_FIELDS: dict[str, dict[str, Any]] = {
    "LeaveRoom": {},
    "CheckIn": {"members": [TUAN]},
    "ConfirmCheckIn": {"keeper": TUAN},
    "DeclineCheckIn": {"keeper": TUAN},
    "CheckOut": {"member": TUAN},
    "TakeRoll": {},
    "CorrectAttendance": {"member": TUAN, "state": "present", "reason": "Có mặt."},
    "CallToOrder": {},
    "AppointMinuteTaker": {"member": HOA},
    "HandOverChair": {"member": MINH},
    "TakeChair": {},
    "StartItem": {"item": "reason"},
    "FinishItem": {"item": "reason"},
    "SkipItem": {"item": "reason", "reason": "Hết giờ."},
    "AddItem": {"item": "more", "after": "reason", "title": "Thêm", "minutes": 5},
    "AskForFloor": {},
    "WithdrawRequest": {},
    "GiveFloor": {"member": TUAN},
    "YieldFloor": {},
    "EndFloor": {},
    "ExtendFloor": {},
    "ReorderFloor": {"order": [TUAN], "reason": "Theo nội dung."},
    "OpenFreeDiscussion": {},
    "CloseFreeDiscussion": {},
    "SubmitWrittenOpinion": {"text": "Thêm một ý."},
    "OpenVote": {"question": "q", "text": "Đồng ý không?"},
    "ExtendVote": {"question": "q"},
    "CastVote": {"question": "q", "answer": "against"},
    "CastBallot": {"question": "q", "sealed": "A" * 152},
    "CloseVote": {"question": "q"},
    "VoidVote": {"question": "q", "reason": "Nhầm."},
    "ReserveOpinion": {"question": "q", "text": "Bảo lưu."},
    "WriteItem": {"item": "reason", "text": "Khác."},
    "WriteConclusion": {"item": "reason", "text": "Khác."},
    "WriteGist": {"contribution": "c1", "text": "Khác."},
    "RecordDues": {"paid": 1, "due": 1},
    "RecordDirection": {"speaker": YEN, "text": "Khác."},
    "RecordReview": {"tasks": []},
    "AssignTask": {"task": "t", "text": "Việc mới."},
    "WithdrawTask": {"task": "t"},
    "RecordScore": {"points": [5, 5, 10, 40, 5, 30, 5]},
    "ReadMinutes": {},
    "StartRecording": {"document": "Công văn 7"},
    "StopRecording": {},
    "CloseMeeting": {"reason": "Lần nữa."},
    "SignAnnex": {"annex": "none"},
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    async with a_scene(tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def meeting(scene: Scene) -> AsyncIterator[MeetingId]:
    yield await opened(scene, a_plan(meeting=f"meeting-{next(_numbers)}"))
    await scene.leave()


async def test_a_pass_of_a_session_that_was_ended_opens_nothing(scene: Scene, meeting: MeetingId) -> None:
    ticket = scene.ticket(meeting, TUAN)
    scene.ended_sessions.add(f"session-{TUAN}")

    told = await scene.told_at_the_door(meeting, TUAN, ticket)

    assert told["message"] == told["refused"] == "signed-out"
    assert "đăng nhập lại" in told["sentence"]
    assert not (await scene.meetings.get(meeting)).attendance.of(TUAN).is_connected
    scene.ended_sessions.clear()


async def test_watching_the_sessions_goes_on_after_the_database_failed_once(scene: Scene, meeting: MeetingId) -> None:
    lan, _ = await scene.page(meeting, LAN), await scene.page(meeting, TUAN)

    scene.ended_sessions.add("the database fails")
    await asyncio.sleep(0.7)  # two rounds of watching
    scene.ended_sessions.remove("the database fails")
    scene.ended_sessions.add(f"session-{TUAN}")

    await lan.sees(f"member:{TUAN}", "connected", value=False)
    scene.ended_sessions.clear()


async def test_a_closed_meeting_takes_no_command_and_no_offer_from_anybody(scene: Scene, meeting: MeetingId) -> None:
    lan, tuan = await scene.page(meeting, LAN), await scene.page(meeting, TUAN)
    await lan.send("CallToOrder")
    await lan.send("CloseMeeting", reason="Mất điện cả khu.")
    await tuan.sees("meeting", "phase", value="closed")
    closed_at = await scene.log.head_hash(meeting)
    assert set(SOME_FIELDS) == set(COMMANDS) - {"DraftAnnex"}  # an annex is what may follow the close

    for page in (lan, tuan):
        for name, fields in SOME_FIELDS.items():
            answer = await page.send(name, **fields)
            assert answer["refused"] in ("meeting-closed", "not-yours", "no-such-annex"), (name, answer)
        offer = await page.io.call("media-offer", {"sdp": OFFER, "device": "phone"}, timeout=5)
        assert offer["refused"] == "meeting-closed"

    assert await scene.log.head_hash(meeting) == closed_at
    assert await scene.log.verify(meeting) == (await scene.meetings.get(meeting)).version


async def test_a_guest_reads_the_minutes_only_when_they_are_read_out(scene: Scene, meeting: MeetingId) -> None:
    lan, guest, observer = [await scene.page(meeting, member) for member in (LAN, PHUC, YEN)]
    await lan.send("CallToOrder")

    early = await guest.io.call("minutes", {}, timeout=5)
    seen = await observer.io.call("minutes", {}, timeout=5)
    await lan.send("ReadMinutes")
    read_out = await guest.io.call("minutes", {}, timeout=5)

    assert early["refused"] == "not-yours"
    assert seen["minutes"]["blocks"]
    assert read_out["minutes"]["blocks"]


async def a_silent_line(scene: Scene) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A websocket of somebody who never says who it is, and never reads more than was sent at first."""
    connected = socket.socket()
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # little waits in the kernel for who does not read
    connected.setblocking(False)
    await asyncio.get_running_loop().sock_connect(connected, ("127.0.0.1", int(scene.url.rpartition(":")[2])))
    reader, writer = await asyncio.open_connection(sock=connected, limit=1024)
    writer.write(
        b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    assert b" 101 " in await reader.readline()
    return reader, writer


def a_frame(text: str) -> bytes:
    """A masked text frame (RFC 6455 5.2); the mask is nought."""
    length = len(text.encode())
    return bytes([0x81, 0xFE]) + length.to_bytes(2, "big") + bytes(4) + text.encode()


async def test_a_line_that_never_says_who_it_is_is_hung_up_on(scene: Scene, meeting: MeetingId) -> None:
    lan = await scene.page(meeting, LAN)
    reader, writer = await a_silent_line(scene)

    async with asyncio.timeout(4):  # pings come after five seconds: it is not one that is missed
        while b"\x81\x011" not in await reader.read(1024):  # Engine.IO's goodbye; the socket goes a moment later
            pass

    writer.close()
    assert lan.io.connected
    assert (await lan.send("CallToOrder"))["version"] > 0


async def test_a_page_that_does_not_read_is_cut_and_the_others_see_everything(
    scene: Scene, meeting: MeetingId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "BACKLOG_MAX", 20)
    lan = await scene.page(meeting, LAN)
    _, writer = await a_silent_line(scene)
    writer.write(a_frame("40" + json.dumps({"ticket": scene.ticket(meeting, TUAN)})))
    await lan.sees(f"member:{TUAN}", "connected", value=True)

    text = ""
    for number in range(1_000):
        text = f"{number} " + "ế" * 7_900
        await scene.meetings.handle(meeting, WriteItem(ItemId("reason"), text), by=LAN)
        if not (await scene.meetings.get(meeting)).attendance.of(TUAN).is_connected:
            break

    await lan.sees(f"member:{TUAN}", "connected", value=False)
    await lan.sees("item:reason", "text", value=text)
    assert lan.gaps == 0
    writer.close()


async def test_during_a_restricted_item_a_guest_gets_no_sound_and_gets_it_back_after_it(scene: Scene) -> None:
    criticism = item("criticism", Step.PARTY_BUILDING)
    meeting = await opened(scene, a_plan(items=(criticism, *PROGRAMME), meeting="restricted"))
    lan, guest, observer = [await scene.page(meeting, member) for member in (LAN, PHUC, YEN)]
    await lan.send("CallToOrder")
    offer = {"sdp": an_offer(), "device": "virtual"}
    assert "sdp" in await guest.io.call("media-offer", offer, timeout=5)

    await lan.send("StartItem", item="criticism")
    await guest.sees("me", "hears", value=False)
    shut_out = await guest.io.call("media-offer", offer, timeout=5)
    attends = await observer.io.call("media-offer", offer, timeout=5)
    await lan.send("WriteItem", item="criticism", text="Tự phê bình.")
    await lan.send("StartItem", item="reason")

    assert shut_out["refused"] == "restricted-item"
    assert "chỉ dành cho đảng viên" in shut_out["sentence"]
    assert "sdp" in attends
    await guest.hears("media-lost")
    assert "sdp" in await guest.io.call("media-offer", offer, timeout=5)
    await observer.sees("item:criticism", "text", value="Tự phê bình.")
    assert guest.at("item:criticism", "text") is None
    await scene.leave()
