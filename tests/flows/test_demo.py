"""The demo that `make run` shows: an invented cell with a past, and a meeting ready for tonight."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from recordings.shelf import Shelf
from server import demo, demo_cast, demo_meeting, migrations
from server.accounts import Accounts
from server.ballot_box import BallotBox
from server.database import Database
from server.demo_cell import DemoCell, find_cell
from server.demo_people import ADMINISTRATOR_ADDRESS, MEMBERS, NEIGHBOUR_CELL, OBSERVER, PASSWORD
from server.event_log import EventLog
from server.live_meetings import LiveMeetings
from server.meeting.identity import Seat
from server.meeting.meeting import Meeting
from server.meeting.plan import MeetingPlan
from server.meeting.roll import Standing, Status
from server.meeting.rules import Matter
from server.meeting_papers import MeetingPapers
from server.meeting_sheets import Answer, MeetingSheet, MeetingState
from server.papers import PaperStore
from server.preparation import Preparation
from server.registry import Registry
from server.settings import Settings
from server.vietnam_time import HANOI, day_of
from server.visitor import Capacity

AFTERNOON = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)  # 15:00 in Vietnam


@dataclass
class Scene:
    """A fresh database with the demo in it."""

    settings: Settings
    database: Database
    cell: DemoCell
    text: str

    @property
    def preparation(self) -> Preparation:
        return Preparation(self.database, lambda: AFTERNOON)

    async def sheet(self, state: MeetingState) -> MeetingSheet:
        sheets = await self.preparation.sheets_of([self.cell.id])
        (found,) = [sheet for sheet in sheets if sheet.state is state]
        return found

    async def tonight(self) -> MeetingPlan:
        return await self.preparation.plan_of((await self.sheet(MeetingState.NOTIFIED)).id)

    async def last_month(self) -> Meeting:
        box = BallotBox(self.settings.ballot_key_folder)
        meetings = LiveMeetings(self.database, EventLog(self.database), box)
        return await meetings.get((await self.sheet(MeetingState.CLOSED)).id)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("demo"))
    migrations.upgrade(settings.database_address)
    text = demo.seed(settings, lambda: AFTERNOON)
    database = Database(settings.database_address)
    cell = asyncio.run(find_cell(database, day_of(AFTERNOON)))
    yield Scene(settings, database, cell, text)
    database.close()


async def test_the_cell_has_eighteen_members_over_five_provinces(scene: Scene) -> None:
    records = await Registry(scene.database).records_of(scene.cell.id, day_of(AFTERNOON))

    assert len(records) == 18
    assert len({record.fields.province for record in records}) == 5
    assert Counter(record.standing for record in records) == {Standing.OFFICIAL: 16, Standing.PROBATIONARY: 2}
    assert Counter(record.status for record in records) == {
        Status.NORMAL: 16,
        Status.EXEMPT: 1,
        Status.ATTACHED_ELSEWHERE: 1,
    }
    assert all(record.site for record in records)


async def test_more_than_half_live_apart_as_the_permission_to_meet_online_asks(scene: Scene) -> None:
    assert (await Registry(scene.database).dispersion(scene.cell.id, day_of(AFTERNOON))).is_enough


async def test_tonight_is_notified_with_officers_papers_replies_and_tasks_to_review(scene: Scene) -> None:
    plan = await scene.tonight()
    offices = {entry.name: entry.offices for entry in plan.roll}
    replies = Counter(reply.answer for reply in await scene.preparation.replies(plan.id))
    leave = {entry.name: entry.leave.accepted for entry in plan.roll if entry.leave}
    papers = await MeetingPapers(scene.database, PaperStore(scene.settings.paper_folder)).of(plan.id)

    assert plan.starts_at.astimezone(HANOI).strftime("%d/%m %H:%M") == "22/11 19:30"
    assert offices["Nguyễn Đức Thắng"] == ("secretary",)
    assert offices["Hoàng Lan"] == ("deputy",)
    assert plan.minute_taker == scene.cell.ids["huong"]
    assert [(one.name, one.seat) for one in plan.invited] == [("Trần Thu Hà", Seat.OBSERVER)]
    assert plan.authorisation.startswith("Công văn số 41-CV/ĐU")
    assert replies == {Answer.WILL_ATTEND: 13, Answer.LEAVE: 2}
    assert leave == {"Hồ Thị Mai": True, "Phan Thế Vinh": None}
    assert {paper.media_type.rpartition(".")[2] for paper in papers} == {"application/pdf", "document"}
    assert len(plan.last_tasks) == 4
    assert {task.owner for task in plan.last_tasks} >= {"đ/c Đinh Văn Sơn", "đ/c Cao Xuân Lâm"}


async def test_last_month_was_held_on_the_third_and_its_resolution_passed_by_the_rule(scene: Scene) -> None:
    meeting = await scene.last_month()
    resolution = meeting.voting.last_of(Matter.RESOLUTION)
    poll = meeting.voting.last_of(Matter.OPINION)

    assert meeting.plan.starts_at.astimezone(HANOI).strftime("%d/%m/%Y %H:%M") == "03/10/2026 19:30"
    assert resolution is not None
    assert resolution.result is not None
    assert (resolution.result.in_favour, resolution.result.against, resolution.result.base) == (12, 1, 14)
    assert resolution.result.passed is True
    assert [one.member for one in resolution.reserved] == [scene.cell.ids["phuoc"]]
    assert poll is not None
    assert poll.result is not None
    assert (poll.result.cast, poll.result.passed, poll.answers) == (13, None, {})
    assert meeting.closing.unfinished == ()


async def test_the_log_of_last_month_is_chained_and_its_minutes_are_on_the_shelf_as_filed(scene: Scene) -> None:
    meeting = await scene.last_month()
    shelf = Shelf(scene.settings.shelf_folder)

    assert await EventLog(scene.database).verify(meeting.plan.id) == meeting.version
    assert [document.kind for document in meeting.closing.filed] == ["minutes.pdf", "minutes.docx"]
    for document in meeting.closing.filed:
        assert shelf.digest(meeting.plan.id, document.kind) == document.sha256
    assert not shelf.verify()


async def test_every_printed_account_can_sign_in_and_is_what_is_printed(scene: Scene) -> None:
    accounts, registry = Accounts(scene.database), Registry(scene.database)
    wanted = {
        "thang": Capacity.SECRETARY,
        "lan": Capacity.DEPUTY,
        "huong": Capacity.CELL_COMMITTEE,
        "nam": Capacity.MEMBER,
        "khanh": Capacity.MEMBER,
        "ha": Capacity.OBSERVER,
    }
    for person in (*MEMBERS, OBSERVER):
        if person.key not in wanted:
            continue
        signed_in = await accounts.sign_in(person.address, PASSWORD, "127.0.0.1")
        visitor = await registry.visitor(signed_in.session.account)

        assert person.address in scene.text
        assert wanted[person.key] in visitor.capacities_in(scene.cell.id)
    signed_in = await accounts.sign_in(ADMINISTRATOR_ADDRESS, PASSWORD, "127.0.0.1")
    assert (await registry.visitor(signed_in.session.account)).is_administrator
    assert PASSWORD in scene.text


async def test_the_committee_has_a_second_cell_that_met_this_month(scene: Scene) -> None:
    registry = Registry(scene.database)
    hoi = scene.cell.ids["hoi"]
    assert hoi not in {record.id for record in await registry.records_of(scene.cell.id, day_of(AFTERNOON))}
    signed_in = await Accounts(scene.database).sign_in("hoi@minhphu.example", PASSWORD, "127.0.0.1")
    visitor = await registry.visitor(signed_in.session.account)

    (cell,) = visitor.own_cells
    records = await registry.records_of(cell, day_of(AFTERNOON))

    (sheet,) = await scene.preparation.sheets_of([cell])
    attended = await scene.preparation.attended([cell], sheet.starts_at, AFTERNOON)

    assert {record.fields.workplace for record in records} == {NEIGHBOUR_CELL.removeprefix("Chi bộ ")}
    assert sheet.state is MeetingState.CLOSED
    assert sheet.day == date(2026, 11, 3)
    assert Counter(line.state for line in attended) == {"present": 5, "absent_with_reason": 1}


def test_a_second_start_changes_nothing_and_prints_the_accounts_again(scene: Scene) -> None:
    async def state() -> list[tuple[str, str]]:
        sheets = await scene.preparation.sheets_of([scene.cell.id])
        return [(sheet.id, sheet.state.value) for sheet in sheets]

    before = asyncio.run(state())

    assert demo.seed(scene.settings, lambda: AFTERNOON) == scene.text
    assert asyncio.run(state()) == before


def test_a_database_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    migrations.upgrade(settings.database_address)

    async def set_up() -> None:
        database = Database(settings.database_address)
        accounts = Accounts(database)
        code = await accounts.make_setup_code()
        await accounts.set_up(code, "Người quản trị", "0912345678", "a password of their own", "127.0.0.1")
        database.close()

    asyncio.run(set_up())

    assert demo.seed(settings) == ""
    assert demo.cast_line(settings) == ""


def test_a_meeting_that_nobody_opened_is_put_off_to_the_evening_of_the_next_start(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    migrations.upgrade(settings.database_address)
    demo.seed(settings, lambda: AFTERNOON)
    next_day = AFTERNOON + timedelta(days=3)

    demo.seed(settings, lambda: next_day)

    assert asyncio.run(_coming(settings, next_day)).starts_at == demo.tonight(next_day)


def test_after_the_meeting_is_closed_the_next_start_prepares_another_with_its_tasks_to_review(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    migrations.upgrade(settings.database_address)
    demo.seed(settings, lambda: AFTERNOON)
    next_day = AFTERNOON + timedelta(days=1)

    asyncio.run(_hold_tonight(settings))
    demo.seed(settings, lambda: next_day)

    plan = asyncio.run(_coming(settings, next_day))
    assert plan.starts_at == demo.tonight(next_day)
    assert [task.text for task in plan.last_tasks] == [
        text for text, _, _ in demo_meeting.tasks_from(day_of(AFTERNOON))
    ]
    assert all(not task.result for task in plan.last_tasks)


async def _hold_tonight(settings: Settings) -> None:
    database, clock = Database(settings.database_address), demo_meeting.TurnedClock(AFTERNOON)
    meetings = LiveMeetings(database, EventLog(database), BallotBox(settings.ballot_key_folder), clock)
    preparation = Preparation(database, clock)
    cell = await find_cell(database, day_of(AFTERNOON))
    (waiting,) = [one for one in await preparation.sheets_of([cell.id]) if one.state is MeetingState.NOTIFIED]
    closed = await demo_meeting.hold(meetings, clock, await preparation.begin(waiting.id), cell)
    await preparation.note_closed(closed)
    database.close()


async def _coming(settings: Settings, now: datetime) -> MeetingPlan:
    database = Database(settings.database_address)
    cell = await find_cell(database, day_of(now))
    preparation = Preparation(database)
    (coming,) = [one for one in await preparation.sheets_of([cell.id]) if one.state is MeetingState.NOTIFIED]
    plan = await preparation.plan_of(coming.id)
    database.close()
    return plan


@pytest.mark.parametrize(
    ("now", "expected"),
    [("22 15:00", "22 19:30"), ("22 19:30", "22 19:30"), ("22 19:31", "22 20:00"), ("22 23:40", "23 00:00")],
)
def test_tonight_is_half_past_seven_or_the_next_half_hour(now: str, expected: str) -> None:
    here = datetime.strptime(f"2026-11-{now}", "%Y-%m-%d %H:%M").replace(tzinfo=HANOI)

    assert demo.tonight(here).strftime("%d %H:%M") == expected


def test_those_who_play_for_themselves_sit_at_nobodys_site() -> None:
    few, many = demo_cast.parts(3), demo_cast.parts(14)

    assert [part.brings for part in few] == [
        ("Đặng Thị Yến", "Ngô Tiến Dũng"),
        ("Mai Xuân Quý", "Đỗ Thanh Thủy"),
        ("Cao Xuân Lâm",),
    ]
    assert not any(part.brings for part in many)
    assert len({part.sign_in for part in many}) == 14
