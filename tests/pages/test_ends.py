"""What was given with a date is taken back with a date; accounts are locked; the service is never left alone."""

from datetime import timedelta

import pytest

from server.accounts import AccountId
from server.roster import Office
from tests.pages.a_desk import Browser, Desk
from tests.storage.a_registry import FOUNDED


@pytest.fixture
async def administrator(desk: Desk) -> Browser:
    return await desk.administrator()


async def test_following_a_cell_ends_after_its_last_day(desk: Desk, administrator: Browser) -> None:
    meeting = await desk.a_meeting(at=desk.scene.clock() + timedelta(days=3))
    url = f"/administration/observers/{desk.cell}/{desk.observer}/end"
    assert url in await administrator.text("/administration")

    before = await administrator.post(url, {"last_day": "2019-12-31"})
    ended = await administrator.post(url, {"last_day": "2026-12-01"})

    assert before.status == 422
    assert "trước ngày bắt đầu" in await before.text()
    assert ended.status == 303
    observer = await desk.signed_in(desk.observer)
    assert (await observer.get(f"/meetings/{meeting}")).status == 200, "the last day belongs to it"
    assert [one.member for one in await desk.scene.preparation.invited_for(meeting)] == [], "the meeting is later"
    desk.scene.clock.turn(timedelta(days=2))
    observer = await desk.signed_in(desk.observer)
    assert (await observer.get(f"/meetings/{meeting}")).status == 404


async def test_an_office_of_a_committee_ends_after_its_last_day(desk: Desk, administrator: Browser) -> None:
    ((_, _, held),) = await desk.scene.registry.officers_of(desk.scene.committee, desk.scene.today)
    url = f"/administration/officers/{held.id}/end"
    assert url in await administrator.text("/administration")

    form = await administrator.text(url)
    answer = await administrator.post(url, {"last_day": "2026-12-01"})

    assert "Thôi giữ chức vụ: Trần Thu Hà, Ủy viên Ban Thường vụ" in form
    assert answer.status == 303
    later = desk.scene.today + timedelta(days=2)
    assert await desk.scene.registry.officers_of(desk.scene.committee, later) == ()


async def test_an_office_of_a_cell_does_not_end_among_those_of_committees(desk: Desk, administrator: Browser) -> None:
    record = await desk.scene.registry.record(desk.scene.deputy, desk.cell, desk.scene.today)

    answer = await administrator.post(
        f"/administration/officers/{record.offices[0].id}/end", {"last_day": "2026-12-01"}
    )

    assert answer.status == 404


async def test_an_office_of_the_cell_ends_on_the_day_that_was_decided(desk: Desk) -> None:
    member = desk.scene.members[3]
    office = await desk.scene.registry.appoint(member, desk.cell, Office.CELL_COMMITTEE, FOUNDED)
    secretary = await desk.signed_in(desk.scene.secretary)
    url = f"/cells/{desk.cell}/members/{member}/offices/{office}/end"

    form = await secretary.text(url)
    unread = await secretary.post(url, {"last_day": "mai"})
    await secretary.post(url, {"last_day": "2026-12-31"})

    record = await desk.scene.registry.record(member, desk.cell, desk.scene.today)
    assert 'value="2026-11-30"' in form
    assert unread.status == 422
    assert [held.valid_to and held.valid_to.isoformat() for held in record.offices] == ["2026-12-31"]


async def test_a_locked_account_is_out_at_once_and_comes_back_with_the_same_password(
    desk: Desk, administrator: Browser
) -> None:
    member = await desk.signed_in(desk.scene.members[4])
    account = await desk.scene.accounts.account_for(desk.scene.members[4])
    url = f"/administration/accounts/{account}"

    await administrator.post(url, {"press": "disable"})
    locked = await member.get("/")
    refused = await (await desk.browser()).sign_in("0912000004")
    await administrator.post(url, {"press": "enable"})
    again = await (await desk.browser()).sign_in("0912000004")

    assert locked.headers["Location"].startswith("/sign-in")
    assert (refused.status, again.status) == (401, 303)


async def test_a_second_administrator_can_be_named_and_the_last_cannot_go(desk: Desk, administrator: Browser) -> None:
    accounts = desk.scene.accounts
    second = await desk.signed_in(desk.officer)
    account = await accounts.account_for(desk.officer)
    first = next(line.id for line in await accounts.lines() if line.is_administrator)

    await administrator.post(f"/administration/accounts/{account}", {"press": "appoint"})
    page = await second.text("/administration/accounts")
    await second.post(f"/administration/accounts/{first}", {"press": "dismiss"})
    last = await second.post(f"/administration/accounts/{account}", {"press": "dismiss"})
    lock = await second.post(f"/administration/accounts/{account}", {"press": "disable"})

    assert "Quản Trị" in page
    assert (last.status, lock.status) == (422, 422)
    assert "quản trị viên duy nhất" in await last.text()
    assert [line.id for line in await accounts.lines() if line.is_administrator] == [account]
    assert (await administrator.get("/administration")).status == 404


async def test_an_administrator_who_cannot_sign_in_is_no_other_administrator(
    desk: Desk, administrator: Browser
) -> None:
    accounts = desk.scene.accounts
    account = await accounts.account_for(desk.officer)
    first = next(line.id for line in await accounts.lines() if line.is_administrator)
    await accounts.make_administrator(account)

    answer = await administrator.post(f"/administration/accounts/{first}", {"press": "dismiss"})

    assert answer.status == 422, "who has set no password yet cannot take over"


@pytest.mark.parametrize("press", ["", "delete"])
async def test_an_unknown_account_or_press_changes_nothing(desk: Desk, administrator: Browser, press: str) -> None:
    account = AccountId(await desk.scene.accounts.account_for(desk.officer))

    assert (await administrator.post(f"/administration/accounts/{account}", {"press": press})).status == 400
    assert (await administrator.post("/administration/accounts/nobody", {"press": "disable"})).status == 404
