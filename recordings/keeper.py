"""The keeper of recordings: starts and ends recorders as the meeting says, mixes afterwards, and forgets in time.

No queue: what goes on, what was not looked through and what was not mixed is known from the log and the folder, so
`catch_up` at start does whatever a crash left undone. A recording that cannot go on is ended in the log too: no screen
says that is recorded what is not.
"""

import asyncio
import contextlib
import logging
import shutil
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path

from recordings import recorded
from recordings.mix_job import job_of
from recordings.processes import ProcessFailed, RecorderProcess, mix_apart
from recordings.recorder import DISK_FULL
from recordings.sealed import KeyDestroyed, RecordingKeys, SealedReader, destroy_key, length
from server.catalogue import Missing, load
from server.event_log import EventLog
from server.live_meetings import Change, Clock, LiveMeetings, utc_now
from server.meeting.closing import MeetingClosed
from server.meeting.identity import MeetingId
from server.meeting.meeting import Meeting
from server.meeting.recording import (
    MISSING_MAX_S,
    Recording,
    RecordingStarted,
    RecordingStopped,
    ReportRecording,
    StopRecording,
    running,
)
from server.meeting.refusal import Refusal
from server.projections.vietnamese import Vietnamese

log = logging.getLogger(__name__)

TAP_DRAINS_S = 0.3  # what the media worker has sent by then is all
TRIES = 5  # recorders in a row that fail
LIVED_S = 60.0  # one that ran for so long has not failed at once
TRY_AGAIN_S = 1.0
LOOK_FOR_EXPIRED_S = 3600.0
TOLD_FROM_S = 1.0  # a shorter gap costs a syllable; on a weak line there are many
KEY = "key"
MIX = "mix.webm.sealed"

Tap = Callable[[MeetingId, str | None], None]


_Place = tuple[MeetingId, int]  # a meeting, and the number of its recording


class State(Enum):
    """Where a recording stands."""

    GOING_ON = "going_on"
    WAITING = "waiting"  # for the close, or for the mix of another one
    MIXING = "mixing"
    READY = "ready"
    FAILED = "failed"  # the next start of the service tries again
    EMPTY = "empty"  # nobody was let through while it lasted, or no recorder came up
    FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Standing:
    """What there is to see and have of a recording. `progress` is 0 to 1 while it is mixed."""

    state: State
    progress: float = 0.0
    size_bytes: int = 0


class NotReady(LookupError):
    """There is no mixed file of this recording, not yet or not any more."""


@dataclass(slots=True)
class _Session:
    is_ending: asyncio.Event = field(default_factory=asyncio.Event)
    has_ended: asyncio.Event = field(default_factory=asyncio.Event)


class Keeper:
    """All recordings of a service, under one folder: FOLDER/MEETING/NUMBER."""

    def __init__(
        self,
        folder: Path,
        keys: RecordingKeys,
        meetings: LiveMeetings,
        log_of_events: EventLog,
        tap: Tap,
        *,
        keep: timedelta,
        clock: Clock = utc_now,
    ) -> None:
        """`tap` tells the media engine where a room's recorder listens. Recordings are kept so long after the close."""
        self.keep = keep
        self._folder = folder
        self._keys = keys
        self._meetings = meetings
        self._log = log_of_events
        self._tap = tap
        self._clock = clock
        self._words = Vietnamese(load(Missing.FALLS_BACK))
        self._sessions: dict[_Place, _Session] = {}
        self._mixing: dict[_Place, float] = {}
        self._failed: set[_Place] = set()
        self._one_mix = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_closing = False

    async def on_change(self, change: Change) -> None:
        """Obey the meeting; a listener of LiveMeetings, run inside the meeting's lock."""
        meeting = change.after.plan.id
        for one in change.recorded:
            match one.event:
                case RecordingStarted(number):
                    self._begin(meeting, number)
                case RecordingStopped() | MeetingClosed():
                    for session in self._sessions_of(meeting):
                        session.is_ending.set()
                case _:
                    pass
            if isinstance(one.event, MeetingClosed) and change.after.recordings:
                self._later(self._mix_all(meeting))

    async def catch_up(self) -> None:
        """Go on where a stop or a crash has left things, and from now on forget what is kept long enough."""
        for meeting in sorted(await self._log.with_event(RecordingStarted)):
            found = await self._meetings.get(meeting)
            for one in found.recordings:
                if one.stopped_at is None:
                    self._begin(meeting, one.number)
                elif one.reported_at is None:
                    await self._report(meeting, one.number)
            if found.closing.closed_at is not None:
                self._later(self._mix_all(meeting))
        self._later(self._forget_in_time())

    async def close(self) -> None:
        """End recorders in order and mixes at once; what goes on in a meeting goes on after the next start."""
        self._is_closing = True
        for session in self._sessions.values():
            session.is_ending.set()
        await asyncio.gather(*(session.has_ended.wait() for session in self._sessions.values()))
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def standing(self, meeting: Meeting, one: Recording) -> Standing:
        """Return where a recording stands."""
        place = meeting.plan.id, one.number
        folder = self._place(*place)
        if one.stopped_at is None:
            return Standing(State.GOING_ON)
        if self._expires_at(meeting) is not None and not (folder / KEY).exists():
            return Standing(State.FORGOTTEN if self._is_expired(meeting) else State.EMPTY)
        if (folder / MIX).exists():
            return Standing(State.READY, 1.0, await asyncio.to_thread(length, folder / MIX))
        if place in self._mixing:
            return Standing(State.MIXING, self._mixing[place])
        if place in self._failed:
            return Standing(State.FAILED)
        return Standing(State.EMPTY if (folder / "empty").exists() else State.WAITING)

    def open(self, meeting: MeetingId, number: int) -> tuple[int, Iterator[bytes]]:
        """Return how long the mixed file is, and its content piece by piece. Raises NotReady."""
        folder = self._place(meeting, number)
        try:
            key = self._keys.open(folder / KEY, f"{meeting}/{number}")
            return length(folder / MIX), SealedReader(folder / MIX, key).pieces()
        except (KeyDestroyed, FileNotFoundError):
            raise NotReady(f"{meeting}/{number}") from None

    async def forget_expired(self) -> None:
        """Destroy the key of every recording that was kept long enough, then its files."""
        for meeting in sorted(await self._log.with_event(RecordingStarted)):
            found = await self._meetings.get(meeting)
            if self._is_expired(found) and (self._folder / meeting).exists():
                await asyncio.to_thread(self._forget, meeting)
                log.info("recordings forgotten", extra={"meeting": meeting})

    def _place(self, meeting: MeetingId, number: int) -> Path:
        return self._folder / meeting / str(number)

    def _expires_at(self, meeting: Meeting) -> datetime | None:
        closed_at = meeting.closing.closed_at
        return None if closed_at is None else closed_at + self.keep

    def _is_expired(self, meeting: Meeting) -> bool:
        expires_at = self._expires_at(meeting)
        return expires_at is not None and self._clock() >= expires_at

    def _forget(self, meeting: MeetingId) -> None:
        for key in sorted((self._folder / meeting).glob(f"*/{KEY}")):
            destroy_key(key)
        shutil.rmtree(self._folder / meeting, ignore_errors=True)

    async def _forget_in_time(self) -> None:
        while True:
            await self.forget_expired()
            await asyncio.sleep(LOOK_FOR_EXPIRED_S)

    def _sessions_of(self, meeting: MeetingId) -> list[_Session]:
        return [session for place, session in self._sessions.items() if place[0] == meeting]

    def _begin(self, meeting: MeetingId, number: int) -> None:
        if (meeting, number) not in self._sessions:
            earlier = self._sessions_of(meeting)
            session = self._sessions[meeting, number] = _Session()
            self._later(self._record(meeting, number, session, earlier))

    async def _record(self, meeting: MeetingId, number: int, session: _Session, earlier: list[_Session]) -> None:
        for other in earlier:  # a room has one tap
            await other.has_ended.wait()
        try:
            await self._keep_recording(meeting, number, session)
        except Exception:
            log.exception("recording given up", extra={"meeting": meeting, "number": number})
        finally:
            self._tap(meeting, None)
            del self._sessions[meeting, number]
            session.has_ended.set()
        if not self._is_closing:
            await self._end_in_log(meeting, number)
            await self._report(meeting, number)

    async def _keep_recording(self, meeting: MeetingId, number: int, session: _Session) -> None:
        """Run recorders, one after the other should they die, until the meeting says so."""
        folder = self._place(meeting, number)
        key = await asyncio.to_thread(self._key_of, folder, f"{meeting}/{number}")
        failures = 0
        while failures < TRIES and not session.is_ending.is_set():
            began = time.monotonic()
            part = len(list(folder.glob(f"*{recorded.JOURNAL}"))) + 1
            try:
                recorder = await RecorderProcess.start(folder, key, part)
            except ProcessFailed:
                log.exception("recorder not started", extra={"meeting": meeting, "number": number})
                failures += 1
                await asyncio.sleep(TRY_AGAIN_S)
                continue
            self._tap(meeting, recorder.address)
            log.info("recorder started", extra={"meeting": meeting, "number": number, "part": part})
            code = await self._until_over(meeting, recorder, session)
            if session.is_ending.is_set() or code == DISK_FULL:
                return
            failures = 1 if time.monotonic() - began > LIVED_S else failures + 1
            log.error("recorder lost", extra={"meeting": meeting, "number": number, "code": code})
            await asyncio.sleep(TRY_AGAIN_S if failures > 1 else 0)

    async def _until_over(self, meeting: MeetingId, recorder: RecorderProcess, session: _Session) -> int:
        """Wait for the meeting's word or the recorder's death; return how it ended."""
        waiting = [asyncio.ensure_future(session.is_ending.wait()), asyncio.ensure_future(recorder.process.wait())]
        try:
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if recorder.process.returncode is None:
                self._tap(meeting, None)
                await asyncio.sleep(TAP_DRAINS_S)
        finally:
            for one in waiting:
                one.cancel()
            code = await recorder.stop()
        return code

    def _key_of(self, folder: Path, recording: str) -> bytes:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if (folder / KEY).exists():
            return self._keys.open(folder / KEY, recording)
        return self._keys.make(folder / KEY, recording)

    async def _end_in_log(self, meeting: MeetingId, number: int) -> None:
        """Nobody may be told any longer that this is recorded; nothing new if the chair ended it."""
        now = running((await self._meetings.get(meeting)).recordings)
        if now is not None and now.number == number:
            with contextlib.suppress(Refusal):  # ended in this very moment
                await self._meetings.handle(meeting, StopRecording(), by=None)

    async def _report(self, meeting: MeetingId, number: int) -> None:
        folder = self._place(meeting, number)
        try:
            key = await asyncio.to_thread(self._keys.open, folder / KEY, f"{meeting}/{number}")
            found = await asyncio.to_thread(recorded.read, folder, key)
        except (KeyDestroyed, recorded.NothingRecorded):
            await asyncio.to_thread(_note_empty, folder)
            return
        lasting = [lack.until - lack.at for lack in found.lacks if lack.until - lack.at >= TOLD_FROM_S]
        report = ReportRecording(number, len(lasting), min(round(sum(lasting)), MISSING_MAX_S))
        await self._meetings.handle(meeting, report, by=None)
        log.info("recording ended", extra={"meeting": meeting, "number": number, "gaps": len(lasting)})

    async def _mix_all(self, meeting: MeetingId) -> None:
        for session in self._sessions_of(meeting):
            await session.has_ended.wait()
        found = await self._meetings.get(meeting)
        async with self._one_mix:
            for one in found.recordings:
                await self._mix(found, one.number)

    async def _mix(self, meeting: Meeting, number: int) -> None:
        place = meeting.plan.id, number
        folder = self._place(*place)
        if (folder / MIX).exists() or not (folder / KEY).exists() or self._is_expired(meeting):
            return
        self._mixing[place] = 0.0
        try:
            key = await asyncio.to_thread(self._keys.open, folder / KEY, f"{meeting.plan.id}/{number}")
            found = await asyncio.to_thread(recorded.read, folder, key)
            job = job_of(meeting, folder, key, folder / MIX, found.began_at, self._words)
            await mix_apart(job, lambda done: self._mixing.__setitem__(place, done))
            log.info("recording mixed", extra={"meeting": place[0], "number": number})
        except recorded.NothingRecorded:
            await asyncio.to_thread(_note_empty, folder)
        except ProcessFailed:
            self._failed.add(place)
            log.exception("recording not mixed, the next start tries again", extra={"meeting": place[0]})
        finally:
            del self._mixing[place]

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("a recording's work failed", exc_info=task.exception())


def _note_empty(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / "empty").touch()
