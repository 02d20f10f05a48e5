"""The one door for change: lock, decide, append, apply, publish.

Nothing changes a meeting except `LiveMeetings.handle`. A command that was done is not done again (same command id);
if another process appended first, the log is caught up with and the rules decide again.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import reduce

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from server.ballot_box import BallotBox, KeyLost, sealed_bytes
from server.database import Database
from server.event_log import AlreadyDone, Conflict, EventLog
from server.meeting import closing, voting
from server.meeting.attendance import ResumeService
from server.meeting.deciding import Facts, decide, open_meeting
from server.meeting.identity import CommandId, MeetingId, MemberId, QuestionId
from server.meeting.meeting import Command, Event, Meeting, Recorded, apply, opened, replay
from server.meeting.plan import MeetingPlan
from server.meeting.refusal import Refusal
from server.meeting.rights import Phase
from server.meeting.voting import (
    BallotCast,
    CastBallot,
    CloseVote,
    OpenVote,
    VoidVote,
    VoteClosed,
    VoteForm,
    VoteVoided,
)

log = logging.getLogger(__name__)

TRIES = 25  # appends lost to other processes before giving up; 8 were too few for 60 members voting through two
PAUSE_S = 0.004  # the longest pause after the first lost append; the loser is behind by a read and would lose again

LONG_AGO = datetime.min.replace(tzinfo=UTC)

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Now, aware, UTC."""
    return datetime.now(UTC)


class UnknownMeeting(Exception):
    """No log under that id."""


class NotDone(Exception):
    """Other processes appended first, time after time; the command may be sent again."""


class NotWritten(Exception):
    """The database took nothing, as when its disk is full: nothing has changed, and nothing is half-written."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one command did; `before` is None when the meeting was just opened."""

    before: Meeting | None
    after: Meeting
    recorded: tuple[Recorded, ...]


@dataclass(frozen=True, slots=True)
class Handled:
    """The meeting's version when the command was done; `repeated` if that was earlier."""

    version: int
    repeated: bool = False


Listener = Callable[[Change], Awaitable[None]]


@dataclass(slots=True)
class _Room:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    meeting: Meeting | None = None
    last_at: datetime = LONG_AGO


class LiveMeetings:
    """Every meeting, by id, loaded when first asked for."""

    def __init__(self, database: Database, log_of_events: EventLog, box: BallotBox, clock: Clock = utc_now) -> None:
        self._database = database
        self._log = log_of_events
        self._box = box
        self._clock = clock
        self._rooms: dict[MeetingId, _Room] = {}
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> None:
        """Call the listener after every change, inside the meeting's lock, in the log's order."""
        self._listeners.append(listener)

    async def open(self, plan: MeetingPlan, by: MemberId) -> Meeting:
        """Open the room of a prepared meeting; opened before, it is simply returned.

        Raises Refusal: too-few-official, no-authorisation, chair-not-on-roll.
        """
        room = self._room(plan.id)
        async with room.lock:
            try:
                return await self._current(room, plan.id)
            except UnknownMeeting:
                new = open_meeting(plan)
            try:
                recorded = await self._log.append(plan.id, 0, new, by=by, at=self._clock(), command_id=None)
            except Conflict:  # another process was quicker
                return await self._current(room, plan.id)
            room.meeting, room.last_at = opened(recorded[0]), recorded[0].at
            log.info("meeting opened", extra={"meeting": plan.id, "member": by})
            await self._publish(Change(None, room.meeting, tuple(recorded)))
            return room.meeting

    async def get(self, meeting: MeetingId) -> Meeting:
        """The meeting as it stands. Raises UnknownMeeting."""
        room = self._room(meeting)
        if room.meeting is not None:
            return room.meeting
        async with room.lock:
            return await self._current(room, meeting)

    async def handle(
        self, meeting: MeetingId, command: Command, by: MemberId | None, command_id: CommandId | None = None
    ) -> Handled:
        """Do the command, or say why not. Raises Refusal, NotWritten (nothing has changed), UnknownMeeting, NotDone."""
        room = self._room(meeting)
        async with room.lock:
            before = await self._current(room, meeting)
            try:
                return await self._handle_locked(room, before, command, by, command_id)
            except Refusal as refusal:
                done = None if command_id is None else await self._log.version_of(meeting, command_id)
                if done is not None:
                    return Handled(done, repeated=True)
                log.info(
                    "command refused",
                    extra={
                        "meeting": meeting,
                        "member": by,
                        "command": type(command).__name__,
                        "code": refusal.code,
                    },
                )
                raise
            except DBAPIError as fault:
                return await self._despite(fault, room, before, command_id)

    async def _despite(self, fault: DBAPIError, room: _Room, before: Meeting, command_id: CommandId | None) -> Handled:
        """The database failed: ask it whether it took the command all the same, as when only its answer was lost.

        Raises NotWritten if not; what it raises itself if it does not answer, for then nobody knows.
        """
        done = None if command_id is None else await self._log.version_of(before.plan.id, command_id)
        if done is None:
            # Its class only: a database's own words may quote the row, and an open answer stands in it.
            log.error("the database took nothing", extra={"meeting": before.plan.id, "why": type(fault.orig).__name__})
            raise NotWritten from None
        await self._catch_up(room, before)
        return Handled(done, repeated=True)

    async def resume(self, down_from_at: datetime) -> None:
        """After a restart: nobody left while the service was down; boxes whose key is gone are void."""
        closed = await self._log.with_event(closing.MeetingClosed)
        needed: set[str] = set()
        for meeting in await self._log.meetings():
            if meeting in closed:
                continue
            await self.handle(meeting, ResumeService(down_from_at), by=None)
            needed |= await self._settle_boxes(meeting)
        self._box.destroy_others(needed)

    async def running(self) -> list[Meeting]:
        """Every meeting that is open."""
        closed = await self._log.with_event(closing.MeetingClosed)
        return [await self.get(meeting) for meeting in await self._log.meetings() if meeting not in closed]

    async def _handle_locked(
        self, room: _Room, state: Meeting, command: Command, by: MemberId | None, command_id: CommandId | None
    ) -> Handled:
        for lost in range(TRIES):
            try:
                done = await self._attempt(room, state, command, by, command_id)
            except AlreadyDone as earlier:
                await self._catch_up(room, state)
                return Handled(earlier.version, repeated=True)
            except Conflict:
                await asyncio.sleep(random.uniform(0, PAUSE_S * (lost + 1)))  # noqa: S311  not a secret
                state = await self._catch_up(room, state)
                continue
            except Refusal:
                newer = await self._catch_up(room, state)
                if newer.version == state.version:
                    raise
                state = newer  # another process knew more: the rules decide again
                continue
            if done is not None:
                return done
            newer = await self._catch_up(room, state)
            if newer.version == state.version:
                return Handled(state.version)
            state = newer
        raise NotDone

    async def _attempt(
        self, room: _Room, state: Meeting, command: Command, by: MemberId | None, command_id: CommandId | None
    ) -> Handled | None:
        """Decide on this state and append; None if nothing is new. Raises Refusal, Conflict, AlreadyDone."""
        meeting = state.plan.id
        at = max(self._clock(), room.last_at)  # the log never runs backwards, even if the machine's clock does
        facts = await self._facts(state, command)
        try:
            events = decide(state, command, by, at, facts)
            if not events:
                return None
            alongside = self._alongside(meeting, command, events)
            recorded = await self._log.append(
                meeting, state.version, events, by=by, at=at, command_id=command_id, alongside=alongside
            )
        except (Refusal, Conflict, AlreadyDone):
            if facts.ballot_key is not None:  # made for a vote that is not in the log: it opens nothing
                self._box.destroy_key(facts.ballot_key)
            raise
        return Handled((await self._applied(room, state, recorded)).version)

    async def _applied(self, room: _Room, before: Meeting, recorded: list[Recorded]) -> Meeting:
        after = reduce(apply, recorded, before)
        room.meeting, room.last_at = after, recorded[-1].at
        await self._destroy_keys(after, recorded)
        await self._publish(Change(before, after, tuple(recorded)))
        return after

    async def _facts(self, meeting: Meeting, command: Command) -> Facts:
        if isinstance(command, OpenVote) and command.form is VoteForm.SECRET:
            if any(one.is_open or one.id == command.question for one in meeting.voting.questions):
                return Facts()  # will be refused
            return Facts(ballot_key=self._box.new_key())
        if isinstance(command, CloseVote):
            question = next((one for one in meeting.voting.questions if one.id == command.question), None)
            if question is not None and question.is_open and question.ballot_key is not None:
                return await self._count(meeting.plan.id, question.id, question.ballot_key)
        return Facts()

    async def _count(self, meeting: MeetingId, question: QuestionId, key: str) -> Facts:
        try:
            count = await self._database.read(lambda c: self._box.count(c, meeting, question, key))
        except KeyLost:
            log.warning("the key of a secret vote is gone", extra={"meeting": meeting, "question": question})
            return Facts()
        return Facts(count=count)

    def _alongside(
        self, meeting: MeetingId, command: Command, events: list[Event]
    ) -> Callable[[Connection], None] | None:
        if isinstance(command, CastBallot) and any(isinstance(event, BallotCast) for event in events):
            sealed_bytes(command.sealed)  # refused here, before the transaction
            return lambda connection: self._box.put(connection, meeting, command.question, command.sealed)
        ended = [event.question for event in events if isinstance(event, VoteClosed | VoteVoided)]
        if ended:
            return lambda connection: self._box.empty(connection, meeting, ended[0])
        return None

    async def _destroy_keys(self, meeting: Meeting, recorded: list[Recorded]) -> None:
        """What is counted or given up is never opened again; also when another process ended it."""
        for one in recorded:
            if isinstance(one.event, VoteClosed | VoteVoided):
                key = meeting.voting.question(one.event.question).ballot_key
                if key is not None and self._box.has_key(key):
                    self._box.destroy_key(key)
                    await self._database.forget_deleted()

    async def _settle_boxes(self, meeting: MeetingId) -> set[str]:
        """Finish what a crash may have cut short; returns the keys that are still needed."""
        needed = set()
        for question in (await self.get(meeting)).voting.questions:
            if question.ballot_key is None:
                continue
            if not question.is_open:
                self._box.destroy_key(question.ballot_key)
            elif self._box.has_key(question.ballot_key):
                needed.add(question.ballot_key)
            else:
                await self.handle(meeting, VoidVote(question.id, voting.KEY_LOST), by=None)
        return needed

    async def _current(self, room: _Room, meeting: MeetingId) -> Meeting:
        if room.meeting is None:
            recorded = await self._log.read(meeting)
            if not recorded:
                raise UnknownMeeting(meeting)
            room.meeting, room.last_at = replay(recorded), recorded[-1].at
        return room.meeting

    async def _catch_up(self, room: _Room, known: Meeting) -> Meeting:
        """The meeting with what other processes have appended."""
        recorded = await self._log.read(known.plan.id, known.version)
        return await self._applied(room, known, recorded) if recorded else known

    async def _publish(self, change: Change) -> None:
        for listener in self._listeners:
            try:
                await listener(change)
            except Exception:  # the command is in the log: a listener's fault must not call it undone
                log.exception("a listener failed", extra={"meeting": change.after.plan.id})
        if change.before is not None and change.before.phase is not Phase.CLOSED and change.after.phase is Phase.CLOSED:
            log.info("meeting closed", extra={"meeting": change.after.plan.id})

    def _room(self, meeting: MeetingId) -> _Room:
        return self._rooms.setdefault(meeting, _Room())
