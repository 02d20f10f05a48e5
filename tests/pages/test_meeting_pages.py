"""A meeting before it opens, at its door, and after it has closed."""

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from server.meeting.closing import CloseMeeting
from server.meeting.identity import MeetingId, MemberId, Seat
from server.meeting_sheets import Answer, MeetingState
from server.pages.meeting_edit import ROW_FIELDS
from server.tables import members, notifications, papers
from tests.pages.a_desk import Browser, Desk
from tests.pages.papers import PDF, docx, png


@pytest.fixture
async def secretary(desk: Desk) -> Browser:
    return await desk.signed_in(desk.scene.secretary)


@pytest.fixture
async def member(desk: Desk) -> Browser:
    return await desk.signed_in(desk.scene.members[4])


async def rows_of(desk: Desk, meeting: MeetingId) -> dict[str, str]:
    """The programme as its form sends it."""
    form: dict[str, str] = {}
    for n, item in enumerate(await desk.scene.preparation.items(meeting)):
        values = (item.id, item.step.value, item.stage.value, item.title, str(item.minutes), item.presenter or "")
        form |= {f"{name}-{n}": value for name, value in zip(ROW_FIELDS, values, strict=False)}
        if item.needs_vote:
            form[f"vote-{n}"] = "yes"
    return form


async def test_a_regular_meeting_starts_from_seventeen_steps(desk: Desk, secretary: Browser) -> None:
    fields = {"kind": "regular", "title": "", "day": "2026-12-03", "clock": "19:30"}

    answer = await secretary.post(f"/cells/{desk.cell}/meetings", fields)

    meeting = MeetingId(answer.headers["Location"].split("/")[2])
    sheet = await desk.scene.preparation.sheet(meeting)
    assert sheet.title == "Sinh hoạt thường kỳ tháng 12/2026"
    assert sheet.starts_at.isoformat() == "2026-12-03T12:30:00+00:00"
    assert len(await desk.scene.preparation.items(meeting)) == 17


async def test_a_thematic_meeting_has_a_presentation(desk: Desk, secretary: Browser) -> None:
    fields = {"kind": "thematic", "title": "", "day": "2026-12-17", "clock": "19h30"}

    answer = await secretary.post(f"/cells/{desk.cell}/meetings", fields)

    meeting = MeetingId(answer.headers["Location"].split("/")[2])
    assert (await desk.scene.preparation.sheet(meeting)).title == "Sinh hoạt chuyên đề quý IV/2026"
    assert "presentation" in {item.step.value for item in await desk.scene.preparation.items(meeting)}


@pytest.mark.parametrize(
    ("field", "written", "sentence"),
    [
        ("day", "2026-02-31", "Ngày 31/02 không có"),
        ("day", "2020-01-01", "Giờ họp đã qua"),
        ("clock", "25:00", "Không hiểu giờ này"),
        ("kind", "congress", "Lựa chọn này không có"),
        ("title", "x" * 201, "Dài quá 200 ký tự"),
    ],
)
async def test_an_impossible_meeting_is_not_made(
    desk: Desk, secretary: Browser, field: str, written: str, sentence: str
) -> None:
    fields = {"kind": "regular", "title": "", "day": "2026-12-03", "clock": "19:30", field: written}

    answer = await secretary.post(f"/cells/{desk.cell}/meetings", fields)

    assert answer.status == 422
    assert sentence in await answer.text()
    assert await desk.scene.preparation.sheets_of((desk.cell,)) == ()


async def test_members_see_a_meeting_when_they_are_notified(desk: Desk, secretary: Browser, member: Browser) -> None:
    meeting = await desk.a_meeting(notified=False)

    before = await member.get(f"/meetings/{meeting}")
    await secretary.post(f"/meetings/{meeting}/notify")

    assert before.status == 404
    assert "Đồng chí có dự được không?" in await member.text(f"/meetings/{meeting}")
    assert "Sinh hoạt thường kỳ" in await member.text("/")


async def test_notifying_twice_tells_nobody_twice(desk: Desk, secretary: Browser) -> None:
    meeting = await desk.a_meeting()

    await secretary.post(f"/meetings/{meeting}/notify")

    assert await desk.count(notifications) == 7  # six members and the observer


async def test_leave_is_asked_with_a_reason_and_decided(desk: Desk, secretary: Browser, member: Browser) -> None:
    meeting = await desk.a_meeting()
    url = f"/meetings/{meeting}"

    without = await member.post(f"{url}/reply", {"answer": "leave", "reason": " "})
    await member.post(f"{url}/reply", {"answer": "leave", "reason": "đi công tác"})
    asked = await secretary.text(url)
    await secretary.post(f"{url}/leave/{desk.scene.members[4]}", {"accepted": "yes"})

    roll = await desk.scene.preparation.roll(meeting)
    leave = next(entry.leave for entry in roll if entry.member == desk.scene.members[4])
    assert without.status == 422
    assert "Đồng chí ghi lý do để chi ủy xét" in await without.text()
    assert "đi công tác" in asked
    assert leave is not None
    assert leave.accepted
    assert "Chi ủy đã đồng ý" in await member.text(url)


async def test_members_do_not_see_each_others_reasons(desk: Desk, member: Browser) -> None:
    meeting = await desk.a_meeting()
    await desk.scene.preparation.reply(meeting, desk.scene.members[3], Answer.LEAVE, "nằm viện")

    assert "nằm viện" not in await member.text(f"/meetings/{meeting}")


async def test_a_new_answer_takes_back_the_request(desk: Desk, member: Browser) -> None:
    meeting = await desk.a_meeting()
    await member.post(f"/meetings/{meeting}/reply", {"answer": "leave", "reason": "đi công tác"})

    await member.post(f"/meetings/{meeting}/reply", {"answer": "will_attend", "reason": ""})

    replies = await desk.scene.preparation.replies(meeting)
    assert [reply.answer for reply in replies] == [Answer.WILL_ATTEND]


async def test_the_programme_is_edited_moved_and_saved(desk: Desk, secretary: Browser) -> None:
    meeting = await desk.a_meeting()
    form = await rows_of(desk, meeting)
    form |= {"title-9": "Thảo luận về an toàn lao động", "minutes-9": "20", "presenter-9": desk.scene.deputy}

    await secretary.post(f"/meetings/{meeting}/programme", {**form, "press": "up-9"})

    items = await desk.scene.preparation.items(meeting)
    assert (items[8].title, items[8].minutes, items[8].presenter) == (
        "Thảo luận về an toàn lao động",
        20,
        desk.scene.deputy,
    )


async def test_items_are_added_and_taken_out(desk: Desk, secretary: Browser) -> None:
    meeting = await desk.a_meeting()

    await secretary.post(f"/meetings/{meeting}/programme", {**await rows_of(desk, meeting), "press": "add-5"})
    added = await desk.scene.preparation.items(meeting)
    await secretary.post(f"/meetings/{meeting}/programme", {**await rows_of(desk, meeting), "press": "remove-6"})
    removed = await desk.scene.preparation.items(meeting)

    assert (len(added), added[6].title, len(removed)) == (18, "Nội dung mới", 17)


@pytest.mark.parametrize(
    ("field", "written", "status"),
    [
        ("minutes-0", "-5", 422),
        ("minutes-0", "999", 422),
        ("title-0", "", 422),
        ("step-0", "coup", 422),
        ("presenter-0", "somebody-of-another-cell", 422),
        ("chair-0", "x", 400),
    ],
)
async def test_a_wrong_row_saves_nothing(desk: Desk, secretary: Browser, field: str, written: str, status: int) -> None:
    meeting = await desk.a_meeting()
    before = await desk.scene.preparation.items(meeting)
    form = await rows_of(desk, meeting)

    answer = await secretary.post(f"/meetings/{meeting}/programme", {**form, field: written, "press": "save"})

    assert answer.status == status
    assert await desk.scene.preparation.items(meeting) == before


async def test_an_item_of_another_meeting_is_not_taken_over(desk: Desk, secretary: Browser) -> None:
    meeting = await desk.a_meeting()
    other = await desk.a_meeting(at=desk.scene.clock() + timedelta(days=40))
    foreign = await desk.scene.preparation.items(other)
    form = {**await rows_of(desk, meeting), "id-0": foreign[0].id, "press": "save"}

    await secretary.post(f"/meetings/{meeting}/programme", form)

    assert await desk.scene.preparation.items(other) == foreign


async def test_tasks_of_the_last_resolution_go_into_the_plan(desk: Desk, secretary: Browser) -> None:
    meeting = await desk.a_meeting()
    form = {"task-0": "Rà soát an toàn", "owner-0": "Cao Xuân Lâm", "result-0": "Xong 2/3", "task-1": "", "owner-1": ""}

    await secretary.post(f"/meetings/{meeting}/tasks", form)

    plan = await desk.scene.preparation.plan_of(meeting)
    assert [(task.text, task.owner, task.result) for task in plan.last_tasks] == [
        ("Rà soát an toàn", "Cao Xuân Lâm", "Xong 2/3")
    ]


@pytest.mark.parametrize(
    ("field", "written", "sentence"),
    [
        ("task-1", "x" * 301, "Dài quá 300 ký tự"),
        ("result-1", "Xong\u202e", "Có ký tự không hiện ra được"),
        ("task-1", "", "Chưa nhập mục này"),
    ],
)
async def test_one_wrong_task_loses_none_of_the_others(
    desk: Desk, secretary: Browser, field: str, written: str, sentence: str
) -> None:
    meeting = await desk.a_meeting()
    first = {"task-0": "Rà soát an toàn", "owner-0": "Cao Xuân Lâm", "result-0": "Xong 2/3"}
    second = {"task-2": "Kết nạp đảng viên", "owner-2": "Hoàng Lan", "result-2": ""}

    wrong = {"task-1": "Khác", "owner-1": "Bùi Hương", "result-1": "", field: written}

    answer = await secretary.post(f"/meetings/{meeting}/tasks", {**first, **wrong, **second})

    page = await answer.text()
    assert answer.status == 422
    assert sentence in page
    assert "Chưa lưu" in page
    for text in ("Rà soát an toàn", "Xong 2/3", "Bùi Hương", "Kết nạp đảng viên", "Hoàng Lan"):
        assert f'value="{text}"' in page
    assert await desk.scene.preparation.reviewed(meeting) == ()


async def test_a_form_with_too_many_rows_says_so_and_cuts_nothing(desk: Desk, secretary: Browser) -> None:
    meeting = await desk.a_meeting()
    rows = await rows_of(desk, meeting)
    more = {
        f"{field}-{n}": text
        for n in range(17, 61)
        for field, text in {"step": "discussion", "stage": "business", "title": f"Nội dung {n}", "minutes": "1"}.items()
    }
    tasks = {f"task-{n}": f"Nhiệm vụ {n}" for n in range(41)}

    programme = await secretary.post(f"/meetings/{meeting}/programme", {**rows, **more, "press": "save"})
    reviewed = await secretary.post(f"/meetings/{meeting}/tasks", tasks)

    assert (programme.status, reviewed.status) == (422, 422)
    page = await programme.text()
    assert "Nhiều nhất 60 dòng" in page
    assert 'value="Nội dung 60"' in page
    assert "Nhiều nhất 40 dòng" in await reviewed.text()
    assert len(await desk.scene.preparation.items(meeting)) == 17


async def test_a_wrong_row_can_be_taken_out(desk: Desk, secretary: Browser) -> None:
    meeting = await desk.a_meeting()
    form = {**await rows_of(desk, meeting), "minutes-3": "lâu"}

    answer = await secretary.post(f"/meetings/{meeting}/programme", {**form, "press": "remove-3"})

    assert answer.status == 303
    assert len(await desk.scene.preparation.items(meeting)) == 16


async def test_what_is_wrong_stands_beside_its_row_though_a_row_was_moved(desk: Desk, secretary: Browser) -> None:
    meeting = await desk.a_meeting()
    form = {**await rows_of(desk, meeting), "title-5": ""}

    page = await (await secretary.post(f"/meetings/{meeting}/programme", {**form, "press": "remove-2"})).text()

    assert 'id="title-4-error"' in page
    assert 'name="title-4" type="text" value=""' in page


async def test_a_paper_is_attached_read_and_counted(desk: Desk, secretary: Browser, member: Browser) -> None:
    meeting = await desk.a_meeting()
    url = f"/meetings/{meeting}"
    fields = {"title": "Dự thảo Nghị quyết", "unclassified": "yes"}
    await secretary.upload(f"{url}/papers", "Nghị quyết tháng 12.pdf", PDF, fields)
    paper = (await desk.papers_of(meeting))[0]

    opened = await member.get(f"{url}/papers/{paper}")
    page = await member.text(url)

    assert await opened.read() == PDF
    assert opened.headers["Content-Type"] == "application/pdf"
    assert "filename*=UTF-8''Ngh%E1%BB%8B" in opened.headers["Content-Disposition"]
    assert opened.headers["X-Content-Type-Options"] == "nosniff"
    assert "script-src" not in opened.headers["Content-Security-Policy"]
    assert "1/7 đồng chí đã đọc" in page


async def test_a_paper_stands_under_the_item_that_it_belongs_to(
    desk: Desk, secretary: Browser, member: Browser
) -> None:
    meeting = await desk.a_meeting()
    other = await desk.a_meeting(at=desk.scene.clock() + timedelta(days=40))
    item, foreign = [(await desk.scene.preparation.items(one))[7] for one in (meeting, other)]
    fields = {"title": "Báo cáo tháng", "unclassified": "yes"}

    kept = await secretary.upload(f"/meetings/{meeting}/papers", "a.pdf", PDF, {**fields, "item": item.id})
    refused = await secretary.upload(f"/meetings/{meeting}/papers", "b.pdf", PDF, {**fields, "item": foreign.id})

    page = await member.text(f"/meetings/{meeting}")
    programme = page[page.index(f"<li>{item.title} ") :].partition("</li>")[0]
    assert (kept.status, refused.status) == (303, 422)
    assert "Báo cáo tháng" in programme
    assert f"nội dung: {item.title}" in page
    assert (await desk.scene.preparation.items(meeting))[7].papers == ("Báo cáo tháng",)


async def test_a_word_file_is_never_shown_inside_the_browser(desk: Desk, secretary: Browser) -> None:
    meeting = await desk.a_meeting()
    await secretary.upload(f"/meetings/{meeting}/papers", "a.docx", docx(), {"title": "", "unclassified": "yes"})

    opened = await secretary.get(f"/meetings/{meeting}/papers/{(await desk.papers_of(meeting))[0]}")

    assert opened.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in opened.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content", "said", "sentence"),
    [
        ("a.pdf", PDF, "", "xác nhận tài liệu không chứa bí mật nhà nước"),
        ("trang.html", b"<script>", "yes", "Chỉ nhận PDF, PNG, JPEG hoặc DOCX"),
        ("a.pdf", png(), "yes", "Nội dung tệp không đúng với đuôi .pdf"),
        ("a.pdf", PDF + b"x" * 20 * 1024 * 1024, "yes", "Tệp lớn quá 20 MB"),
        ("", b"", "yes", "Tệp chưa có nội dung"),
    ],
)
async def test_a_wrong_paper_is_refused_in_words(
    desk: Desk, secretary: Browser, name: str, content: bytes, said: str, sentence: str
) -> None:
    meeting = await desk.a_meeting()

    answer = await secretary.upload(f"/meetings/{meeting}/papers", name, content, {"title": "", "unclassified": said})

    assert answer.status == 422
    assert sentence in await answer.text()
    assert await desk.count(papers) == 0


async def test_a_paper_of_another_meeting_is_not_there(desk: Desk, secretary: Browser) -> None:
    meeting = await desk.a_meeting()
    other = await desk.a_meeting(at=desk.scene.clock() + timedelta(days=40))
    await secretary.upload(f"/meetings/{meeting}/papers", "a.pdf", PDF, {"title": "", "unclassified": "yes"})
    paper = (await desk.papers_of(meeting))[0]

    assert (await secretary.get(f"/meetings/{other}/papers/{paper}")).status == 404
    assert (await secretary.post(f"/meetings/{other}/papers/{paper}/remove")).status == 404


async def test_the_calendar_file_names_the_meeting(desk: Desk, member: Browser) -> None:
    meeting = await desk.a_meeting()

    answer = await member.get(f"/meetings/{meeting}/calendar.ics")

    assert answer.content_type == "text/calendar"
    assert "DTSTART:20261203T120000Z" in await answer.text()


async def test_a_meeting_nobody_was_told_of_cannot_be_opened(desk: Desk, secretary: Browser) -> None:
    meeting = await desk.a_meeting(notified=False)

    answer = await secretary.post(f"/meetings/{meeting}/open")

    assert answer.status == 409
    assert "Cuộc họp chưa được thông báo" in await answer.text()


async def test_without_permission_to_meet_online_the_room_stays_shut(desk: Desk, secretary: Browser) -> None:
    after_the_permission = desk.scene.clock() + timedelta(days=60)
    meeting = await desk.a_meeting(at=after_the_permission)

    answer = await secretary.post(f"/meetings/{meeting}/open")

    assert answer.status == 409
    assert (await desk.scene.preparation.sheet(meeting)).state is MeetingState.NOTIFIED


async def test_opening_leads_into_the_room_and_fixes_what_was_prepared(
    desk: Desk, secretary: Browser, member: Browser
) -> None:
    meeting = await desk.a_meeting()

    opened = await secretary.post(f"/meetings/{meeting}/open")
    room = await secretary.get(opened.headers["Location"])
    ticket = await (await member.post(f"/meetings/{meeting}/ticket")).json()
    late = await member.post(f"/meetings/{meeting}/reply", {"answer": "will_attend", "reason": ""})
    edited = await secretary.post(
        f"/meetings/{meeting}/programme", {**await rows_of(desk, meeting), "press": "remove-0"}
    )

    assert room.status == 200
    assert len(ticket["ticket"]) > 30
    assert late.status == 422
    assert "Cuộc họp đã mở" in await late.text()
    assert edited.status == 422
    assert (await desk.meetings.get(meeting)).plan.late_after_s == 300


async def test_pressing_open_twice_opens_once(desk: Desk, secretary: Browser) -> None:
    meeting = await desk.a_meeting()
    deputy = await desk.signed_in(desk.scene.deputy)

    first = await secretary.post(f"/meetings/{meeting}/open")
    second = await deputy.post(f"/meetings/{meeting}/open")

    assert first.headers["Location"] == second.headers["Location"]
    assert (await desk.meetings.get(meeting)).version == 1


async def test_a_cell_has_one_meeting_in_session(desk: Desk, secretary: Browser) -> None:
    first = await desk.a_meeting()
    second = await desk.a_meeting(at=desk.scene.clock() + timedelta(days=10))
    await secretary.post(f"/meetings/{first}/open")

    answer = await secretary.post(f"/meetings/{second}/open")

    assert answer.status == 409
    assert "đang có một cuộc họp khác" in await answer.text()


async def test_the_room_is_shut_before_it_is_opened(desk: Desk, member: Browser) -> None:
    meeting = await desk.a_meeting()

    assert (await member.get(f"/meetings/{meeting}/room")).status == 404
    assert (await member.post(f"/meetings/{meeting}/ticket")).status == 404


async def test_an_observer_enters_and_a_committee_officer_without_a_seat_does_not(
    desk: Desk, secretary: Browser
) -> None:
    meeting = await desk.a_meeting()
    await secretary.post(f"/meetings/{meeting}/open")
    observer, officer = await desk.signed_in(desk.observer), await desk.signed_in(desk.officer)

    assert (await observer.get(f"/meetings/{meeting}/room")).status == 200
    assert (await officer.get(f"/meetings/{meeting}/room")).status == 404


async def closed_meeting(desk: Desk, secretary: Browser) -> MeetingId:
    meeting = await desk.a_meeting()
    await secretary.post(f"/meetings/{meeting}/open")
    await desk.meetings.handle(meeting, CloseMeeting(reason="thử máy"), by=desk.scene.secretary)
    await desk.scene.preparation.note_closed(await desk.meetings.get(meeting))
    return meeting


async def test_a_closed_meeting_shows_what_was_decided_and_its_roll(desk: Desk, secretary: Browser) -> None:
    meeting = await closed_meeting(desk, secretary)

    page = await secretary.text(f"/meetings/{meeting}")
    sheet = await secretary.get(f"/meetings/{meeting}/attendance.xlsx")
    room = await secretary.get(f"/meetings/{meeting}/room")

    assert "Đã bế mạc" in page
    assert "Vắng không lý do" in page
    workbook = load_workbook(io.BytesIO(await sheet.read()))
    assert workbook.worksheets[0].max_row == 7
    assert room.headers["Location"] == f"/meetings/{meeting}"


async def test_documents_come_from_the_shelf_and_only_by_their_names(desk: Desk, secretary: Browser) -> None:
    meeting = await closed_meeting(desk, secretary)
    desk.shelf.put(meeting, "minutes.pdf", PDF)
    url = f"/meetings/{meeting}/documents"

    filed = await secretary.get(f"{url}/minutes.pdf")

    assert await filed.read() == PDF
    assert filed.headers["Content-Disposition"].startswith("attachment")
    for other in ("minutes.docx", "minutes.pdf.sha256", "..%2F..%2Fchibo.db", "minutes"):
        assert (await secretary.get(f"{url}/{other}")).status == 404, other


async def test_papers_and_documents_are_found_again_in_one_place(
    desk: Desk, secretary: Browser, member: Browser
) -> None:
    meeting = await desk.a_meeting()
    await secretary.upload(f"/meetings/{meeting}/papers", "a.pdf", PDF, {"title": "Báo cáo", "unclassified": "yes"})

    assert "Báo cáo" in await member.text("/papers")
    assert "Báo cáo" not in await (await desk.signed_in(desk.neighbours_secretary)).text("/papers")


async def test_the_pages_speak_english_to_those_who_ask(desk: Desk, secretary: Browser) -> None:
    meeting = await desk.a_meeting()
    cookies = {"chibo_look": "100.auto.en"}

    for path in (
        "/",
        "/meetings",
        "/papers",
        f"/meetings/{meeting}",
        f"/meetings/{meeting}/edit",
        f"/cells/{desk.cell}",
    ):
        page = await (await secretary.get(path, cookies=cookies)).text()
        assert 'lang="en"' in page, path


async def test_a_guest_is_invited_by_their_number_and_may_be_uninvited(desk: Desk, secretary: Browser) -> None:
    meeting = await desk.a_meeting()
    await _reachable(desk, desk.stranger, "0987654321")

    invited = await secretary.post(
        f"/meetings/{meeting}/guests", {"contact": "+84 987 654 321", "guest_title": "Trưởng ban công tác Mặt trận"}
    )

    assert invited.status == 303
    guests = [one for one in await desk.scene.preparation.invited_for(meeting) if one.seat is Seat.GUEST]
    assert [(one.member, one.title) for one in guests] == [(desk.stranger, "Trưởng ban công tác Mặt trận")]
    assert "Trưởng ban công tác Mặt trận" in await (await secretary.get(f"/meetings/{meeting}/edit")).text()
    await secretary.post(f"/meetings/{meeting}/guests/{desk.stranger}/withdraw", {})
    assert not [one for one in await desk.scene.preparation.invited_for(meeting) if one.seat is Seat.GUEST]


@pytest.mark.parametrize("contact", ["0999999999", "khong-co-ai@example.vn", "chào", "", "0912000005"])
async def test_a_guest_whom_nobody_knows_or_who_is_of_the_cell_is_not_invited_and_the_form_keeps_its_words(
    desk: Desk, secretary: Browser, contact: str
) -> None:
    meeting = await desk.a_meeting()

    answer = await secretary.post(f"/meetings/{meeting}/guests", {"contact": contact, "guest_title": "Giữ lại"})

    assert answer.status == 422
    page = await answer.text()
    assert "Chưa có ai ngoài chi bộ" in page
    assert "Giữ lại" in page
    assert not [one for one in await desk.scene.preparation.invited_for(meeting) if one.seat is Seat.GUEST]


async def _reachable(desk: Desk, person: MemberId, phone: str) -> None:
    change = members.update().where(members.c.id == person).values(phone=phone)
    await desk.scene.database.write(lambda at: at.execute(change))
