"""A planned meeting that is moved, cancelled or thrown away: whoever was told sees it, and home shows the right one."""

import asyncio
import re
from datetime import timedelta
from pathlib import Path

import pytest

from server.meeting.identity import MeetingId
from server.meeting_sheets import Answer, MeetingState
from server.tables import agenda_items, meetings, papers, reading_marks
from tests.pages.a_desk import Browser, Desk
from tests.pages.papers import PDF


@pytest.fixture
async def secretary(desk: Desk) -> Browser:
    return await desk.signed_in(desk.scene.secretary)


@pytest.fixture
async def member(desk: Desk) -> Browser:
    return await desk.signed_in(desk.scene.members[4])


async def calendar(browser: Browser, meeting: MeetingId) -> dict[str, str]:
    """The lines of the calendar file by their names."""
    lines = (await browser.text(f"/meetings/{meeting}/calendar.ics")).split("\r\n")
    return dict(reversed([line.partition(":")[::2] for line in lines]))


async def moved(desk: Desk, secretary: Browser, meeting: MeetingId, day: str, clock: str = "20:00") -> None:
    sheet = await desk.scene.preparation.sheet(meeting)
    fields = {"title": sheet.title, "chair": sheet.chair, "minute_taker": "", "committee_met_on": ""}
    answer = await secretary.post(f"/meetings/{meeting}/details", {**fields, "day": day, "clock": clock})
    assert answer.status == 303


async def test_a_form_that_is_sent_twice_makes_one_meeting(desk: Desk, secretary: Browser) -> None:
    url = f"/cells/{desk.cell}/meetings"
    found = re.search(r'name="form" value="([0-9a-f]+)"', await secretary.text(f"{url}/new"))
    assert found is not None
    fields = {"kind": "regular", "title": "", "day": "2026-12-03", "clock": "19:30", "form": found[1]}

    first, second = await asyncio.gather(secretary.post(url, fields), secretary.post(url, fields))
    third = await secretary.post(url, fields)

    assert first.headers["Location"] == second.headers["Location"] == third.headers["Location"]
    assert await desk.count(meetings) == 1
    assert await desk.count(agenda_items) == 17


async def test_two_forms_make_two_meetings(desk: Desk, secretary: Browser) -> None:
    fields = {"kind": "regular", "title": "", "day": "2026-12-03", "clock": "19:30"}

    for form in ("a", "b"):
        await secretary.post(f"/cells/{desk.cell}/meetings", {**fields, "form": form})

    assert await desk.count(meetings) == 2


async def test_a_cancelled_meeting_tells_everybody_who_was_told_and_why(
    desk: Desk, secretary: Browser, member: Browser
) -> None:
    meeting = await desk.a_meeting()
    before = await calendar(member, meeting)
    desk.scene.clock.turn(timedelta(seconds=1))

    answer = await secretary.post(f"/meetings/{meeting}/cancel", {"cancel_reason": "Đồng chí bí thư đi công tác"})

    after = await calendar(member, meeting)
    observer = await desk.signed_in(desk.observer)
    assert answer.status == 303
    assert "Đồng chí bí thư đi công tác" in await member.text("/")
    assert "Đồng chí bí thư đi công tác" in await observer.text("/")
    assert "Cuộc họp này đã hủy" in await member.text(f"/meetings/{meeting}")
    assert "Đã hủy" in await member.text("/meetings")
    assert (before["METHOD"], before["STATUS"]) == ("PUBLISH", "CONFIRMED")
    assert (after["METHOD"], after["STATUS"]) == ("CANCEL", "CANCELLED")
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    desk.scene.clock.turn(timedelta(days=4))
    member = await desk.signed_in(desk.scene.members[4])
    assert "Đồng chí bí thư đi công tác" not in await member.text("/"), "over when its day is over"


async def test_a_meeting_is_not_cancelled_without_a_reason(desk: Desk, secretary: Browser) -> None:
    meeting = await desk.a_meeting()

    answer = await secretary.post(f"/meetings/{meeting}/cancel", {"cancel_reason": " "})

    assert answer.status == 422
    assert "Chưa nhập mục này" in await answer.text()
    assert (await desk.scene.preparation.sheet(meeting)).state is MeetingState.NOTIFIED


async def test_nothing_happens_any_more_to_a_cancelled_meeting(desk: Desk, secretary: Browser, member: Browser) -> None:
    meeting = await desk.a_meeting()
    await secretary.post(f"/meetings/{meeting}/cancel", {"cancel_reason": "Bão số 9"})
    url = f"/meetings/{meeting}"

    answers = [
        await member.post(f"{url}/reply", {"answer": "will_attend"}),
        await secretary.post(f"{url}/open"),
        await secretary.post(f"{url}/notify"),
        await secretary.post(f"{url}/delete"),
    ]

    assert [answer.status for answer in answers] == [422, 409, 409, 409]
    assert (await desk.scene.preparation.sheet(meeting)).cancel_reason == "Bão số 9"
    assert "Sinh hoạt thường kỳ" in await secretary.text(url)


async def test_a_draft_is_thrown_away_with_all_that_belongs_to_it(
    desk: Desk, secretary: Browser, tmp_path: Path
) -> None:
    meeting = await desk.a_meeting(notified=False)
    url = f"/meetings/{meeting}"
    await secretary.upload(f"{url}/papers", "a.pdf", PDF, {"title": "", "unclassified": "yes"})
    await secretary.get(f"{url}/papers/{(await desk.papers_of(meeting))[0]}")
    assert await desk.count(reading_marks) == 1

    answer = await secretary.post(f"{url}/delete")

    assert answer.status == 303
    assert (await secretary.get(url)).status == 404
    for table in (meetings, agenda_items, papers, reading_marks):
        assert await desk.count(table) == 0, table.name
    assert list((tmp_path / "papers").iterdir()) == []


async def test_a_meeting_that_members_know_of_cannot_vanish(desk: Desk, secretary: Browser) -> None:
    meeting = await desk.a_meeting()

    answer = await secretary.post(f"/meetings/{meeting}/delete")

    assert answer.status == 409
    assert (await desk.scene.preparation.sheet(meeting)).state is MeetingState.NOTIFIED


async def test_a_move_shows_the_old_and_the_new_time_and_asks_for_a_new_answer(
    desk: Desk, secretary: Browser, member: Browser
) -> None:
    meeting = await desk.a_meeting()
    await member.post(f"/meetings/{meeting}/reply", {"answer": "will_attend"})
    before = await calendar(member, meeting)
    desk.scene.clock.turn(timedelta(seconds=5))

    await moved(desk, secretary, meeting, "2026-12-05")

    for page in (await member.text("/"), await member.text(f"/meetings/{meeting}"), await secretary.text("/")):
        assert "Giờ họp đã dời" in page
        assert "Trước đây: 19:00, Thứ Năm, ngày 03 tháng 12 năm 2026" in page
        assert "Nay họp: 20:00, Thứ Bảy, ngày 05 tháng 12 năm 2026" in page
    assert "Đề nghị đồng chí trả lời lại theo giờ mới" in await member.text("/")
    after = await calendar(member, meeting)
    assert after["DTSTART"] == "20261205T130000Z"
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"]), "within one minute, too"
    desk.scene.clock.turn(timedelta(seconds=5))
    await member.post(f"/meetings/{meeting}/reply", {"answer": "will_attend"})
    assert "trả lời lại theo giờ mới" not in await member.text("/")


async def test_the_calendar_says_when_it_was_changed_last(desk: Desk, secretary: Browser, member: Browser) -> None:
    meeting = await desk.a_meeting()
    before = await calendar(member, meeting)
    desk.scene.clock.turn(timedelta(hours=2))
    secretary, member = await desk.signed_in(desk.scene.secretary), await desk.signed_in(desk.scene.members[4])

    await moved(desk, secretary, meeting, "2026-12-05")

    after = await calendar(member, meeting)
    assert before["LAST-MODIFIED"] == "20261130T120000Z"
    assert after["LAST-MODIFIED"] == after["DTSTAMP"] == "20261130T140000Z"
    assert await calendar(member, meeting) == after, "the same file as long as nothing changes"


async def test_a_draft_is_moved_without_a_word(desk: Desk, secretary: Browser) -> None:
    meeting = await desk.a_meeting(notified=False)

    await moved(desk, secretary, meeting, "2026-12-05")

    assert "Giờ họp đã dời" not in await secretary.text(f"/meetings/{meeting}")


async def test_a_forgotten_draft_does_not_hide_the_meeting_of_tonight(desk: Desk, secretary: Browser) -> None:
    now = desk.scene.clock()
    forgotten = await desk.a_meeting(notified=False, at=now + timedelta(minutes=1))
    tonight = await desk.a_meeting(at=now + timedelta(hours=1))

    assert f'href="/meetings/{tonight}"' in await secretary.text("/")

    desk.scene.clock.turn(timedelta(days=1))
    secretary = await desk.signed_in(desk.scene.secretary)
    next_one = await desk.a_meeting(at=desk.scene.clock() + timedelta(days=2))
    await desk.scene.preparation.reply(next_one, desk.scene.deputy, Answer.WILL_ATTEND)
    home = await secretary.text("/")
    assert f'href="/meetings/{next_one}"' in home
    assert "đã qua ngày mà chưa mở" in home
    assert f'href="/meetings/{forgotten}#call-off"' in home
