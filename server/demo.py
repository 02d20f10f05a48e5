"""The demo: a cell to try. Everything is made through the same doors as in life, once, in an empty database.

The past meeting is held through LiveMeetings with a turned clock, so its log, its votes and its documents are real.
Accounts get their password here and nowhere else: outside the demo there is no default password."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import Connection, exists, select, update

from recordings.filing import Filing
from recordings.shelf import Shelf
from server import demo_cast, demo_meeting, demo_papers, passwords, vietnam_time
from server.accounts import Accounts
from server.ballot_box import BallotBox
from server.database import Database
from server.demo_cell import DemoCell, find_cell, found_cells
from server.demo_meeting import TurnedClock
from server.demo_people import (
    ADMINISTRATOR_ADDRESS,
    ADMINISTRATOR_NAME,
    COMMITTEE,
    MEMBERS,
    NEIGHBOURS,
    OBSERVER,
    PASSWORD,
    Person,
)
from server.event_log import EventLog
from server.live_meetings import LiveMeetings
from server.meeting.agenda import Step
from server.meeting.identity import MeetingId, MemberId
from server.meeting.meeting import Meeting
from server.meeting.plan import ReviewedTask
from server.meeting.rules import MeetingKind
from server.meeting_papers import MeetingPapers
from server.meeting_sheets import Answer, MeetingSheet
from server.papers import PaperStore
from server.preparation import STARTS_IN_THE_PAST, ItemDraft, Preparation
from server.settings import Settings
from server.tables import accounts, members, organisations, sign_in_names
from server.vietnam_time import HANOI, Clock

EVENING_HOUR, EVENING_MINUTE = 19, 30
REGULAR_DAY = 3  # Directive 50-CT/TW (23/7/2025)
PREPARED_BEFORE = timedelta(days=2)  # papers go out a day before at the latest (42-HD/BTCTW)
PRESENTERS = {
    Step.POLITICS: "huong",
    Step.LAST_RESULTS: "thang",
    Step.PARTY_BUILDING: "thang",
    Step.NEXT_MONTH: "lan",
}
RESULTS = ("Hoàn thành, nghiệm thu đúng hạn", "Hoàn thành 02/03 công trường", "Đang thực hiện", "Hoàn thành")
NOT_YET_REPLIED = ("nam", "tu", "bao")  # Nam is left for who tries the demo as a member
LATECOMER, AWAY, ASKS_LEAVE, AWAY_THERE = "lam", "mai", "vinh", "kien"
READERS = ("lan", "huong", "son", "chau", "yen", "phuoc", "ngan")


class Found(Enum):
    """What a database holds before the demo is made."""

    NOTHING = "nothing"
    HALF_A_DEMO = "half a demo"
    THE_DEMO = "the demo"
    SOMETHING_ELSE = "something else"


class CutShort(Exception):
    """The making of the demo was interrupted; what is there cannot be used."""


def seed(settings: Settings, clock: Clock = vietnam_time.now) -> str:
    """Make the demo in an empty database; return its accounts for people to read.

    Where the demo is already, only tonight's meeting is renewed, once the one before is closed or long past. In any
    other database nothing is done and the text is empty. Raises CutShort."""
    return asyncio.run(_seed(settings, clock))


def cast_line(settings: Settings) -> str:
    """What the process of the virtual members is told, as one line of JSON; empty where there is no demo."""
    return asyncio.run(_cast_line(settings))


async def _seed(settings: Settings, clock: Clock) -> str:
    database = Database(settings.database_address)
    try:
        found = await database.read(what_is_there)
        if found is Found.SOMETHING_ELSE:
            return ""
        if found is Found.HALF_A_DEMO:
            raise CutShort(f"the demo was cut short while it was made; remove {settings.data_dir} and start again.")
        demo = _Demo(settings, database, clock)
        await (demo.make() if found is Found.NOTHING else demo.renew())
        return accounts_text()
    finally:
        database.close()


async def _cast_line(settings: Settings) -> str:
    database = Database(settings.database_address)
    try:
        if await database.read(what_is_there) is not Found.THE_DEMO:
            return ""
    finally:
        database.close()
    return demo_cast.line(settings.virtual_members)


def what_is_there(at: Connection) -> Found:
    """The administrator's account is made last, so it tells a whole demo from half of one."""
    if at.execute(select(exists().where(sign_in_names.c.name == ADMINISTRATOR_ADDRESS))).scalar():
        return Found.THE_DEMO
    if at.execute(select(exists().where(members.c.email == MEMBERS[0].address))).scalar():
        return Found.HALF_A_DEMO
    tables = (organisations, members, accounts)
    in_use = any(at.execute(select(table.c.id).limit(1)).first() for table in tables)
    return Found.SOMETHING_ELSE if in_use else Found.NOTHING


def accounts_text() -> str:
    """The accounts to try, for the terminal."""
    people = {person.key: person for person in (*MEMBERS, OBSERVER)}
    roles = (
        ("secretary, chairs tonight", "thang"),
        ("deputy", "lan"),
        ("minute-taker", "huong"),
        ("member", "nam"),
        ("probationary member", "khanh"),
        ("observer of the committee", "ha"),
    )
    lines = [f"  Demo accounts, all with the password  {PASSWORD}"]
    lines += [f"    {people[key].address:<24}{people[key].name:<20}{role}" for role, key in roles]
    lines += [f"    {ADMINISTRATOR_ADDRESS:<24}{ADMINISTRATOR_NAME:<20}system administrator"]
    return "\n".join(lines)


def tonight(now: datetime) -> datetime:
    """19:30 in Vietnam, or the next half hour if that is past."""
    here = now.astimezone(HANOI)
    evening = here.replace(hour=EVENING_HOUR, minute=EVENING_MINUTE, second=0, microsecond=0)
    while evening < here:
        evening += timedelta(minutes=30)
    return evening


def last_month(now: datetime) -> datetime:
    """The evening of the third of the month before."""
    before = now.astimezone(HANOI).replace(day=1) - timedelta(days=1)
    return before.replace(day=REGULAR_DAY, hour=EVENING_HOUR, minute=EVENING_MINUTE, second=0, microsecond=0)


def last_third(now: datetime) -> datetime:
    """The evening of the latest third of a month that is over."""
    here = now.astimezone(HANOI)
    third = here.replace(day=REGULAR_DAY, hour=EVENING_HOUR, minute=EVENING_MINUTE, second=0, microsecond=0)
    return third if third.date() < here.date() else last_month(now)


class _Demo:
    """Everything that the demo is made with."""

    def __init__(self, settings: Settings, database: Database, clock: Clock) -> None:
        self._database = database
        self._now = clock()
        self._clock = TurnedClock(self._now)
        self._accounts = Accounts(database, self._clock)
        self._preparation = Preparation(database, self._clock)
        self._papers = MeetingPapers(database, PaperStore(settings.paper_folder), self._clock)
        self._log = EventLog(database)
        self._meetings = LiveMeetings(database, self._log, BallotBox(settings.ballot_key_folder), self._clock)
        self._filing = Filing(self._meetings, self._log, Shelf(settings.shelf_folder))

    async def make(self) -> None:
        """Cells, people, last month, tonight; the administrator last."""
        cell, neighbours = await found_cells(self._database, vietnam_time.day_of(self._now))
        hashing = asyncio.create_task(passwords.hashed(PASSWORD))
        await self._hold_at_the_neighbours(neighbours)
        closed = await self._hold_last_month(cell)
        await self._prepare_tonight(cell, closed, RESULTS)
        self._clock.moment = self._now
        await self._let_in([cell.ids[person.key] for person in _who_sign_in()], await hashing)
        code = await self._accounts.make_setup_code()
        await self._accounts.set_up(code, ADMINISTRATOR_NAME, ADMINISTRATOR_ADDRESS, PASSWORD, "")

    async def renew(self) -> None:
        """A meeting for tonight, if the last one is closed; one that nobody opened is put off to tonight."""
        cell = await find_cell(self._database, vietnam_time.day_of(self._now))
        sheets = await self._preparation.sheets_of([cell.id])
        waiting = [sheet for sheet in sheets if sheet.closed_at is None and sheet.cancelled_at is None]
        if not waiting:
            last = next(sheet for sheet in sheets if sheet.closed_at is not None)
            await self._prepare_tonight(cell, await self._meetings.get(last.id), ())
        for sheet in waiting:
            if sheet.state.is_before and sheet.starts_at < self._now - STARTS_IN_THE_PAST:
                await self._put_off(sheet)

    async def _put_off(self, sheet: MeetingSheet) -> None:
        await self._preparation.edit(
            sheet.id,
            title=sheet.title,
            starts_at=tonight(self._now),
            chair=sheet.chair,
            minute_taker=sheet.minute_taker,
            committee_met_on=sheet.committee_met_on,
        )

    async def _let_in(self, people: Sequence[MemberId], password_hash: str) -> None:
        """Accounts that share one hash: the password is printed, and twenty hashes would hold up the first start."""
        ids = [await self._accounts.account_for(member) for member in people]
        values = {"password_hash": password_hash, "password_set_at": self._now}

        def work(at: Connection) -> None:
            at.execute(update(accounts).where(accounts.c.id.in_(ids)).values(**values))

        await self._database.write(work)

    async def _hold_last_month(self, cell: DemoCell) -> Meeting:
        starts_at = last_month(self._now)
        self._clock.moment = starts_at - PREPARED_BEFORE
        before = (
            ReviewedTask("Hoàn thành lắp dựng trạm trộn số 2", "đ/c Đinh Văn Sơn", "Hoàn thành trước hạn 03 ngày"),
            ReviewedTask("Kiểm tra an toàn lao động mùa mưa bão", "đ/c Cao Xuân Lâm", "Hoàn thành 03/03 công trường"),
            ReviewedTask("Giúp đỡ 02 quần chúng ưu tú", "đ/c Hoàng Lan", "Đang thực hiện"),
        )
        meeting = await self._prepared(cell, starts_at, before)
        await self._answer(cell, meeting, {AWAY: "nghỉ ốm", LATECOMER: "đã báo trước, đang kiểm tra hiện trường"})
        for key in (AWAY, LATECOMER):
            await self._preparation.decide_leave(meeting, cell.ids[key], accepted=True, by=cell.ids["thang"])
        plan = await self._preparation.begin(meeting)
        return await self._filed(await demo_meeting.hold(self._meetings, self._clock, plan, cell))

    async def _hold_at_the_neighbours(self, cell: DemoCell) -> None:
        """The latest third of a month, so that the committee sees a cell that is ahead of the other."""
        starts_at = last_third(self._now)
        self._clock.moment = starts_at - PREPARED_BEFORE
        meeting = await self._prepared(cell, starts_at, ())
        await self._preparation.reply(meeting, cell.ids[AWAY_THERE], Answer.LEAVE, "đi công tác")
        await self._preparation.decide_leave(meeting, cell.ids[AWAY_THERE], accepted=True, by=cell.ids[cell.chair])
        plan = await self._preparation.begin(meeting)
        await self._filed(await demo_meeting.hold_briefly(self._meetings, self._clock, plan, cell))

    async def _filed(self, closed: Meeting) -> Meeting:
        """What the service does after a close: note it in the registry, put the documents on the shelf."""
        meeting = closed.plan.id
        await self._preparation.note_closed(closed)
        await self._filing.file(meeting)
        return await self._meetings.get(meeting)

    async def _prepare_tonight(self, cell: DemoCell, last: Meeting, results: tuple[str, ...]) -> None:
        starts_at = tonight(self._now)
        self._clock.moment = self._now - PREPARED_BEFORE
        tasks = _tasks_to_review(last, results)
        meeting = await self._prepared(cell, starts_at, tasks)
        await self._hand_out(cell, meeting, starts_at, tasks)
        await self._answer(cell, meeting, {AWAY: "nghỉ ốm", ASKS_LEAVE: "đi công tác theo lịch của công ty"})
        await self._preparation.decide_leave(meeting, cell.ids[AWAY], accepted=True, by=cell.ids["thang"])

    async def _prepared(self, cell: DemoCell, starts_at: datetime, tasks: tuple[ReviewedTask, ...]) -> MeetingId:
        """A regular meeting with presenters and the tasks to review, notified."""
        preparation, by = self._preparation, cell.ids[cell.chair]
        meeting = await preparation.create(cell.id, MeetingKind.REGULAR, starts_at, by=by)
        sheet = await preparation.sheet(meeting)
        await preparation.edit(
            meeting,
            title=sheet.title,
            starts_at=starts_at,
            chair=sheet.chair,
            minute_taker=cell.ids[cell.minute_taker],
            committee_met_on=vietnam_time.day_of(self._clock.moment),
        )
        drafts = [
            ItemDraft(
                item.step,
                item.stage,
                item.title,
                item.minutes,
                cell.ids.get(PRESENTERS.get(item.step, "")),
                item.needs_vote,
                item.id,
            )
            for item in await preparation.items(meeting)
        ]
        await preparation.save_programme(meeting, drafts)
        await preparation.review_tasks(meeting, tasks)
        await preparation.notify(meeting)
        return meeting

    async def _answer(self, cell: DemoCell, meeting: MeetingId, leave: Mapping[str, str]) -> None:
        for person in MEMBERS:
            member = cell.ids[person.key]
            if person.key in leave:
                await self._preparation.reply(meeting, member, Answer.LEAVE, leave[person.key])
            elif person.key not in NOT_YET_REPLIED:
                await self._preparation.reply(meeting, member, Answer.WILL_ATTEND)

    async def _hand_out(
        self, cell: DemoCell, meeting: MeetingId, starts_at: datetime, tasks: tuple[ReviewedTask, ...]
    ) -> None:
        items = {item.step: item.id for item in await self._preparation.items(meeting)}
        resolution, report = await asyncio.to_thread(
            lambda: (demo_papers.draft_resolution(starts_at), demo_papers.report_of_results(starts_at, tasks))
        )
        for paper, step in ((resolution, Step.NEXT_MONTH), (report, Step.LAST_RESULTS)):
            kept = await self._papers.add(meeting, paper, "", by=cell.ids["lan"], item=items[step])
            for key in READERS:
                await self._papers.mark_read(kept, cell.ids[key])
        for key in READERS:
            await self._preparation.note_seen(meeting, cell.ids[key])


def _who_sign_in() -> tuple[Person, ...]:
    return (*MEMBERS, *(person for person, _ in COMMITTEE), NEIGHBOURS[0])


def _tasks_to_review(last: Meeting, results: tuple[str, ...]) -> tuple[ReviewedTask, ...]:
    """What the last resolution assigned; results as far as they are known."""
    padded = (*results, *("" for _ in last.closing.tasks))
    return tuple(
        ReviewedTask(task.text, f"đ/c {last.plan.name_of(task.owner)}" if task.owner else "Chi ủy", result)
        for task, result in zip(last.closing.tasks, padded, strict=False)
    )
