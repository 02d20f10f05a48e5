"""Who may make a link into whose account, and how its owner comes to know."""

import pytest

from server.accounts import AccountId
from server.meeting.identity import MemberId
from server.roster import Office
from server.tables import invitations
from tests.pages.a_desk import PASSWORD, Browser, Desk
from tests.storage.a_registry import FOUNDED

ORDINARY, COMMITTEE = 4, 3  # places among the members of the cell


@pytest.fixture
async def committee_member(desk: Desk) -> Browser:
    """An ordinary member of the cell's committee."""
    member = desk.scene.members[COMMITTEE]
    await desk.scene.registry.appoint(member, desk.cell, Office.CELL_COMMITTEE, FOUNDED)
    return await desk.signed_in(member)


async def linked(desk: Desk, browser: Browser, member: MemberId) -> bool:
    """Whether this browser gets a link for that member."""
    before = await desk.count(invitations)
    answer = await browser.post(f"/cells/{desk.cell}/members/{member}/invitation")
    made = await desk.count(invitations) > before
    assert made == ("/invitation/" in await answer.text())
    return made


async def test_the_committee_invites_a_new_member_but_replaces_nobodys_password(
    desk: Desk, committee_member: Browser
) -> None:
    new, known = desk.scene.members[2], desk.scene.members[ORDINARY]
    await desk.signed_in(known)

    assert await linked(desk, committee_member, new)
    assert not await linked(desk, committee_member, known)


async def test_nobody_makes_a_link_upwards_even_to_an_account_without_password(
    desk: Desk, committee_member: Browser
) -> None:
    deputy = await desk.signed_in(desk.scene.deputy)

    assert not await linked(desk, committee_member, desk.scene.secretary)
    assert not await linked(desk, deputy, desk.scene.secretary)
    assert not await linked(desk, committee_member, desk.scene.members[COMMITTEE])


async def test_the_secretary_renews_ordinary_members_only(desk: Desk, committee_member: Browser) -> None:
    secretary = await desk.signed_in(desk.scene.secretary)
    await desk.signed_in(desk.scene.members[ORDINARY])

    assert await linked(desk, secretary, desk.scene.members[ORDINARY])
    assert not await linked(desk, secretary, desk.scene.members[COMMITTEE])
    assert await linked(desk, secretary, desk.scene.deputy), "who has no password yet is let in"


async def test_taking_an_office_away_opens_no_account(desk: Desk) -> None:
    deputy = await desk.signed_in(desk.scene.deputy)
    await desk.signed_in(desk.scene.secretary)
    record = await desk.scene.registry.record(desk.scene.secretary, desk.cell, desk.scene.today)
    await desk.scene.registry.end_office(record.offices[0].id, desk.scene.today)

    assert not await linked(desk, deputy, desk.scene.secretary)


async def test_a_member_who_is_officer_of_the_committee_above_is_out_of_the_cells_reach(desk: Desk) -> None:
    member = desk.scene.members[ORDINARY]
    await desk.scene.registry.appoint(member, desk.scene.committee, Office.COMMITTEE_OFFICER, FOUNDED)
    secretary = await desk.signed_in(desk.scene.secretary)

    assert not await linked(desk, secretary, member)
    page = await secretary.text(f"/cells/{desk.cell}/members/{member}")
    assert "/invitation" not in page, "no button that does nothing"


async def test_the_administrator_renews_everybody(desk: Desk) -> None:
    await desk.signed_in(desk.scene.secretary)
    administrator = await desk.administrator()

    assert await linked(desk, administrator, desk.scene.secretary)


async def test_the_owner_sees_who_made_a_link_and_can_cancel_it(desk: Desk) -> None:
    member = await desk.signed_in(desk.scene.members[ORDINARY])
    secretary = await desk.signed_in(desk.scene.secretary)
    answer = await secretary.post(f"/cells/{desk.cell}/members/{desk.scene.members[ORDINARY]}/invitation")
    path = (await answer.text()).split("http://localhost")[1].split('"')[0]

    home, account = await member.text("/"), await member.text("/account")
    await member.post("/account/links/void")

    assert "Nguyễn Đức Thắng đã tạo liên kết đặt lại mật khẩu của đồng chí" in home
    assert "Người tạo: Nguyễn Đức Thắng" in account
    assert "Hủy liên kết" not in await member.text("/")
    thief = await desk.browser()
    await thief.get(path)
    assert (await thief.post("/invitation", {"password": PASSWORD, "again": PASSWORD})).status == 410


async def test_a_link_that_was_replaced_by_another_stays_on_record(desk: Desk) -> None:
    accounts, member = desk.scene.accounts, desk.scene.members[ORDINARY]
    by = AccountId(await accounts.account_for(desk.scene.secretary))
    account = await accounts.account_for(member)

    await accounts.invite(member, by)
    await accounts.invite(member, by)

    links = await accounts.invitations_to(account)
    assert [(link.by, link.is_open) for link in links].count(("Nguyễn Đức Thắng", False)) == 1
    assert len(links) == 2
