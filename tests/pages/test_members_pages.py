"""Cell and member pages: add, edit, status, office, invitation, leaving, import."""

import io
import zipfile

import pytest

from server.meeting.roll import Status
from server.roster import Office
from server.tables import members, memberships
from tests.pages.a_desk import PASSWORD, Browser, Desk
from tests.storage.test_member_import import GOOD, HEADINGS, with_part, xlsx

NEW = {
    "name": "Đinh Văn Sơn",
    "sex": "male",
    "birth_year": "1979",
    "card_number": "",
    "admitted_on": "19/05/2011",
    "official_on": "19/05/2012",
    "workplace": "Ban Kế hoạch",
    "province": "Nghệ An",
    "other_office": "",
    "phone": "0912 777 106",
    "email": "",
    "site": "",
    "party_group": "",
}


@pytest.fixture
async def secretary(desk: Desk) -> Browser:
    return await desk.signed_in(desk.scene.secretary)


async def test_a_new_member_stands_on_the_roll(desk: Desk, secretary: Browser) -> None:
    answer = await secretary.post(f"/cells/{desk.cell}/members", {**NEW, "site": desk.scene.site})

    page = await secretary.text(answer.headers["Location"])
    roll = await desk.scene.registry.roll_on(desk.cell, desk.scene.today)
    assert "Đinh Văn Sơn" in page
    assert [entry.site for entry in roll if entry.name == "Đinh Văn Sơn"] == [desk.scene.site]


@pytest.mark.parametrize(
    ("field", "written", "sentence"),
    [
        ("admitted_on", "31/02/2015", "Ngày 31/02 không có"),
        ("phone", "0912000000", "Đã có đảng viên khác dùng số điện thoại"),
        ("name", "", "Chưa nhập mục này"),
        ("site", "of-another-cell", "Lựa chọn này không có"),
        ("name", "<b>Sơn</b>", "Họ và tên chỉ gồm chữ"),
    ],
)
async def test_a_wrong_field_is_explained_beside_it_and_nothing_is_written(
    desk: Desk, secretary: Browser, field: str, written: str, sentence: str
) -> None:
    before = await desk.count(members)

    answer = await secretary.post(f"/cells/{desk.cell}/members", {**NEW, field: written})
    page = await answer.text()

    assert answer.status == 422
    assert sentence in page
    assert 'value="Ban Kế hoạch"' in page, "what was written stands there again"
    assert await desk.count(members) == before


async def test_a_status_needs_a_day_and_shows_on_the_page(desk: Desk, secretary: Browser) -> None:
    url = f"/cells/{desk.cell}/members/{desk.scene.members[3]}"
    fields = {"status": "exempt", "valid_from": "", "valid_to": "", "decision_number": "12-QĐ/CB"}

    refused = await secretary.post(f"{url}/status", fields)
    await secretary.post(f"{url}/status", {**fields, "valid_from": "2026-11-01"})

    record = await desk.scene.registry.record(desk.scene.members[3], desk.cell, desk.scene.today)
    assert refused.status == 422
    assert record.status is Status.EXEMPT
    assert "12-QĐ/CB" in await secretary.text(url)


async def test_a_second_secretary_is_refused_in_words(desk: Desk, secretary: Browser) -> None:
    url = f"/cells/{desk.cell}/members/{desk.scene.members[2]}/offices"

    answer = await secretary.post(url, {"office": "secretary", "title": "", "valid_from": "2026-11-30", "valid_to": ""})

    assert answer.status == 422
    assert "Chi bộ đang có bí thư" in await answer.text()


async def test_an_office_of_somebody_else_cannot_be_ended_through_this_member(desk: Desk, secretary: Browser) -> None:
    held = (await desk.scene.registry.record(desk.scene.deputy, desk.cell, desk.scene.today)).offices[0]

    answer = await secretary.post(f"/cells/{desk.cell}/members/{desk.scene.members[3]}/offices/{held.id}/end")

    assert answer.status == 404
    record = await desk.scene.registry.record(desk.scene.deputy, desk.cell, desk.scene.today)
    assert [office.office for office in record.offices] == [Office.DEPUTY]


async def test_the_invitation_link_shown_is_the_one_that_works(desk: Desk, secretary: Browser) -> None:
    answer = await secretary.post(f"/cells/{desk.cell}/members/{desk.scene.members[3]}/invitation")
    page = await answer.text()

    path = page.split("http://localhost")[1].split('"')[0]
    guest = await desk.browser()
    await guest.get(path)
    accepted = await guest.post("/invitation", {"password": PASSWORD, "again": PASSWORD})
    assert accepted.headers["Location"] == "/"


async def test_who_leaves_is_no_longer_on_the_page(desk: Desk, secretary: Browser) -> None:
    url = f"/cells/{desk.cell}/members/{desk.scene.members[3]}"

    await secretary.post(f"{url}/leave", {"last_day": "2026-11-29"})

    assert "Cao Xuân Lâm" not in await secretary.text(f"/cells/{desk.cell}")
    assert (await secretary.get(url)).status == 404


async def test_a_list_is_looked_at_before_it_is_written(desk: Desk, secretary: Browser) -> None:
    url = f"/cells/{desk.cell}/import"
    bad = ("Phan Thị Hòa", "Nữ", "31/02/2015", "", "", "0912 777 107")
    before = await desk.count(memberships)

    sent = await secretary.upload(url, "danh-sach.xlsx", xlsx(HEADINGS, GOOD, bad))
    preview = sent.headers["Location"]
    page = await secretary.text(preview)
    looked = await desk.count(memberships)
    await secretary.post(f"{preview}/accept")

    assert "1 dòng cần sửa" in page
    assert "Ngày 31/02 không có" in page
    assert looked == before
    assert await desk.count(memberships) == before + 1


async def test_every_field_that_will_be_written_is_looked_at_before(desk: Desk, secretary: Browser) -> None:
    more = {"Năm sinh": "1979", "Nơi công tác": "Ban Kế hoạch", "Tỉnh, thành phố": "Nghệ An", "Chức vụ": "Trưởng ban"}
    sent = await secretary.upload(
        f"/cells/{desk.cell}/import",
        "danh-sach.xlsx",
        xlsx((*HEADINGS, *more, "Dân tộc"), (*GOOD, *more.values(), "Kinh")),
    )

    page = await secretary.text(sent.headers["Location"])

    assert all(text in page for text in (*GOOD, *more.values()))
    assert "Không nhận ra 1 cột nên bỏ qua: Dân tộc" in page


async def test_one_press_mends_what_is_sure(desk: Desk, secretary: Browser) -> None:
    row = (*GOOD[:4], "Chính thuc", GOOD[5])
    sent = await secretary.upload(f"/cells/{desk.cell}/import", "danh-sach.xlsx", xlsx(HEADINGS, row))
    preview = sent.headers["Location"]
    page = await secretary.text(preview)

    await secretary.post(f"{preview}/mend", {"row": "2"})

    assert "Có phải “Chính thức”?" in page
    assert "đều hợp lệ" in await secretary.text(preview)


async def test_a_hostile_list_is_refused_in_words_and_writes_nothing(desk: Desk, secretary: Browser) -> None:
    url = f"/cells/{desk.cell}/import"
    before = await desk.count(members)
    plain = xlsx(HEADINGS, GOOD)
    hostile = {
        "Tệp có chứa mã chạy được": with_part(plain, "xl/vbaProject.bin", b"x"),
        "Cấu tạo của tệp không an toàn": with_part(plain, "xl/big.xml", b" " * 60_000_000),
        "Tệp có liên kết đến tệp khác": with_part(plain, "xl/externalLinks/externalLink1.xml", b"<x/>"),
        "có công thức": xlsx(HEADINGS, ("=1+1", *GOOD[1:])),
        "Không đọc được tệp này": plain[:200],
    }

    for sentence, content in hostile.items():
        answer = await secretary.upload(url, "danh-sach.xlsx", content)
        assert answer.status == 422
        assert sentence in await answer.text()

    assert await desk.count(members) == before


async def test_a_file_beyond_every_limit_is_refused_while_it_comes(desk: Desk, secretary: Browser) -> None:
    answer = await secretary.upload(f"/cells/{desk.cell}/import", "danh-sach.csv", b"x" * (23 * 1024 * 1024))

    assert answer.status == 413
    assert "Tệp quá lớn" in await answer.text()


async def test_a_stranger_may_not_send_a_large_file_at_all(desk: Desk) -> None:
    stranger = await desk.browser()

    answer = await stranger.upload(f"/cells/{desk.cell}/import", "danh-sach.csv", b"x" * (1024 * 1024))

    assert answer.status == 413


async def test_a_preview_of_somebody_else_is_gone(desk: Desk, secretary: Browser) -> None:
    sent = await secretary.upload(f"/cells/{desk.cell}/import", "danh-sach.xlsx", xlsx(HEADINGS, GOOD))
    deputy = await desk.signed_in(desk.scene.deputy)

    answer = await deputy.post(f"{sent.headers['Location']}/accept")

    assert answer.status == 409
    assert "Bản xem trước đã hết hạn" in await answer.text()


async def test_the_template_can_be_downloaded(desk: Desk, secretary: Browser) -> None:
    answer = await secretary.get(f"/cells/{desk.cell}/import/template.xlsx")

    assert zipfile.is_zipfile(io.BytesIO(await answer.read()))
    assert answer.headers["Content-Disposition"].startswith("attachment")


async def test_a_site_and_a_permission_are_entered_by_those_who_may(desk: Desk, secretary: Browser) -> None:
    officer = await desk.signed_in(desk.officer)
    permission = {
        "document": "Công văn số 50-CV/ĐU",
        "ground": "dispersed",
        "issued_on": "2026-11-20",
        "valid_from": "2027-01-01",
        "valid_to": "2027-12-31",
    }

    await secretary.post(f"/cells/{desk.cell}/sites", {"name": "Công trường Nghệ An", "province": "Nghệ An"})
    backwards = await officer.post(f"/cells/{desk.cell}/authorisations", {**permission, "valid_to": "2026-01-01"})
    entered = await officer.post(f"/cells/{desk.cell}/authorisations", permission)

    assert "Công trường Nghệ An" in await secretary.text(f"/cells/{desk.cell}")
    assert (backwards.status, entered.status) == (422, 303)


async def test_the_administrator_builds_the_tree_and_names_an_observer(desk: Desk) -> None:
    administrator = await desk.administrator()
    cell = {"name": "Chi bộ Trường Ngọc Lâm", "short_name": "Ngọc Lâm", "code": "01.015.020.000.001"}
    more = {"parent": desk.scene.committee, "founded_on": "2026-01-01", "term": "", "help_phone": ""}
    assigned = {"member": desk.stranger, "organisation": desk.cell, "title": "Ủy viên", "valid_to": ""}

    founded = await administrator.post("/administration/cells", {**cell, **more})
    twice = await administrator.post("/administration/cells", {**cell, **more})
    observer = await administrator.post("/administration/observers", {**assigned, "valid_from": "2026-11-01"})

    page = await administrator.text("/administration")
    assert (founded.status, twice.status, observer.status) == (303, 422, 303)
    assert "Chi bộ Trường Ngọc Lâm" in page
    assert "Người Lạ" in page
