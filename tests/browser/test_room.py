"""The room in a real Chromium, with the whole service behind it."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from server.ballot_box import seal
from server.meeting.identity import QuestionId
from server.meeting.voting import Answer
from tests.browser.room_scene import DESK, PATIENCE_MS, PHONE, Evening, an_evening, faults, is_whole

PRIMARY = ".room-script .button--primary"
LONG_QUESTION = (
    "Đồng chí có tán thành Nghị quyết lãnh đạo thực hiện nhiệm vụ tháng 12 năm 2026, "
    "với thời hạn kiểm định giàn giáo là ngày 12/12/2026?"
)
STEPS_MAX = 60  # presses of one whole meeting, with room to spare


@pytest.fixture
async def evening(tmp_path: Path, chromium: Browser) -> AsyncIterator[Evening]:
    expect.set_options(timeout=PATIENCE_MS)
    async with an_evening(tmp_path, chromium) as open_evening:
        yield open_evening


async def everybody_answers(evening: Evening) -> None:
    """Who sits there without a browser votes in favour, on whatever is open; a keeper enters the raised cards."""
    for socket in evening.sockets.values():
        own = socket.at("me", "vote")
        for voter in [] if own is None else own["for"]:
            behalf = {} if voter == socket.at("me", "member") else {"on_behalf_of": voter}
            await socket.send("CastVote", question=own["question"], answer="in_favour", **behalf)


async def press_on(page: Page, evening: Evening) -> None:
    """Follow the chair's script by one press, and answer what it asks."""
    await page.locator(PRIMARY).click()
    dialog = page.locator("dialog[open]")
    await page.wait_for_timeout(150)
    if await dialog.count():
        for empty in await dialog.locator("textarea").all():
            if not await empty.input_value():
                await empty.fill("Theo ý kiến thống nhất của chi bộ.")
        for points in await dialog.locator(".score input").all():
            await points.fill("5")  # no group has less than 5 points
        await dialog.locator(".button--primary").click()
        await expect(dialog).to_have_count(0)
    if await page.locator(".vote__answer").count():
        await page.locator(".vote__answer").first.click()
        await expect(page.locator(".vote .note")).to_contain_text("Đã ghi nhận: Tán thành.")
        await everybody_answers(evening)


async def test_a_chair_leads_a_whole_meeting_from_one_page_to_its_minutes(evening: Evening) -> None:
    await evening.sits("lan", "huong", "nam")
    await evening.checks_in("huong", most=6)
    page = await evening.enters("thang", DESK)
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))

    for _ in range(STEPS_MAX):
        if await page.locator(".closed").count():
            break
        before = await page.locator(".room-script").inner_text()
        await press_on(page, evening)
        changed = (
            "before => !document.querySelector(`.room`) || document.querySelector(`.room-script`).innerText !== before"
        )
        await page.wait_for_function(changed, arg=before)

    await expect(page.locator(".closed h1")).to_have_text("Buổi sinh hoạt đã bế mạc")
    link = page.locator("a[href$='/documents/minutes.pdf']")
    await expect(link).to_be_visible()
    answer = await page.request.get(evening.service.url + str(await link.get_attribute("href")))
    assert answer.ok
    assert (await answer.body()).startswith(b"%PDF")
    assert broken == []


async def test_on_a_phone_the_whole_question_stands_with_its_answers_and_two_presses_are_one_answer(
    evening: Evening,
) -> None:
    await evening.sits("thang", "lan", "huong")
    await evening.chairs("CallToOrder")
    page = await evening.enters("nam", PHONE)
    await evening.vote(LONG_QUESTION)
    await page.locator(".vote__question").wait_for()
    answers = page.locator(".vote__answer")

    for part in (page.locator(".vote__question"), *(await answers.all())):
        assert await is_whole(page, part)
    await answers.nth(1).dblclick()

    await expect(page.locator(".vote .note")).to_contain_text("Đã ghi nhận: Không tán thành.")
    await evening.sockets["thang"].sees("vote:q", "voted", value=1)
    await expect(page.locator(".vote__figures")).to_contain_text("1/")
    assert "Không tán thành 1" not in await page.locator(".vote").inner_text(), "no partial result"


async def test_a_secret_choice_leaves_the_browser_sealed_and_is_counted(evening: Evening) -> None:
    await evening.sits("thang", "lan", "huong")
    await evening.chairs("CallToOrder")
    page = await evening.page("nam", DESK)
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda data: frames.append(str(data))))
    await page.locator(".check__enter .button--quiet").click()
    await page.locator(".room").wait_for()
    await evening.vote(matter="opinion", form="secret", may_reveal=True)

    await page.locator(".vote__answer").nth(1).click()
    assert not [frame for frame in frames if "CastBallot" in frame], "choosing is not sending"
    await page.locator(".vote .button--primary").click()
    await expect(page.locator(".vote .note")).to_contain_text("Phiếu của đồng chí đã vào hòm phiếu.")

    [ballot] = [frame for frame in frames if "CastBallot" in frame]
    fields = json.loads(ballot[ballot.index("[") :])[1]["fields"]
    assert set(fields) == {"question", "sealed", "on_behalf_of"}
    assert len(fields["sealed"]) == 152
    assert not [frame for frame in frames if "against" in frame]
    chair = evening.sockets["thang"]
    await chair.sees("vote:q", "voted", value=1)
    for socket in evening.sockets.values():
        sealed = seal(chair.at("vote:q", "ballot_key"), QuestionId("q"), Answer.IN_FAVOUR)
        await socket.send("CastBallot", question="q", sealed=sealed)
    await evening.chairs("CloseVote", question="q")
    await expect(page.locator(".vote__formula")).to_contain_text("Đồng ý 3/4")
    await chair.sees("vote:q", "result", "against", value=1)
    await chair.sees("vote:q", "result", "invalid", value=0)


async def test_a_page_that_lost_its_line_says_so_and_comes_back_whole(evening: Evening) -> None:
    await evening.sits("thang")
    page = await evening.enters("nam", DESK)

    await page.context.set_offline(True)
    await page.evaluate("window.dispatchEvent(new Event('offline'))")
    await expect(page.locator(".room-band")).to_contain_text("Mất kết nối")
    await evening.chairs("CallToOrder")
    await page.context.set_offline(False)

    await expect(page.locator(".room-band")).not_to_contain_text("Mất kết nối")
    await expect(page.locator(".room-header__time")).to_contain_text("Đã họp")


async def test_what_one_member_does_reaches_the_other_pages_without_reload(evening: Evening) -> None:
    await evening.sits("thang", "lan")
    await evening.chairs("CallToOrder")
    page, other = await evening.enters("nam", PHONE), await evening.enters("huong", DESK)

    await page.get_by_role("button", name="Phát biểu").click()

    await expect(page.get_by_role("button", name="Hạ tay")).to_be_visible()
    await expect(other.locator(".floor-queue__name").first).to_have_text("Võ Hoài Nam")
    await evening.sockets["thang"].send("GiveFloor", member=evening.sockets["thang"].at("floor", "queue")[0]["member"])
    await expect(page.locator(".room-script--turn")).to_contain_text("Đến lượt đồng chí phát biểu")
    await expect(page.locator("#urgent")).to_contain_text("Đến lượt đồng chí phát biểu")


@pytest.mark.parametrize(("size", "look"), [(DESK, "100.light.vi"), (PHONE, "125.dark.vi")])
async def test_no_face_of_the_room_has_a_fault_that_axe_can_find(
    evening: Evening, size: dict[str, int], look: str
) -> None:
    await evening.sits("thang", "lan", "huong")
    found: list[str] = []
    page = await evening.page("nam", size, look)
    found += await faults(page)
    await page.locator(".check__enter .button--quiet").click()
    await evening.chairs("CallToOrder")
    await page.locator(".room").wait_for()
    found += await faults(page)
    for sheet in ("Biên bản", "Điểm danh"):
        await page.get_by_role("button", name="Thêm").click()
        await page.locator(".sheet-list button", has_text=sheet).click()
        found += await faults(page)
        await page.keyboard.press("Escape")
    await evening.vote()
    await page.locator(".vote__answer").first.wait_for()
    found += await faults(page)
    await evening.chairs("CloseVote", question="q")
    await page.locator(".stamp").wait_for()
    found += await faults(page)

    assert found == []
