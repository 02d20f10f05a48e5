"""The desks of chair and minute-taker: how long, by which majority, with which words, and the end of the evening."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.room_scene import DESK, PATIENCE_MS, PHONE, Evening, an_evening

DIALOG = "dialog[open]"


@pytest.fixture
async def evening(tmp_path: Path, chromium: Browser) -> AsyncIterator[Evening]:
    expect.set_options(timeout=PATIENCE_MS)
    async with an_evening(tmp_path, chromium) as open_evening:
        await open_evening.sits("thang", "lan", "huong", "nam")
        yield open_evening


def member(evening: Evening, name: str) -> str:
    own: str = evening.sockets[name].at("me", "member")
    return own


async def begins(evening: Evening, step: str) -> dict[str, Any]:
    """The chair calls to order and goes to that step at once; returns its item."""
    chair = evening.sockets["thang"]
    if chair.at("meeting", "phase") == "gathering":
        await evening.chairs("CallToOrder")
        await evening.chairs("AppointMinuteTaker", member=member(evening, "lan"))
    items = [chair.at(f"item:{item}") for item in chair.at("agenda", "order")]
    found: dict[str, Any] = next(item for item in items if item["step"] == step)
    await evening.chairs("StartItem", item=found["id"], reason="Theo ý kiến chi bộ")
    return found


async def limit(page: Page, minutes: int) -> None:
    await expect(page.locator(".room-panel .floor-turn__top")).to_contain_text(f"{minutes} phút")


async def test_a_presenter_has_the_planned_time_and_others_what_the_chair_chooses(evening: Evening) -> None:
    chair = evening.sockets["thang"]
    items = [chair.at(f"item:{item}") for item in chair.at("agenda", "order")]
    here = {member(evening, name) for name in evening.sockets} - {member(evening, "thang")}
    planned = next(item for item in items if item["presenter"] in here and item["minutes"] not in (2, 3, 5, 10))
    await begins(evening, planned["step"])
    page = await evening.enters("thang", DESK)

    await page.get_by_role("button", name="Mời phát biểu").click()
    await page.get_by_label("Mời đồng chí").select_option(planned["presenter"])
    await expect(page.get_by_label(f"{planned['minutes']} phút, theo chương trình")).to_be_checked()
    await page.keyboard.press("Escape")
    await page.locator(".room-script .button--primary").click()
    await limit(page, planned["minutes"])

    await page.locator(".room-panel").get_by_role("button", name="Kết thúc lượt").click()
    await page.get_by_role("button", name="Mời phát biểu").click()
    await page.get_by_label("Mời đồng chí").select_option(member(evening, "nam"))
    await page.get_by_text("5 phút", exact=True).click()
    await page.locator(DIALOG).get_by_role("button", name="Mời phát biểu").click()
    await limit(page, 5)


async def test_the_dialog_of_a_vote_says_the_majority_of_its_matter(evening: Evening) -> None:
    await begins(evening, "discussion")
    page = await evening.enters("thang", DESK)
    await page.get_by_role("button", name="Mở biểu quyết").click()
    dialog = page.locator(DIALOG)

    for matter, says in (
        ("resolution", "Hơn một nửa, cần"),
        ("admission", "Ít nhất hai phần ba, cần"),
        ("opinion", "không cần đa số"),
    ):
        await dialog.get_by_label("Loại nội dung").select_option(matter)
        await expect(dialog.locator(".facts")).to_contain_text(says)


async def test_everybody_sees_whose_hand_entered_a_vote(evening: Evening) -> None:
    await begins(evening, "discussion")
    page = await evening.enters("huong", PHONE)
    await evening.vote(matter="admission")
    await evening.chairs(
        "CastVote", question="q", answer="against", on_behalf_of=member(evening, "nam"), note="Mất tiếng, giơ thẻ"
    )
    await page.get_by_role("button", name="Thêm", exact=True).click()
    await page.locator(".sheet-list button", has_text="Biểu quyết").click()

    panel = page.locator(DIALOG)
    await expect(panel).to_contain_text("Võ Hoài Nam")
    await expect(panel).to_contain_text("do đồng chí Nguyễn Đức Thắng ghi")
    assert "Không tán thành" not in await panel.inner_text()
    assert "Mất tiếng" not in await panel.inner_text()

    await evening.chairs("CloseVote", question="q")

    await expect(panel).to_contain_text("do đồng chí Nguyễn Đức Thắng ghi: Mất tiếng, giơ thẻ")
    await expect(panel).to_contain_text("Không tán thành")
    await expect(page.locator(".vote__formula")).to_contain_text("cần ít nhất hai phần ba")


async def test_what_was_written_at_an_earlier_step_is_corrected_at_the_reading(evening: Evening) -> None:
    await begins(evening, "discussion")
    await evening.chairs("GiveFloor", member=member(evening, "nam"))
    await evening.chairs("EndFloor")
    taker = evening.sockets["lan"]
    await taker.sees("floor", "turn", value=None)
    said = next(key for key in taker.view if key.startswith("contribution:")).removeprefix("contribution:")
    await taker.send("WriteGist", contribution=said, text="Đề nghị lùi hạn đến ngày 15.")
    await begins(evening, "minutes")
    await evening.chairs("ReadMinutes")
    page = await evening.enters("lan", DESK)
    await expect(page.locator(".reading")).to_contain_text("Đề nghị lùi hạn đến ngày 15.")

    await page.get_by_role("tab", name="Biên bản").click()
    await page.locator(".minutes__corrections summary").click()
    await page.locator(".minutes__written", has_text="ngày 15").get_by_role("button", name="Sửa").click()
    await page.locator(".minutes__correction textarea").fill("Đề nghị lùi hạn đến ngày 25.")
    await expect(page.locator(".minutes .button--primary")).to_have_count(1)
    await page.locator(".minutes__correction").get_by_role("button", name="Ghi vào biên bản").click()

    await expect(page.locator(".reading")).to_contain_text("Đề nghị lùi hạn đến ngày 25.")
    await expect(page.locator(".minutes__written", has_text="ngày 25")).to_be_visible()


async def test_the_score_is_what_the_cell_writes_and_nothing_before(evening: Evening) -> None:
    await begins(evening, "score")
    page = await evening.enters("thang", DESK)
    await page.get_by_role("button", name="Nhập điểm").click()
    dialog = page.locator(DIALOG)
    points = await dialog.locator(".score input").all()
    save = dialog.get_by_role("button", name="Ghi điểm")

    assert [await one.input_value() for one in points] == [""] * 7
    await expect(save).to_be_disabled()
    await expect(dialog).to_contain_text("Còn 7 nhóm chưa có điểm.")
    for one in points:
        await one.fill("6")
    await expect(dialog).to_contain_text("từ 0 đến điểm tối đa")
    for one in points:
        await one.fill("4")
    await save.click()

    await expect(dialog).to_have_count(0)
    await evening.sockets["lan"].sees("score", value=[4] * 7)


async def test_a_room_that_never_began_is_closed_with_its_reason(evening: Evening) -> None:
    page = await evening.enters("thang", PHONE)

    await page.get_by_role("button", name="Thêm", exact=True).click()
    await page.get_by_role("button", name="Đóng phòng").click()
    await page.locator(f"{DIALOG} textarea").fill("Bão số 9, hoãn sang tối mai.")
    await page.locator(DIALOG).get_by_role("button", name="Đóng phòng").click()

    await expect(page.locator(".closed h1")).to_have_text("Phòng họp đã đóng")
    await expect(page.locator(".closed")).to_contain_text("Lý do: Bão số 9")
    await expect(page.locator(".closed a[download]")).to_have_count(2)


async def test_at_the_reading_the_minute_taker_has_one_next_step(evening: Evening) -> None:
    await begins(evening, "reason")
    page = await evening.enters("lan", DESK)
    await page.get_by_role("tab", name="Biên bản").click()
    primary = page.locator(".room .button--primary")

    await expect(primary).to_have_text(["Ghi vào biên bản"])
    await begins(evening, "minutes")
    await expect(primary).to_have_text(["Đọc biên bản"])
    await page.locator(".minutes__corrections summary").click()
    await page.get_by_role("button", name="Sửa", exact=True).first.click()
    await expect(primary).to_have_text(["Ghi vào biên bản"])
