"""What is prepared is frozen at opening; a cell has one meeting in session, whoever presses first."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from server.declined import Declined
from server.meeting.attendance import LeaveRoom
from server.meeting.identity import MeetingId, MemberId, Seat
from server.meeting.meeting import Meeting
from server.meeting.plan import MeetingPlan, require_openable
from server.meeting.rules import MeetingKind
from server.meeting_sheets import Answer, Attended, MeetingState
from server.organisations import Permission
from server.pages.figures import year_of
from server.preparation import ItemDraft
from server.programme import REGULAR, THEMATIC
from server.projections.minutes import minutes_of
from server.tables import events
from tests.meeting.scenes import Scene as Night
from tests.meeting.scenes import closed, with_minutes_adopted
from tests.storage.a_registry import FOUNDED, Scene, a_registry, fields


@pytest.fixture
async def scene(database_url: str) -> AsyncIterator[Scene]:
    async with a_registry(database_url) as made:
        yield made


async def notified(scene: Scene, days: int = 3) -> MeetingId:
    starts_at = scene.clock() + timedelta(days=days)
    meeting = await scene.preparation.create(scene.cell, MeetingKind.REGULAR, starts_at, by=scene.secretary)
    await scene.preparation.notify(meeting)
    return meeting


def evening(plan: MeetingPlan, here: Sequence[MemberId]) -> Meeting:
    """The meeting of that plan, held and closed by those who are here."""
    return closed(Night(plan).joined(*here).called_to_order()).meeting


async def attended_in(scene: Scene) -> tuple[Attended, ...]:
    since, until = scene.clock() - timedelta(days=1), scene.clock() + timedelta(days=30)
    return await scene.preparation.attended((scene.cell,), since, until)


def test_the_templates_keep_the_stages_in_order_and_to_time() -> None:
    for template in (REGULAR, THEMATIC):
        stages = [item.stage for item in template]
        assert stages == sorted(stages, key=list(dict.fromkeys(stages)).index)
        assert sum(item.minutes for item in template) >= 90, "42-HD/BTCTW: at least 90 minutes"
    assert len(REGULAR) == 17


async def test_the_plan_holds_what_was_prepared(scene: Scene) -> None:
    meeting = await notified(scene)
    observer = await scene.registry.add_member(fields("Trần Thu Hà", 300))
    guest = await scene.registry.add_member(fields("Khách Mời", 301))
    await scene.registry.assign_observer(observer, scene.cell, FOUNDED, None, "Ủy viên Ban Thường vụ")
    await scene.preparation.invite_guest(meeting, guest, "Chuyên gia an toàn")
    await scene.preparation.reply(meeting, scene.members[3], Answer.LEAVE, "đi công tác")
    await scene.preparation.decide_leave(meeting, scene.members[3], True, by=scene.secretary)
    await scene.organisations.permit_binding_ballots(
        scene.cell, Permission("Quyết định số 5-QĐ/TU", FOUNDED, FOUNDED, None)
    )

    plan = await scene.preparation.begin(meeting)

    require_openable(plan)
    leave = {entry.name: entry.leave for entry in plan.roll}["Cao Xuân Lâm"]
    assert (leave and leave.reason, leave and leave.accepted) == ("đi công tác", True)
    assert [(one.seat, one.title) for one in plan.invited] == [
        (Seat.OBSERVER, "Ủy viên Ban Thường vụ"),
        (Seat.GUEST, "Chuyên gia an toàn"),
    ]
    assert (plan.chair, plan.superior_name) == (scene.secretary, "Đảng ủy phường Sông Hồng")
    assert (plan.authorisation, plan.ballot_permission) == ("Công văn số 41-CV/ĐU", "Quyết định số 5-QĐ/TU")
    assert plan.rules == "42-HD/BTCTW-2025"
    assert plan.entry(scene.secretary).offices == ("secretary",)  # type: ignore[union-attr]  # it is on the roll


async def test_two_meetings_of_a_cell_begun_in_the_same_second_open_one(scene: Scene) -> None:
    first, second = await notified(scene), await notified(scene, days=5)

    outcomes = await asyncio.gather(
        scene.preparation.begin(first), scene.preparation.begin(second), return_exceptions=True
    )

    refusals = [outcome for outcome in outcomes if isinstance(outcome, Declined)]
    states = [(await scene.preparation.sheet(meeting)).state for meeting in (first, second)]
    assert [refusal.code for refusal in refusals] == ["already-in-session"]
    assert sorted(state.value for state in states) == ["notified", "open"]


async def test_beginning_again_gives_the_same_plan(scene: Scene) -> None:
    meeting = await notified(scene)

    assert await scene.preparation.begin(meeting) == await scene.preparation.begin(meeting)


async def test_a_refused_opening_is_taken_back_unless_the_log_has_begun(scene: Scene) -> None:
    meeting = await notified(scene)
    await scene.preparation.begin(meeting)
    await scene.preparation.take_back(meeting)
    taken_back = (await scene.preparation.sheet(meeting)).state

    await scene.preparation.begin(meeting)
    row = {"version": 1, "type": "MeetingOpened", "body": "{}", "at": scene.clock(), "hash": "0" * 64}
    await scene.database.write(lambda at: at.execute(events.insert().values(meeting_id=meeting, **row)) and None)
    await scene.preparation.take_back(meeting)

    assert taken_back is MeetingState.NOTIFIED
    assert (await scene.preparation.sheet(meeting)).state is MeetingState.OPEN


async def test_a_closed_meeting_makes_room_for_the_next(scene: Scene) -> None:
    first, second = await notified(scene), await notified(scene, days=5)
    held = evening(await scene.preparation.begin(first), scene.members[:2])

    await scene.preparation.note_closed(held)
    await scene.preparation.note_closed(held)
    await scene.preparation.begin(second)

    sheet, attended = await scene.preparation.sheet(first), await attended_in(scene)
    assert sheet.was_held
    assert {line.member: line.state for line in attended if line.state == "present"} == dict.fromkeys(
        scene.members[:2], "present"
    )
    assert len(attended) == len(scene.members)
    with pytest.raises(Declined):
        await scene.preparation.begin(first)


async def test_the_figures_of_a_meeting_are_those_of_its_minutes(scene: Scene) -> None:
    """Three came; one looked in before the call to order only, one came after the minutes were adopted."""
    meeting = await notified(scene)
    night = Night(await scene.preparation.begin(meeting)).joined(*scene.members[:4])
    night.does(scene.members[2], LeaveRoom())
    night.later(300)
    night.called_to_order()
    with_minutes_adopted(night)
    night.joined(scene.members[4])

    await scene.preparation.note_closed(closed(night).meeting)

    told = minutes_of(night.meeting, night.at).attendance
    counted = [line for line in await attended_in(scene) if line.is_counted]
    assert len(counted) == told.rated
    assert sum(1 for line in counted if line.state == "present") == told.rated_present == 3


async def test_a_room_that_was_never_called_to_order_was_no_meeting(scene: Scene) -> None:
    meeting = await notified(scene)
    tried = closed(Night(await scene.preparation.begin(meeting)).joined(scene.secretary)).meeting

    await scene.preparation.note_closed(tried)

    sheet = await scene.preparation.sheet(meeting)
    year = await year_of(scene.preparation, scene.cell, sheet.day.year, scene.deputy)
    assert sheet.state is MeetingState.CLOSED
    assert not sheet.was_held
    assert (year.held, year.closed, year.counted, year.own) == (0, (), 0, {})


async def test_nothing_prepared_changes_once_the_meeting_is_open(scene: Scene) -> None:
    meeting = await notified(scene)
    await scene.preparation.begin(meeting)
    sheet = await scene.preparation.sheet(meeting)
    item = ItemDraft(REGULAR[0].step, REGULAR[0].stage, "Khác", 5)

    for change in (
        scene.preparation.save_programme(meeting, [item]),
        scene.preparation.review_tasks(meeting, ()),
        scene.preparation.notify(meeting),
        scene.preparation.invite_guest(meeting, scene.members[3]),
        scene.preparation.decide_leave(meeting, scene.members[3], True, by=scene.secretary),
    ):
        with pytest.raises(Declined) as declined:
            await change
        assert declined.value.code == "meeting-fixed"

    assert await scene.preparation.sheet(meeting) == sheet


async def test_the_chair_must_be_on_the_roll(scene: Scene) -> None:
    meeting = await notified(scene)
    sheet = await scene.preparation.sheet(meeting)
    stranger = await scene.registry.add_member(fields("Người Lạ", 310))

    with pytest.raises(Declined) as declined:
        await scene.preparation.edit(
            meeting,
            title=sheet.title,
            starts_at=sheet.starts_at,
            chair=stranger,
            minute_taker=None,
            committee_met_on=None,
        )

    assert (declined.value.code, declined.value.field) == ("choice-unknown", "chair")


async def test_recording_the_committees_meeting_makes_a_draft_prepared(scene: Scene) -> None:
    starts_at = scene.clock() + timedelta(days=3)
    meeting = await scene.preparation.create(scene.cell, MeetingKind.REGULAR, starts_at, by=scene.secretary)
    sheet = await scene.preparation.sheet(meeting)

    await scene.preparation.edit(
        meeting,
        title=sheet.title,
        starts_at=starts_at,
        chair=sheet.chair,
        minute_taker=scene.members[2],
        committee_met_on=date(2026, 11, 27),
    )

    edited = await scene.preparation.sheet(meeting)
    assert edited == replace(
        sheet,
        state=MeetingState.PREPARED,
        minute_taker=scene.members[2],
        committee_met_on=date(2026, 11, 27),
    )


async def test_a_cell_without_officers_cannot_prepare(scene: Scene) -> None:
    cell = await scene.organisations.found_cell("Chi bộ mới", "Mới", FOUNDED, parent=scene.committee)

    with pytest.raises(Declined) as declined:
        await scene.preparation.create(cell, MeetingKind.REGULAR, scene.clock(), by=scene.secretary)

    assert declined.value.code == "no-secretary"
