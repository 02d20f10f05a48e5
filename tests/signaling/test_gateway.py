"""The door over the socket, with real sockets: who gets in, what everybody sees, what bad input changes (nothing)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy.exc import OperationalError

from server.meeting.identity import MeetingId, MemberId
from server.meeting.rights import CallToOrder
from tests.meeting.scenes import DUNG, HOA, KHOA, LAN, MINH, PHUC, QUANG, STRANGER, TUAN, YEN, a_plan
from tests.signaling.gateway_scene import Scene, a_scene, opened
from tests.signaling.media.offers import an_offer

pytestmark = pytest.mark.asyncio(loop_scope="module")  # one service for all; each test has a meeting of its own
_numbers = count(1)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    async with a_scene(tmp_path_factory.mktemp("service")) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def meeting(scene: Scene) -> AsyncIterator[MeetingId]:
    yield await opened(scene, a_plan(meeting=f"meeting-{next(_numbers)}"))
    await scene.leave()


async def _called(scene: Scene, meeting: MeetingId) -> None:
    await scene.meetings.handle(meeting, CallToOrder(), by=LAN)


async def test_a_page_that_enters_is_present_on_every_screen(scene: Scene, meeting: MeetingId) -> None:
    lan = await scene.page(meeting, LAN)

    await scene.page(meeting, TUAN)

    await lan.sees(f"member:{TUAN}", "connected", value=True)
    await lan.sees("counts", "official_present", value=2)


async def test_a_page_that_closes_is_shown_as_gone_and_still_counted_during_the_grace(
    scene: Scene, meeting: MeetingId
) -> None:
    lan, tuan = await scene.page(meeting, LAN), await scene.page(meeting, TUAN)

    await tuan.io.disconnect()

    await lan.sees(f"member:{TUAN}", "connected", value=False)
    assert lan.at("counts", "official_present") == 2
    assert lan.at("counts", "lost") == 1


async def test_a_page_that_leaves_on_purpose_is_absent_at_once_and_hung_up_on(scene: Scene, meeting: MeetingId) -> None:
    lan, tuan = await scene.page(meeting, LAN), await scene.page(meeting, TUAN)

    answer = await tuan.send("LeaveRoom")

    assert "version" in answer
    await lan.sees(f"member:{TUAN}", "where", value="left")
    assert (lan.at("counts", "official_present"), lan.at("counts", "lost")) == (1, 0)
    await asyncio.wait_for(tuan.io.wait(), 5)


async def test_every_change_reaches_every_screen_without_a_gap(scene: Scene, meeting: MeetingId) -> None:
    pages = [await scene.page(meeting, member) for member in (LAN, MINH, HOA, TUAN, YEN)]
    lan = pages[0]

    await lan.send("CallToOrder")
    await lan.send("TakeRoll")
    await lan.send("StartItem", item="reason")

    for page in pages:
        await page.sees("agenda", "current", value="reason")
    assert [page.gaps for page in pages] == [0] * 5
    assert len({page.version for page in pages}) == 1


async def test_a_late_page_gets_the_whole_state(scene: Scene, meeting: MeetingId) -> None:
    lan = await scene.page(meeting, LAN)
    await lan.send("CallToOrder")
    await lan.send("StartItem", item="reason")

    tuan = await scene.page(meeting, TUAN)

    assert tuan.at("agenda", "current") == "reason"
    assert tuan.at("meeting", "phase") == "in_session"


async def test_a_double_click_asks_for_the_floor_once(scene: Scene, meeting: MeetingId) -> None:
    await _called(scene, meeting)
    tuan = await scene.page(meeting, TUAN)

    answers = await asyncio.gather(*(tuan.send("AskForFloor", "one-press") for _ in range(3)))

    assert len({answer["version"] for answer in answers}) == 1
    assert [request["member"] for request in tuan.at("floor", "queue")] == [TUAN]


async def test_a_second_page_of_the_same_member_takes_over_and_the_first_is_told(
    scene: Scene, meeting: MeetingId
) -> None:
    lan, first = await scene.page(meeting, LAN), await scene.page(meeting, TUAN)

    second = await scene.page(meeting, TUAN)

    await first.hears("replaced")
    assert second.at(f"member:{TUAN}", "connected") is True
    assert lan.at(f"member:{TUAN}", "connected") is True
    state = await scene.meetings.get(meeting)
    assert len(state.attendance.of(TUAN).spells) == 1


async def test_a_ticket_opens_one_page_only(scene: Scene, meeting: MeetingId) -> None:
    ticket = scene.ticket(meeting, TUAN)
    await scene.page(meeting, TUAN, ticket)

    told = await scene.told_at_the_door(meeting, TUAN, ticket)

    assert told["message"] == told["refused"] == "ticket-spent"


@pytest.mark.parametrize("member", [STRANGER, QUANG])
async def test_a_stranger_and_a_suspended_member_are_not_let_in_and_are_told_why(
    scene: Scene, meeting: MeetingId, member: MemberId
) -> None:
    told = await scene.told_at_the_door(meeting, member)

    assert told["message"] == told["refused"] == "not-in-meeting"
    assert "không có trong thành phần dự" in told["sentence"]
    assert not (await scene.meetings.get(meeting)).attendance.was_here(member)


async def test_an_observer_sees_the_meeting_and_neither_reasons_of_absence_nor_a_ballot(
    scene: Scene, meeting: MeetingId
) -> None:
    lan, yen = await scene.page(meeting, LAN), await scene.page(meeting, YEN)
    await lan.send("CallToOrder")
    await lan.send("OpenVote", question="q1", text="Thông qua?", matter="proposal")

    await yen.sees("me", "vote", "refused", value="no-vote-observer")
    answer = await yen.send("CastVote", question="q1", answer="in_favour")

    assert answer["refused"] == "no-vote-observer"
    assert "không tham gia biểu quyết" in answer["sentence"]
    assert "leave" not in yen.at(f"member:{TUAN}")


async def test_a_probationary_members_vote_is_refused_and_changes_nothing(scene: Scene, meeting: MeetingId) -> None:
    lan, khoa = await scene.page(meeting, LAN), await scene.page(meeting, KHOA)
    await lan.send("CallToOrder")
    await lan.send("OpenVote", question="q1", text="Thông qua?", matter="proposal")
    await khoa.sees("votes", value=["q1"])
    version = (await scene.meetings.get(meeting)).version

    answer = await khoa.send("CastVote", question="q1", answer="in_favour")

    assert answer["refused"] == "no-vote-probationary"
    assert (await scene.meetings.get(meeting)).version == version


async def test_nobody_learns_an_answer_before_the_vote_is_closed(scene: Scene, meeting: MeetingId) -> None:
    lan, tuan, minh = [await scene.page(meeting, member) for member in (LAN, TUAN, MINH)]
    await lan.send("CallToOrder")
    await lan.send("OpenVote", question="q1", text="Thông qua?", matter="proposal")

    await tuan.send("CastVote", question="q1", answer="against")

    await lan.sees("vote:q1", "voted", value=1)
    await minh.sees("vote:q1", "voted", value=1)
    assert "against" not in str(lan.view)
    assert "against" not in str(minh.view)
    assert tuan.at("me", "answers", "q1") == {TUAN: "against"}
    await lan.send("CloseVote", question="q1")
    await minh.sees("vote:q1", "result", "against", value=1)


async def test_a_voter_whose_ballot_could_not_be_written_is_told_that_it_was_not_counted(
    scene: Scene, meeting: MeetingId, monkeypatch: pytest.MonkeyPatch
) -> None:
    lan = await scene.page(meeting, LAN)
    await lan.send("CallToOrder")
    await lan.send("OpenVote", question="q1", text="Thông qua?", matter="proposal")

    async def full(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", None, OSError("database or disk is full"))

    with monkeypatch.context() as patched:
        patched.setattr(scene.log, "append", full)
        told = await lan.send("CastVote", question="q1", answer="in_favour")
        other = await lan.send("TakeRoll")

    assert (told["refused"], other["refused"]) == ("vote-not-written", "not-written")
    assert "CHƯA được tính" in told["sentence"]
    assert lan.at("vote:q1", "voted") == 0
    assert "version" in await lan.send("CastVote", question="q1", answer="in_favour")


async def test_the_same_meeting_says_no_to_a_command_for_another_one(scene: Scene, meeting: MeetingId) -> None:
    other = await opened(scene, a_plan(meeting="the-other"))
    lan = await scene.page(meeting, LAN)

    answer = await lan.send("CallToOrder", meeting=other)

    assert answer["refused"] == "unknown-field"
    assert (await scene.meetings.get(other)).called_at is None


@pytest.mark.parametrize(
    ("kind", "fields", "refused"),
    [
        ("Sleep", {}, "unknown-command"),
        ("FileMinutes", {"documents": []}, "unknown-command"),
        ("Join", {}, "unknown-command"),
        ("CallToOrder", {"role": "chair"}, "unknown-field"),
        ("AskForFloor", {"kind": "shout"}, "wrong-type"),
        ("GiveFloor", {"member": 7}, "wrong-type"),
        ("GiveFloor", {"member": "tuan", "limit_s": True}, "wrong-type"),
        ("GiveFloor", {}, "wrong-type"),
        ("RecordScore", {"points": "100"}, "wrong-type"),
        ("AssignTask", {"task": "t1", "text": "x", "due_on": "2026-02-31"}, "wrong-type"),
    ],
)
async def test_a_malformed_command_is_refused_in_words_and_changes_nothing(
    scene: Scene, meeting: MeetingId, kind: str, fields: dict[str, Any], refused: str
) -> None:
    lan = await scene.page(meeting, LAN)
    version = (await scene.meetings.get(meeting)).version

    answer = await lan.send(kind, **fields)

    assert answer["refused"] == refused
    assert len(answer["sentence"]) > 20
    assert (await scene.meetings.get(meeting)).version == version


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("command", "CallToOrder"),
        ("command", None),
        ("command", 7),
        ("command", {"type": "CallToOrder"}),
        ("command", {"id": "", "type": "x", "fields": {}}),
        ("media-offer", "v=0"),
        ("shout", {}),
    ],
)
async def test_what_is_no_message_is_answered_in_words_then_hung_up_on_and_the_others_stay(
    scene: Scene, meeting: MeetingId, event: str, payload: Any
) -> None:
    lan, tuan = await scene.page(meeting, LAN), await scene.page(meeting, TUAN)
    version = (await scene.meetings.get(meeting)).version

    answer = await tuan.io.call(event, payload, timeout=5)

    assert answer["refused"] == "protocol"
    assert "tải lại trang" in answer["sentence"]
    assert (await tuan.hears("refused")) == answer
    await lan.sees(f"member:{TUAN}", "connected", value=False)
    assert (await scene.meetings.get(meeting)).version == version + 1, "a line is gone, nothing else"
    assert (await lan.send("CallToOrder"))["version"] > 0


@pytest.mark.parametrize(
    "frame",
    [
        "4",
        "42",
        "42{}",
        "42[",
        '451-["command",{"_placeholder":true,"num":0}]',
        "49",
        '42["connect",{}]',
        '42["disconnect"]',
    ],
)
async def test_a_broken_frame_costs_its_sender_the_line_with_a_word_and_nobody_else(
    scene: Scene, meeting: MeetingId, frame: str
) -> None:
    lan, tuan = await scene.page(meeting, LAN), await scene.page(meeting, TUAN)

    await tuan.io.eio.ws.send_str(frame)

    assert (await tuan.hears("refused"))["refused"] == "protocol"
    await lan.sees(f"member:{TUAN}", "connected", value=False)
    assert (await lan.send("CallToOrder"))["version"] > 0


async def test_a_page_that_floods_is_told_and_the_meeting_goes_on(scene: Scene, meeting: MeetingId) -> None:
    lan, tuan = await scene.page(meeting, LAN), await scene.page(meeting, TUAN)
    await _called(scene, meeting)

    answers = await asyncio.gather(*(tuan.send("AskForFloor") for _ in range(120)))

    assert any(answer.get("refused") == "too-fast" for answer in answers)
    assert (await lan.send("TakeRoll"))["version"] > 0


DATA_CHANNEL = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"


def _without(line: str) -> str:
    """A good offer from which the lines with that beginning are gone."""
    return "".join(kept for kept in an_offer().splitlines(keepends=True) if not kept.startswith(line))


@pytest.mark.parametrize(
    ("sdp", "code"),
    [
        ("v=0\r\n", "offer-not-sdp"),
        (_without("v="), "offer-not-sdp"),
        (DATA_CHANNEL, "offer-not-sdp"),
        (an_offer() + DATA_CHANNEL, "offer-with-data-channel"),
        (_without("a=fingerprint:"), "offer-without-fingerprint"),
        ("x" * 270_000, "offer-too-large"),
    ],
)
async def test_a_hostile_offer_is_refused_in_words_and_changes_nothing(
    scene: Scene, meeting: MeetingId, sdp: str, code: str
) -> None:
    tuan = await scene.page(meeting, TUAN)
    version, rooms = (await scene.meetings.get(meeting)).version, set(scene.engine.rooms)

    answer = await tuan.io.call("media-offer", {"sdp": sdp, "device": "virtual"}, timeout=5)

    assert answer["refused"] == code
    assert "Trình duyệt này chưa nối được tiếng và hình" in answer["sentence"]
    assert (await scene.meetings.get(meeting)).version == version
    assert set(scene.engine.rooms) == rooms
    assert (await tuan.send("SubmitWrittenOpinion", text="Nhất trí."))["version"] > 0


@pytest.mark.parametrize("stranger", ["khach", "\ud800", "x" * 100_000])
async def test_a_picture_of_nobody_is_refused_and_sound_goes_on(
    scene: Scene, meeting: MeetingId, stranger: str
) -> None:
    tuan = await scene.page(meeting, TUAN)

    answer = await tuan.io.call("media-show", {"tiles": [{"member": stranger, "size": "small"}]}, timeout=5)

    assert answer["refused"] == "no-such-member"
    offered = await tuan.io.call("media-offer", {"sdp": an_offer(), "device": "virtual"}, timeout=5)
    assert "sdp" in offered


async def test_the_officers_are_told_how_everybodys_line_fares_and_nobody_else_is(
    scene: Scene, meeting: MeetingId
) -> None:
    lan, tuan = await scene.page(meeting, LAN), await scene.page(meeting, TUAN)
    before = await lan.io.call("lines", {}, timeout=5)
    await tuan.io.call("media-offer", {"sdp": an_offer(), "device": "virtual"}, timeout=5)

    told, refused = [await page.io.call("lines", {}, timeout=5) for page in (lan, tuan)]

    (line,) = told["lines"]
    assert before == {"lines": []}
    assert (line["member"], line["word"], line["gets_kbps"], line["shown"]) == (TUAN, "lost", 0, [])
    assert refused["refused"] == "not-yours"


async def test_a_page_open_after_the_close_brings_no_room_back(scene: Scene, meeting: MeetingId) -> None:
    lan = await scene.page(meeting, LAN)
    await _called(scene, meeting)
    await lan.send("CloseMeeting", reason="Mất điện, không họp tiếp được.")
    await lan.sees("meeting", "phase", value="closed")

    await lan.io.call("media-state", {"microphone": True, "camera": True, "screen": False}, timeout=5)
    await lan.io.call("media-show", {"tiles": []}, timeout=5)

    assert meeting not in scene.engine.rooms


async def test_a_new_chair_sees_what_only_officers_see_at_once(scene: Scene, meeting: MeetingId) -> None:
    lan, minh = await scene.page(meeting, LAN), await scene.page(meeting, MINH)
    assert minh.at("me", "script") is None

    await lan.send("HandOverChair", member=MINH)

    await minh.sees("meeting", "chair", value=MINH)
    await minh.sees("me", "script", "code", value="gathering")
    await lan.sees("me", "script", value=None)


async def test_the_members_at_one_site_are_present_through_their_keeper(scene: Scene, meeting: MeetingId) -> None:
    lan, dung = await scene.page(meeting, LAN), await scene.page(meeting, DUNG)

    await dung.send("CheckIn", members=[TUAN], site="vinh")
    await lan.sees("check_ins", value=[{"keeper": DUNG, "site": "vinh", "members": [TUAN]}])
    await lan.sees("me", "script", "code", value="check-in-asked")
    await lan.send("ConfirmCheckIn", keeper=DUNG)

    await lan.sees(f"member:{TUAN}", "via", value=DUNG)
    await dung.io.disconnect()
    await lan.sees(f"member:{TUAN}", "connected", value=False)


async def test_after_a_stop_the_meeting_goes_on_where_it_was(tmp_path: Path) -> None:
    async with a_scene(tmp_path) as before:
        meeting = await opened(before, a_plan())
        lan = await before.page(meeting, LAN)
        await before.page(meeting, TUAN)
        await lan.send("CallToOrder")
        await lan.send("StartItem", item="reason")
        joined_at = lan.at(f"member:{TUAN}", "joined_at")

    async with a_scene(tmp_path) as after:
        lan = await after.page(meeting, LAN)

        assert lan.at("agenda", "current") == "reason"
        assert lan.at(f"member:{TUAN}", "joined_at") == joined_at
        assert lan.at("counts", "official_present") == 2


async def test_a_page_is_told_before_the_service_stops(tmp_path: Path) -> None:
    async with a_scene(tmp_path) as scene:
        meeting = await opened(scene, a_plan())
        phuc = await scene.page(meeting, PHUC)

        await scene.gateway.close()

        await phuc.hears("stopping")


async def test_the_grace_that_runs_out_changes_every_screen_by_itself(scene: Scene) -> None:
    meeting = await opened(scene, replace(a_plan(meeting="short-grace"), reconnect_grace_s=1))
    lan, hoa = await scene.page(meeting, LAN), await scene.page(meeting, HOA)

    await hoa.io.disconnect()

    await lan.sees("counts", "lost", value=1)
    await lan.sees("counts", "official_present", value=1)


async def test_a_session_that_was_ended_hangs_up_its_page_and_no_other(scene: Scene, meeting: MeetingId) -> None:
    lan, tuan = await scene.page(meeting, LAN), await scene.page(meeting, TUAN)

    scene.ended_sessions.add(f"session-{TUAN}")

    await lan.sees(f"member:{TUAN}", "connected", value=False)
    assert (await tuan.hears("refused"))["refused"] == "signed-out"
    assert lan.io.connected
    assert not tuan.io.connected
    scene.ended_sessions.clear()


async def test_signing_out_hangs_up_the_page_at_once(scene: Scene, meeting: MeetingId) -> None:
    lan = await scene.page(meeting, LAN)
    await scene.page(meeting, TUAN)

    scene.gateway.end_sessions({f"session-{TUAN}"})

    await lan.sees(f"member:{TUAN}", "connected", value=False)


async def test_the_minutes_read_out_are_the_text_that_would_be_filed(scene: Scene, meeting: MeetingId) -> None:
    lan, tuan = await scene.page(meeting, LAN), await scene.page(meeting, TUAN)
    await lan.send("CallToOrder")
    await tuan.send("SubmitWrittenOpinion", text="Đề nghị sửa đường vào xóm 4.")

    answer = await tuan.io.call("minutes", {}, timeout=5)

    lines = [block.get("text", "") for block in answer["minutes"]["blocks"]]
    assert any("Đề nghị sửa đường vào xóm 4" in line for line in lines)
    assert answer["version"] == (await scene.meetings.get(meeting)).version


async def test_two_members_may_use_the_same_command_id(scene: Scene, meeting: MeetingId) -> None:
    await _called(scene, meeting)
    tuan, minh = await scene.page(meeting, TUAN), await scene.page(meeting, MINH)

    await tuan.send("AskForFloor", "same")
    await minh.send("AskForFloor", "same")

    state = await scene.meetings.get(meeting)
    assert [request.member for request in state.floor.queue] == [TUAN, MINH]
