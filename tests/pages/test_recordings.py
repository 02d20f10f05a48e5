"""Recording on the pages: who permits it, what the door of the room says, and who gets the file of a closed meeting."""

from datetime import timedelta
from pathlib import Path

import pytest

from recordings.keeper import KEY, MIX
from recordings.sealed import RecordingKeys, SealedWriter
from server.meeting.closing import CloseMeeting
from server.meeting.identity import MeetingId
from server.meeting.recording import StartRecording
from server.meeting.rights import CallToOrder
from server.pages.keys import DESK
from tests.pages.a_desk import Desk

PERMIT, DECISION = "Công văn số 52-CV/ĐU", "Kế hoạch số 7-KH/CB"
CONTENT = b"\x1a\x45\xdf\xa3 a film"


async def permit(desk: Desk) -> None:
    officer = await desk.signed_in(desk.officer)
    yesterday = str((desk.scene.clock() - timedelta(days=1)).date())
    fields = {"document": PERMIT, "issued_on": yesterday, "valid_from": yesterday, "valid_to": ""}
    answer = await officer.post(f"/cells/{desk.cell}/recording-permissions", fields)
    assert answer.status == 303, await answer.text()


async def recorded(desk: Desk) -> MeetingId:
    """A meeting that is being recorded."""
    await permit(desk)
    meeting = await desk.a_meeting()
    secretary = await desk.signed_in(desk.scene.secretary)
    await secretary.post(f"/meetings/{meeting}/open")
    await desk.meetings.handle(meeting, CallToOrder(), by=desk.scene.secretary)
    await desk.meetings.handle(meeting, StartRecording(document=DECISION), by=desk.scene.secretary)
    return meeting


async def closed(desk: Desk, folder: Path) -> MeetingId:
    """A closed meeting whose recording is mixed."""
    meeting = await recorded(desk)
    await desk.meetings.handle(meeting, CloseMeeting(reason="hết giờ"), by=desk.scene.secretary)
    await desk.scene.preparation.note_closed(await desk.meetings.get(meeting))
    place = folder / "recordings" / meeting / "1"
    place.mkdir(parents=True)
    writer = SealedWriter(place / MIX, RecordingKeys(folder / "recording.key").make(place / KEY, f"{meeting}/1"))
    writer.write(CONTENT)
    writer.close()
    return meeting


async def test_the_committees_document_is_shown_and_frozen_into_the_next_meeting(desk: Desk) -> None:
    secretary = await desk.signed_in(desk.scene.secretary)
    assert "Không ghi âm, ghi hình cuộc họp." in await secretary.text(f"/cells/{desk.cell}")

    await permit(desk)

    assert PERMIT in await secretary.text(f"/cells/{desk.cell}")
    meeting = await desk.a_meeting()
    await secretary.post(f"/meetings/{meeting}/open")
    assert (await desk.meetings.get(meeting)).plan.recording_permission == PERMIT


async def test_whoever_comes_in_is_told_before_that_the_meeting_is_recorded(desk: Desk) -> None:
    meeting = await recorded(desk)

    page = await (await desk.signed_in(desk.scene.members[4])).text(f"/meetings/{meeting}/room")

    assert f'data-recording="{DECISION}"' in page


async def test_secretary_and_committee_get_the_file_and_nobody_else(desk: Desk, tmp_path: Path) -> None:
    meeting = await closed(desk, tmp_path)
    address = f"/meetings/{meeting}/recordings/1"
    scene = desk.scene

    for allowed in (scene.secretary, scene.deputy, desk.officer):
        answer = await (await desk.signed_in(allowed)).get(address)
        assert (answer.status, await answer.read()) == (200, CONTENT)
        assert answer.headers["Content-Length"] == str(len(CONTENT))
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store"
    for refused in (scene.members[4], desk.observer, desk.stranger, desk.neighbours_secretary):
        assert (await (await desk.signed_in(refused)).get(address)).status == 404


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_no_other_site_can_ask_for_the_file(desk: Desk, tmp_path: Path, site: str) -> None:
    meeting = await closed(desk, tmp_path)
    secretary = await desk.signed_in(desk.scene.secretary)

    answer = await secretary.get(f"/meetings/{meeting}/recordings/1", headers={"Sec-Fetch-Site": site})

    assert answer.status == 403


async def test_a_member_sees_that_there_is_a_recording_and_no_button(desk: Desk, tmp_path: Path) -> None:
    meeting = await closed(desk, tmp_path)
    member, secretary = await desk.signed_in(desk.scene.members[4]), await desk.signed_in(desk.scene.secretary)

    seen, offered = await member.text(f"/meetings/{meeting}"), await secretary.text(f"/meetings/{meeting}")

    for page in (seen, offered):
        assert f"Theo văn bản: {DECISION}" in page
        assert "Đã dựng xong." in page
        assert "90 ngày" in page
    assert f"/meetings/{meeting}/recordings/1" in offered
    assert f"/meetings/{meeting}/recordings/1" not in seen


async def test_a_recording_that_was_forgotten_is_gone(desk: Desk, tmp_path: Path) -> None:
    meeting = await closed(desk, tmp_path)
    secretary = await desk.signed_in(desk.scene.secretary)

    (tmp_path / "recordings" / meeting / "1" / KEY).unlink()

    assert (await secretary.get(f"/meetings/{meeting}/recordings/1")).status == 404
    assert (await secretary.get(f"/meetings/{meeting}/recordings/../1")).status == 404
    assert desk.app[DESK].keeper.keep == timedelta(days=90)
