"""The administrator sees how everybody's sound and picture fare, by name."""

import asyncio
import re
from pathlib import Path

from playwright.async_api import Browser, expect

from tests.browser.persons import a_person, signed_in
from tests.flows.service import a_service

FLOWING_WITHIN_S = 60.0


async def test_the_administrator_sees_the_lines_of_a_room_by_name(chromium: Browser, tmp_path: Path) -> None:
    async with a_service(tmp_path, virtual_members=2) as service:
        thang = await signed_in(chromium, service, "thang")
        await thang.open_tonights_meeting()
        await thang.enter()
        administrator, _ = await a_person(chromium)
        await administrator.sign_in(service, "quantri")
        await administrator.page.get_by_role("link", name="Đường truyền của các phòng họp").click()

        rows = administrator.page.get_by_role("row")
        chair = rows.filter(has_text="Nguyễn Đức Thắng")
        async with asyncio.timeout(FLOWING_WITHIN_S):
            # the head, the chair, two virtual members
            while await rows.count() < 4 or not re.search(r"[1-9][0-9.]* kbit/s", await chair.inner_text()):
                await asyncio.sleep(1)
                await administrator.page.get_by_role("link", name="Xem lại số liệu").click()
        await expect(rows).to_have_count(4)
        await expect(chair).to_contain_text("Tốt")
        assert administrator.faults == []
