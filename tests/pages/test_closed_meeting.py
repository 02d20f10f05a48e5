"""A closed meeting is over on every page too: no form of it changes a row, whoever sends it."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import Connection

from server.meeting.closing import CloseMeeting
from server.meeting.identity import MeetingId
from server.meeting_sheets import Answer
from server.pages.gate import action_of
from server.tables import metadata
from tests.pages.a_desk import Browser, Desk
from tests.pages.papers import PDF

OF_THE_DOOR = frozenset({"sessions", "sign_in_throttle", "invitations"})


async def everything(desk: Desk) -> Mapping[str, list[Any]]:
    """Every row of every table, but for those of the way in."""

    def read(at: Connection) -> dict[str, list[Any]]:
        return {
            table.name: sorted(at.execute(table.select()).all(), key=repr)
            for table in metadata.sorted_tables
            if table.name not in OF_THE_DOOR
        }

    return await desk.scene.database.read(read)


def routes_of_a_meeting(desk: Desk) -> set[str]:
    return {
        route.resource.canonical
        for route in desk.app.router.routes()
        if route.method == "POST" and route.resource is not None and "{meeting}" in route.resource.canonical
        if action_of(route.handler) is not None
    }


@pytest.fixture
async def closed(desk: Desk) -> MeetingId:
    """A meeting with a paper, a guest and a request for leave, opened and closed."""
    scene = desk.scene
    meeting = await desk.a_meeting()
    secretary = await desk.signed_in(scene.secretary)
    sent = await secretary.upload(f"/meetings/{meeting}/papers", "a.pdf", PDF, {"title": "", "unclassified": "yes"})
    assert sent.status == 303
    await scene.preparation.invite_guest(meeting, desk.stranger)
    await scene.preparation.reply(meeting, scene.members[4], Answer.LEAVE, "Việc nhà.")
    await secretary.post(f"/meetings/{meeting}/open")
    await desk.meetings.handle(meeting, CloseMeeting(reason="thử máy"), by=scene.secretary)
    await scene.preparation.note_closed(await desk.meetings.get(meeting))
    return meeting


async def test_no_form_changes_a_closed_meeting(desk: Desk, closed: MeetingId) -> None:
    scene = desk.scene
    secretary, member = await desk.signed_in(scene.secretary), await desk.signed_in(scene.members[4])
    (paper,) = await desk.papers_of(closed)
    item = (await scene.preparation.items(closed))[0]
    row = {"id-0": item.id, "step-0": item.step.value, "stage-0": item.stage.value, "title-0": "Khác", "minutes-0": "5"}
    details = {"title": "Khác", "day": "2026-12-30", "clock": "19:30", "chair": scene.deputy}
    forms: dict[str, tuple[Browser, dict[str, str]]] = {
        "details": (secretary, details),
        "programme": (secretary, row),
        "tasks": (secretary, {"task-0": "Khác", "owner-0": "", "result-0": ""}),
        "notify": (secretary, {}),
        "cancel": (secretary, {"cancel_reason": "Khác"}),
        "delete": (secretary, {}),
        "guests": (secretary, {"contact": "0912000503", "guest_title": "Khách"}),
        f"guests/{desk.stranger}/withdraw": (secretary, {}),
        f"leave/{scene.members[4]}": (secretary, {"accepted": "yes"}),
        "reply": (member, {"answer": "will_attend", "reason": ""}),
        f"papers/{paper}/remove": (secretary, {}),
        "open": (secretary, {}),
    }
    before = await everything(desk)

    for path, (browser, fields) in forms.items():
        answer = await browser.post(f"/meetings/{closed}/{path}", fields)
        assert answer.status in (409, 422), (path, answer.status)
    for browser in (secretary, member):
        answer = await browser.upload(f"/meetings/{closed}/papers", "b.pdf", PDF, {"title": "", "unclassified": "yes"})
        assert answer.status in (404, 409, 422)

    assert await everything(desk) == before
    assert len(forms) + len({"papers", "ticket"}) == len(routes_of_a_meeting(desk))


async def test_a_pass_to_a_closed_room_shows_it_and_changes_nothing(desk: Desk, closed: MeetingId) -> None:
    secretary = await desk.signed_in(desk.scene.secretary)
    before = await everything(desk)

    answer = await secretary.post(f"/meetings/{closed}/ticket")

    assert answer.status == 200
    assert await everything(desk) == before
