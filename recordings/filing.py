"""After a meeting is closed its documents are written, put on the shelf and named in the log.

No queue: what is closed and not filed is known from the log, so `catch_up` at start does whatever a crash left
undone. Every step may be done twice: the same meeting gives the same bytes, the shelf takes the same bytes again,
and the core makes no second event of the same documents.
"""

import asyncio
import logging
from collections.abc import Iterator

from recordings.minutes_document import docx_of, pdf_of
from recordings.shelf import OtherContent, Shelf
from server.catalogue import Missing, load
from server.event_log import EventLog
from server.live_meetings import Change, LiveMeetings
from server.meeting.closing import AnnexSigned, FiledDocument, FileMinutes, MeetingClosed
from server.meeting.identity import MeetingId
from server.meeting.meeting import Meeting
from server.projections.document import DocumentText
from server.projections.minutes import minutes_of
from server.projections.minutes_text import annex_text, minutes_text
from server.projections.minutes_value import Seal
from server.projections.vietnamese import Vietnamese

log = logging.getLogger(__name__)

WRITERS = {"pdf": pdf_of, "docx": docx_of}


class Filing:
    """Files the documents of closed meetings."""

    def __init__(self, meetings: LiveMeetings, log_of_events: EventLog, shelf: Shelf) -> None:
        self._meetings = meetings
        self._log = log_of_events
        self._shelf = shelf
        self._words = Vietnamese(load(Missing.FALLS_BACK))
        self._running: set[asyncio.Task[None]] = set()

    async def on_change(self, change: Change) -> None:
        """Start filing when a meeting was closed or an annex signed; a listener of LiveMeetings.

        It runs inside the meeting's lock, so the work is a task of its own."""
        if any(isinstance(one.event, MeetingClosed | AnnexSigned) for one in change.recorded):
            self._start(change.after.plan.id)

    async def file(self, meeting: MeetingId) -> None:
        """Write, keep and name whatever this meeting has not filed yet; nothing if it is complete or still goes on.

        Raises UnknownMeeting."""
        closed = await self._meetings.get(meeting)
        if closed.closing.closed_at is None or _is_complete(closed):
            return
        seal = await self._seal(meeting)
        documents = await asyncio.to_thread(self._write, closed, seal)
        await self._meetings.handle(meeting, FileMinutes(documents), by=None)
        log.info("minutes filed", extra={"meeting": meeting, "documents": len(documents)})

    async def catch_up(self) -> None:
        """File every closed meeting that lacks documents; one that fails does not hold up the others."""
        for meeting in sorted(await self._log.with_event(MeetingClosed)):
            await asyncio.wait([self._start(meeting)])

    async def close(self) -> None:
        """Let what has begun end."""
        if self._running:
            await asyncio.wait(list(self._running))

    def _start(self, meeting: MeetingId) -> asyncio.Task[None]:
        task = asyncio.create_task(self.file(meeting), name=meeting)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and task.exception() is not None:
            what = {"meeting": task.get_name()}
            log.error("minutes not filed, next start tries again", exc_info=task.exception(), extra=what)

    async def _seal(self, meeting: MeetingId) -> Seal:
        """The log as it ended with the close: later annexes and filings change neither number nor hash."""
        events = await self._log.read(meeting)
        version = next(one.version for one in events if isinstance(one.event, MeetingClosed))
        return Seal(version, await self._log.hash_at(meeting, version))

    def _write(self, meeting: Meeting, seal: Seal) -> tuple[FiledDocument, ...]:
        filed = {document.kind: document for document in meeting.closing.filed}
        written = []
        for name, text in self._texts(meeting, seal):
            for suffix, writer in WRITERS.items():
                kind = f"{name}.{suffix}"
                written.append(filed.get(kind) or self._keep(meeting.plan.id, kind, writer(text)))
        return tuple(written)

    def _texts(self, meeting: Meeting, seal: Seal) -> Iterator[tuple[str, DocumentText]]:
        assert meeting.closing.closed_at is not None
        minutes = minutes_of(meeting, meeting.closing.closed_at, seal)
        yield "minutes", minutes_text(minutes, self._words)
        for number, annex in enumerate(minutes.annexes, start=1):
            if annex.in_force:
                yield f"annex-{number:02d}", annex_text(minutes, number, self._words)

    def _keep(self, meeting: MeetingId, kind: str, content: bytes) -> FiledDocument:
        try:
            return FiledDocument(kind, self._shelf.put(meeting, kind, content), len(content))
        except OtherContent:
            # Written before a crash by an older version of this service, which drew the same facts a little
            # otherwise. What is on the shelf stays, and the log names what is there.
            log.warning("file on the shelf kept", extra={"meeting": meeting, "kind": kind})
            return self._found(meeting, kind)

    def _found(self, meeting: MeetingId, kind: str) -> FiledDocument:
        digest = self._shelf.digest(meeting, kind)
        assert digest is not None
        with self._shelf.open(meeting, kind) as file:
            return FiledDocument(kind, digest, file.seek(0, 2))


def _is_complete(meeting: Meeting) -> bool:
    annexes = sum(1 for annex in meeting.closing.annexes if len(annex.signed_by) > 1)
    return len(meeting.closing.filed) == len(WRITERS) * (1 + annexes)
