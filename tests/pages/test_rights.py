"""The table of rights, walked: every route has its action, and every person gets exactly what their row says."""

import re

import pytest
from aiohttp import web
from yarl import URL

from server.meeting.identity import MemberId
from server.meeting.roll import Status
from server.pages.gate import action_of
from server.pages.rights import ALLOWED, PUBLIC, SIGNED_IN, Action, may
from server.visitor import Capacity
from tests.pages.a_desk import Browser, Desk

OUTSIDE_THE_TABLE = {"/static/{name}", "/preferences"}  # built files, and how this browser wants its pages


def routes_of(app: web.Application) -> list[tuple[str, str, Action | None]]:
    return [
        (route.method, route.resource.canonical, action_of(route.handler))
        for route in app.router.routes()
        if route.resource is not None and route.method != "HEAD"
    ]


async def test_every_route_stands_in_the_table(desk: Desk) -> None:
    without = {path for _, path, action in routes_of(desk.app) if action is None}

    assert without == OUTSIDE_THE_TABLE


def test_every_action_has_its_row() -> None:
    assert set(Action) == set(ALLOWED) | PUBLIC | SIGNED_IN


async def test_every_action_guards_some_route(desk: Desk) -> None:
    assert {action for _, _, action in routes_of(desk.app)} >= set(Action) - {Action.SEE_CONTACTS}


def test_nobody_who_only_watches_may_change_a_cell_or_its_meetings() -> None:
    watching = frozenset({Capacity.OBSERVER})

    allowed = {action for action in ALLOWED if may(watching, action)}

    assert allowed == {Action.SEE_CELL, Action.SEE_MEETING, Action.ENTER_ROOM, Action.READ_DOCUMENTS}


def test_the_administrator_reads_neither_papers_nor_minutes() -> None:
    for action in (
        Action.SEE_MEETING,
        Action.READ_DOCUMENTS,
        Action.READ_RECORDINGS,
        Action.ENTER_ROOM,
        Action.OPEN_MEETING,
        Action.REPLY,
    ):
        assert not may(frozenset({Capacity.ADMINISTRATOR}), action)


async def people(desk: Desk) -> dict[str, tuple[Browser, frozenset[Capacity]]]:
    async def signed_in(member: MemberId, *capacities: Capacity) -> tuple[Browser, frozenset[Capacity]]:
        return await desk.signed_in(member), frozenset(capacities)

    scene = desk.scene
    return {
        "administrator": (await desk.administrator(), frozenset({Capacity.ADMINISTRATOR})),
        "secretary": await signed_in(scene.secretary, Capacity.SECRETARY, Capacity.MEMBER),
        "deputy": await signed_in(scene.deputy, Capacity.DEPUTY, Capacity.MEMBER),
        "member": await signed_in(scene.members[4], Capacity.MEMBER),
        "officer": await signed_in(desk.officer, Capacity.COMMITTEE_OFFICER),
        "observer": await signed_in(desk.observer, Capacity.OBSERVER),
        "stranger": await signed_in(desk.stranger),
        "neighbour": await signed_in(desk.neighbours_secretary),
    }


async def test_every_person_gets_what_the_table_says_on_every_page_of_cell_and_meeting(desk: Desk) -> None:
    """Role by route. An empty form is enough: who may not gets 404 before anything is read."""
    meeting = await desk.a_meeting()
    everybody = await people(desk)
    fillings = {
        "{cell}": desk.cell,
        "{meeting}": meeting,
        "{member}": desk.scene.members[3],
        "{committee}": desk.scene.committee,
    }
    wrong: list[tuple[str, str, str, object]] = []
    for method, canonical, action in routes_of(desk.app):
        if action is None or action in PUBLIC | SIGNED_IN or "{preview}" in canonical or action is Action.ADMINISTER:
            continue
        path = canonical
        for name, value in fillings.items():
            path = path.replace(name, value)
        path = (
            path.replace("{paper}", "0" * 32)
            .replace("{office}", "none")
            .replace("{kind}", "none.pdf")
            .replace("{recording}", "1")
        )
        for who, (browser, capacities) in everybody.items():
            allowed = may(capacities, action)
            answer = await browser.get(path) if method == "GET" else await browser.post(path, {"unknown": "field"})
            # A thing that is not there is 404 for everybody; such paths can only show who is kept out.
            may_be_missing = any(
                name in canonical for name in ("{paper}", "{office}", "{kind}", "{recording}", "room", "ticket", "xlsx")
            )
            if allowed and answer.status == 404 and not may_be_missing:
                wrong.append((who, method, canonical, "kept out"))
            if allowed and method == "POST" and answer.status != 400 and not may_be_missing:
                wrong.append((who, method, canonical, "took a field that it does not have"))
            if not allowed and answer.status != 404:
                wrong.append((who, method, canonical, answer.status))

    assert wrong == []


@pytest.mark.parametrize("path", ["/administration", "/administration/lines"])
async def test_only_the_administrator_enters_the_administration(desk: Desk, path: str) -> None:
    everybody = await people(desk)

    answers = {who: (await browser.get(path)).status for who, (browser, _) in everybody.items()}

    assert answers.pop("administrator") == 200
    assert set(answers.values()) == {404}


async def test_another_cells_things_are_not_there(desk: Desk) -> None:
    meeting = await desk.a_meeting()
    neighbour = await desk.signed_in(desk.neighbours_secretary)
    member = desk.scene.members[3]
    before = await desk.scene.preparation.sheet(meeting)

    for path in (
        f"/meetings/{meeting}",
        f"/meetings/{meeting}/edit",
        f"/meetings/{meeting}/calendar.ics",
        f"/cells/{desk.cell}",
        f"/cells/{desk.cell}/members/{member}",
        f"/cells/{desk.neighbour}/members/{member}",  # their own cell, our member
        f"/committees/{desk.scene.committee}",
    ):
        assert (await neighbour.get(path)).status == 404, path
    for path in (
        f"/meetings/{meeting}/notify",
        f"/meetings/{meeting}/open",
        f"/meetings/{meeting}/ticket",
        f"/cells/{desk.neighbour}/members/{member}/invitation",
    ):
        assert (await neighbour.post(path)).status == 404, path

    assert await desk.scene.preparation.sheet(meeting) == before


async def test_not_there_and_not_yours_read_the_same(desk: Desk) -> None:
    meeting = await desk.a_meeting()
    neighbour = await desk.signed_in(desk.neighbours_secretary)

    def without_address(page: str) -> str:
        return page.replace(meeting, "X").replace("0" * 24, "X")

    async def page_of(path: str) -> str:
        answer = await neighbour.get(path)
        return without_address(_without_chance(await answer.text()))

    assert await page_of(f"/meetings/{meeting}") == await page_of(f"/meetings/{'0' * 24}")


async def test_members_see_no_phone_numbers_of_each_other(desk: Desk) -> None:
    member = await desk.signed_in(desk.scene.members[4])
    secretary = await desk.signed_in(desk.scene.secretary)

    assert "0912000003" not in await member.text(f"/cells/{desk.cell}")
    assert "0912000003" in await secretary.text(f"/cells/{desk.cell}")


async def test_a_suspended_member_sees_nothing_of_the_cell_any_more(desk: Desk) -> None:
    meeting = await desk.a_meeting()
    member = desk.scene.members[4]
    browser = await desk.signed_in(member)
    assert (await browser.get(f"/meetings/{meeting}")).status == 200

    await desk.scene.registry.set_status(member, desk.cell, Status.SUSPENDED, desk.scene.today)

    assert (await browser.get(f"/meetings/{meeting}")).status == 404
    assert (await browser.get(f"/cells/{desk.cell}")).status == 404
    assert (await browser.get("/")).status == 200


@pytest.mark.parametrize("path", ["/", "/meetings", "/papers", "/account", "/administration"])
async def test_nobody_sees_a_page_without_signing_in(desk: Desk, path: str) -> None:
    answer = await (await desk.browser()).get(path)

    assert answer.status == 303
    assert answer.headers["Location"].startswith("/sign-in")


def _without_chance(page: str) -> str:
    page = re.sub(r'nonce="[^"]+"', "", page)
    return re.sub(r'name="form_token" value="[^"]+"', "", page)


@pytest.mark.parametrize("odd", ["%00", "%ff%fe", "%ED%A0%80", "a%00b", "%F0%9F%91%8D", "x" * 5000, "%27%20OR%201=1"])
async def test_an_id_of_odd_letters_is_not_there(desk: Desk, odd: str) -> None:
    secretary = await desk.signed_in(desk.scene.secretary)
    meeting = await desk.a_meeting()

    for path in (
        f"/meetings/{odd}",
        f"/cells/{odd}",
        f"/committees/{odd}",
        f"/meetings/{meeting}/papers/{odd}",
        f"/meetings/{meeting}/documents/{odd}",
        f"/cells/{desk.cell}/members/{odd}",
        f"/cells/{desk.cell}/import/{odd}",
    ):
        answer = await secretary.client.get(URL(path, encoded=True), allow_redirects=False)
        assert answer.status == 404, path
