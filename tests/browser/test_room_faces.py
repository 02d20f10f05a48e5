"""The simple face hides nothing that a member must know; the dialogs of the roll; what an observer sees."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Locator, Page, WebSocketRoute, expect

from tests.browser.room_scene import DESK, PATIENCE_MS, PHONE, Evening, an_evening, faults

SHOW_SIMPLE = "sessionStorage.setItem('chibo-simple', 'on')"


@pytest.fixture
async def evening(tmp_path: Path, chromium: Browser) -> AsyncIterator[Evening]:
    expect.set_options(timeout=PATIENCE_MS)
    async with an_evening(tmp_path, chromium) as open_evening:
        await open_evening.sits("thang", "lan", "huong")
        yield open_evening


async def takes_the_simple_face(page: Page) -> None:
    await page.evaluate(SHOW_SIMPLE)
    await page.reload()
    await page.locator(".check__enter .button--quiet").click()
    await page.locator(".simple").wait_for()


async def test_the_simple_face_says_who_is_counted_and_what_a_vote_needs(evening: Evening) -> None:
    await evening.chairs("CallToOrder")
    page = await evening.page("nam", PHONE)
    await takes_the_simple_face(page)
    chair = evening.sockets["thang"]
    await chair.sees("counts", "official_present", value=4)
    counts = chair.at("counts")

    said = page.locator(".simple__counts")
    await expect(said).to_contain_text(f"{counts['present']}/{counts['summoned']}")
    await expect(said).to_contain_text(f"4/{counts['base']} có mặt · cần từ {counts['needed']}")


async def test_the_simple_face_shows_a_refusal_and_the_result_of_a_vote(evening: Evening) -> None:
    await evening.chairs("CallToOrder")
    page = await evening.page("nam", PHONE)

    def between(line: WebSocketRoute) -> None:
        service = line.connect_to_server()
        line.on_message(lambda told: service.send(str(told).replace("AskForFloor", "WithdrawRequest")))

    await page.route_web_socket("**/socket.io/**", between)
    await takes_the_simple_face(page)

    await page.get_by_role("button", name="Xin phát biểu").click()

    notice = page.locator(".simple .note--error")
    await expect(notice).to_contain_text("chưa đăng ký phát biểu")
    assert await faults(page) == []
    await page.get_by_role("button", name="Đã đọc").click()
    await expect(notice).to_have_count(0)

    await evening.vote()
    await expect(page.locator(".simple__button--gold")).to_be_visible()
    await evening.chairs("CloseVote", question="q")
    await expect(page.locator(".simple__result")).to_contain_text("KHÔNG")
    await page.get_by_role("button", name="Đã đọc").click()
    await expect(page.locator(".simple__result")).to_have_count(0)


async def test_a_keeper_says_who_sits_there_and_the_chair_confirms_it(evening: Evening) -> None:
    keeper, chair = await evening.enters("nam", PHONE), await evening.enters("thang", DESK)
    free = "Dương Gia Khánh"

    await keeper.get_by_role("button", name="Thêm").click()
    await keeper.locator(".sheet-list button", has_text="Ghi điểm cầu, đồng chí ngồi cùng").click()
    dialog = keeper.locator("dialog[open]")
    await expect(dialog).to_contain_text("xác nhận rồi mới tính có mặt")
    assert await faults(keeper) == []
    await dialog.get_by_label(free).check()
    await dialog.locator(".button--primary").click()
    await expect(dialog).to_have_count(0)

    await expect(chair.locator(".room-script__words")).to_contain_text(free)
    await chair.get_by_role("tab", name="Điểm danh").click()
    asked = chair.locator(".roll__group", has_text="Chờ xác nhận")
    await expect(asked.locator("dt")).to_have_text([free])
    await expect(asked.locator("dd")).to_have_text(["Văn phòng Đà Nẵng"])
    assert await faults(chair) == []
    await asked.get_by_role("button", name="Xác nhận có mặt").click()
    await expect(asked).to_have_count(0)
    await evening.sockets["lan"].sees("check_ins", value=[])


async def test_who_sits_in_the_chairs_room_with_a_phone_of_their_own_is_told_to_speak_there(evening: Evening) -> None:
    phone, chair = await evening.page("nam", PHONE), evening.sockets["thang"]
    await phone.get_by_role("button", name="Vào phòng họp").click()
    await expect(phone.get_by_role("button", name="Bật tiếng")).not_to_have_attribute("aria-disabled", "true")

    await phone.get_by_role("button", name="Thêm").click()
    await phone.locator(".sheet-list button", has_text="Ghi điểm cầu, đồng chí ngồi cùng").click()
    dialog = phone.locator("dialog[open]")
    await expect(dialog).to_contain_text("mở một micro")
    assert await faults(phone) == []
    await dialog.get_by_role("button", name="Ghi điểm cầu").click()
    await expect(dialog).to_have_count(0)
    (site,) = [one["id"] for one in chair.view["sites"] if one["name"] == "Văn phòng Đà Nẵng"]
    assert "refused" not in await chair.send("CheckIn", members=[], site=site)

    microphone = phone.get_by_role("button", name="Bật tiếng")
    await expect(microphone).to_have_attribute("aria-disabled", "true")
    await microphone.click(force=True)
    await expect(phone.locator(".note")).to_contain_text("Nguyễn Đức Thắng")
    await expect(phone.get_by_role("button", name="Tắt tiếng")).to_have_count(0)


async def test_an_entry_of_the_roll_is_put_right_with_a_reason(evening: Evening) -> None:
    chair = await evening.enters("thang", DESK)
    await chair.get_by_role("tab", name="Điểm danh").click()
    await chair.get_by_role("button", name="Sửa điểm danh").click()
    dialog = chair.locator("dialog[open]")

    await dialog.get_by_label("Đồng chí").select_option(label="Dương Gia Khánh")
    await dialog.locator("select").nth(1).select_option("absent_with_reason")
    await expect(dialog.locator(".button--primary")).to_have_attribute("aria-disabled", "true")
    assert await faults(chair) == []
    await dialog.locator("textarea").fill("Đi công tác, đã báo cáo")
    await dialog.locator(".button--primary").click()

    await expect(dialog).to_have_count(0)
    excused = chair.locator(".roll__group", has_text="Vắng có lý do")
    await expect(excused).to_contain_text("Dương Gia Khánh")
    await expect(excused).to_contain_text("Đi công tác, đã báo cáo")


async def test_an_observer_sees_the_meeting_without_ballot_hand_and_reasons_of_absence(evening: Evening) -> None:
    await evening.chairs("CallToOrder")
    page = await evening.enters("ha", DESK)
    await expect(page.get_by_role("button", name="Phát biểu", exact=True)).to_have_count(0)
    await evening.vote()

    await expect(page.locator(".vote__question")).to_be_visible()
    await expect(page.locator(".vote__answer")).to_have_count(0)
    await expect(page.locator(".vote")).to_contain_text("không tham gia biểu quyết")
    assert await faults(page) == []


async def test_an_observer_says_the_site_and_vouches_for_nobody(evening: Evening) -> None:
    page = await evening.enters("ha", PHONE)
    dialog = await _say_site(page)
    await expect(dialog).to_contain_text("Mỗi điểm cầu mở một micro")
    await expect(dialog.locator("input[type=checkbox]")).to_have_count(0)
    go = dialog.locator(".button--primary")
    await expect(go).to_have_attribute("aria-disabled", "true")

    await dialog.locator("select").select_option(label="Văn phòng Đà Nẵng")
    assert await faults(page) == []
    await go.click()

    await expect(dialog).to_have_count(0)
    dialog = await _say_site(page)
    await expect(dialog.locator("option:checked")).to_have_text("Văn phòng Đà Nẵng")


async def _say_site(page: Page) -> Locator:
    await page.get_by_role("button", name="Thêm", exact=True).click()
    await page.locator(".sheet-list button", has_text="Ghi điểm cầu").click()
    return page.locator("dialog[open]")


async def test_the_chair_sees_how_everybodys_line_fares(evening: Evening) -> None:
    phone = await evening.page("nam", PHONE)
    await phone.locator(".check__enter .button--primary").click()
    chair = await evening.page("thang", PHONE)
    await chair.locator(".check__enter .button--primary").click()
    await chair.get_by_role("button", name="Thêm", exact=True).click()
    await chair.get_by_role("button", name="Đường truyền của phòng").click()

    rows = chair.get_by_role("dialog").locator(".lines > li")
    await expect(rows).to_have_count(2, timeout=PATIENCE_MS)
    for name in ("Nguyễn Đức Thắng", "Võ Hoài Nam"):
        row = rows.filter(has_text=name)
        await expect(row).to_contain_text("Tốt", timeout=PATIENCE_MS)
        await expect(row).to_contain_text(re.compile(r"gửi [1-9][\d.]* kbit/giây"), timeout=PATIENCE_MS)
    assert await faults(chair) == []

    await phone.get_by_role("button", name="Thêm", exact=True).click()
    await expect(phone.get_by_role("button", name="Đường truyền của phòng")).to_have_count(0)


async def test_whoever_calls_for_help_can_read_out_what_the_line_carries(evening: Evening) -> None:
    page = await evening.page("nam", PHONE)
    await page.locator(".check__enter .button--primary").click()
    await page.get_by_role("button", name="Thêm", exact=True).click()
    await page.get_by_role("button", name="Gọi trợ giúp").click()

    said = page.get_by_role("dialog")
    await expect(said).to_contain_text("Đường truyền của đồng chí lúc này", timeout=PATIENCE_MS)
    await expect(said).to_contain_text(re.compile(r"Đang gửi\s*[1-9][\d.]* kbit/giây"), timeout=PATIENCE_MS)
    assert await faults(page) == []
