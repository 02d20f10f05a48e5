"""A service with a real database, a key folder and a clock turned by hand; several may share one database."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from server.ballot_box import BallotBox, seal
from server.database import Database
from server.event_log import EventLog
from server.live_meetings import Change, LiveMeetings
from server.meeting import attendance, rights, voting
from server.meeting.identity import CommandId, MeetingId, MemberId, QuestionId
from server.meeting.meeting import Meeting
from server.meeting.plan import MeetingPlan
from server.meeting.rules import Matter
from server.meeting.voting import Answer, Question, VoteForm
from server.migrations import upgrade
from tests.meeting.scenes import EVENING, a_plan, entry

MEETING = MeetingId("meeting-1")
VOTE = QuestionId("q1")
CHAIR = MemberId("m00")


@dataclass
class TurnedClock:
    now: datetime = EVENING

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=10)
        return self.now

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Service:
    """One process of the service."""

    database: Database
    log: EventLog
    box: BallotBox
    meetings: LiveMeetings
    clock: TurnedClock
    changes: list[Change] = field(default_factory=list)

    async def meeting(self) -> Meeting:
        return await self.meetings.get(MEETING)

    async def question(self, question: QuestionId = VOTE) -> Question:
        return (await self.meeting()).voting.question(question)

    async def opens(self, members: int = 20, plan: MeetingPlan | None = None) -> None:
        """The room is open, everybody is here, the meeting is called to order."""
        opened = plan or a_large_plan(members)
        await self.meetings.open(opened, opened.chair)
        for one in opened.roll:
            await self.meetings.handle(MEETING, attendance.Join(), one.member)
        await self.meetings.handle(MEETING, rights.CallToOrder(), opened.chair)

    async def opens_vote(self, form: VoteForm, command_id: str | None = None, question: QuestionId = VOTE) -> Question:
        command = voting.OpenVote(question, "Đồng ý?", Matter.PROPOSAL, form, may_reveal=True)
        await self.meetings.handle(MEETING, command, CHAIR, CommandId(command_id) if command_id else None)
        return await self.question(question)

    async def casts_sealed(self, member: MemberId, answer: Answer, command_id: str | None = None) -> None:
        key = (await self.question()).ballot_key
        assert key is not None
        command = voting.CastBallot(VOTE, seal(key, VOTE, answer))
        await self.meetings.handle(MEETING, command, member, CommandId(command_id) if command_id else None)

    async def closes_vote(self) -> Question:
        await self.meetings.handle(MEETING, voting.CloseVote(VOTE), CHAIR)
        return await self.question()


@asynccontextmanager
async def a_service(url: str, keys: Path, clock: TurnedClock | None = None) -> AsyncIterator[Service]:
    """A process on that database; the tables are made if there are none."""
    await asyncio.to_thread(upgrade, url)
    database = Database(url)
    log, box = EventLog(database), BallotBox(keys)
    turned = clock or TurnedClock()
    service = Service(database, log, box, LiveMeetings(database, log, box, turned), turned)

    async def note(change: Change) -> None:
        service.changes.append(change)

    service.meetings.subscribe(note)
    try:
        yield service
    finally:
        database.close()


def members_of(count: int) -> Sequence[MemberId]:
    return [MemberId(f"m{number:02}") for number in range(count)]


def a_large_plan(members: int = 20) -> MeetingPlan:
    """So many official members without any peculiarity."""
    return a_plan([entry(member) for member in members_of(members)], invited=())
