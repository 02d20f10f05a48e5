"""The administrator sees how everybody's sound and picture fare, by name."""

import re
from pathlib import Path

from playwright.async_api import Browser, expect

from tests.browser.persons import a_person, signed_in
from tests.flows.service import a_service

FLOWING_WITHIN_MS = 60_000


async def test_the_administrator_sees_the_lines_of_a_room_by_name(chromium: Browser, tmp_path: Path) -> None:
    async with a_service(tmp_path, virtual_members=2) as service:
        thang = await signed_in(chromium, service, "thang")
        await thang.open_tonights_meeting()
        await thang.enter()
        administrator, _ = await a_person(chromium)
        await administrator.sign_in(service, "quantri")
        await administrator.page.get_by_role("link", name="Đường truyền của các phòng họp").click()

        row = administrator.page.get_by_role("row", name=re.compile("Nguyễn Đức Thắng"))
        for _ in range(20):
            if await row.count() and re.search(r"[1-9][0-9.]* kbit/s", await row.inner_text()):
                break
            await administrator.page.wait_for_timeout(1_000)
            await administrator.page.get_by_role("link", name="Xem lại số liệu").click()
        await expect(row).to_contain_text("Tốt")
        await expect(row).to_contain_text(re.compile(r"[1-9][0-9.]* kbit/s"))
        await expect(administrator.page.get_by_role("row")).to_have_count(4)  # the head, the chair, two virtual members
        assert administrator.faults == []
