"""Filing on a real database and a real shelf: after the close, after a crash at any step, and as often as you like."""

import asyncio
import os
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from recordings.filing import Filing
from recordings.shelf import Shelf
from server.ballot_box import BallotBox
from server.database import Database
from server.event_log import EventLog
from server.live_meetings import LiveMeetings
from server.meeting.closing import CloseMeeting, DraftAnnex, MeetingClosed, MinutesFiled, SignAnnex
from server.meeting.identity import AnnexId, MemberId
from server.meeting.meeting import Recorded
from server.tables import metadata
from tests.recordings.specimen import LOG, PLAN, recorded

ROOT = Path(__file__).parents[2]
MINUTES = ["minutes.pdf", "minutes.docx"]


@dataclass
class Service:
    """The parts that filing needs, as the roof joins them."""

    log: EventLog
    meetings: LiveMeetings
    shelf: Shelf
    filing: Filing

    async def documents(self) -> list[str]:
        meeting = await self.meetings.get(PLAN.id)
        return [document.kind for document in meeting.closing.filed]

    async def filings(self) -> int:
        return sum(isinstance(one.event, MinutesFiled) for one in await self.log.read(PLAN.id))


def serve(folder: Path, database: Database) -> Service:
    log = EventLog(database)
    meetings = LiveMeetings(database, log, BallotBox(folder / "keys"))
    shelf = Shelf(folder / "shelf")
    filing = Filing(meetings, log, shelf)
    meetings.subscribe(filing.on_change)
    return Service(log, meetings, shelf, filing)


async def store(log: EventLog, events: list[Recorded]) -> None:
    """The recorded evening, event by event, into an empty log."""
    for one in events:
        await log.append(PLAN.id, one.version - 1, [one.event], by=one.by, at=one.at, command_id=None)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'chibo.db'}")
    await database.write(metadata.create_all)
    yield database
    database.close()


@pytest.fixture
def evening() -> list[Recorded]:
    return recorded(LOG.read_text(encoding="utf-8"))


@pytest.fixture
async def service(tmp_path: Path, database: Database, evening: list[Recorded]) -> AsyncIterator[Service]:
    """The specimen meeting, about to be closed."""
    service = serve(tmp_path, database)
    await store(service.log, [one for one in evening if not isinstance(one.event, MeetingClosed)])
    yield service
    await service.filing.close()


async def test_closing_the_meeting_files_pdf_and_docx_and_names_them_in_the_log(service: Service) -> None:
    await service.meetings.handle(PLAN.id, CloseMeeting(), by=PLAN.chair)
    await service.filing.close()

    meeting = await service.meetings.get(PLAN.id)
    assert [one.kind for one in meeting.closing.filed] == MINUTES
    for document in meeting.closing.filed:
        assert document.sha256 == service.shelf.digest(PLAN.id, document.kind)
        with service.shelf.open(PLAN.id, document.kind) as file:
            assert len(file.read()) == document.size_bytes
    assert service.shelf.verify() == ()


async def test_a_meeting_that_goes_on_is_not_filed(service: Service) -> None:
    await service.filing.catch_up()
    await service.filing.file(PLAN.id)

    assert service.shelf.kinds(PLAN.id) == ()
    assert await service.filings() == 0


async def test_filing_again_writes_nothing_and_says_nothing(service: Service) -> None:
    await service.meetings.handle(PLAN.id, CloseMeeting(), by=PLAN.chair)
    await service.filing.close()
    before = await service.meetings.get(PLAN.id)

    await asyncio.gather(service.filing.file(PLAN.id), service.filing.catch_up(), service.filing.file(PLAN.id))

    assert await service.meetings.get(PLAN.id) == before
    assert await service.filings() == 1


async def test_two_filings_at_once_end_in_one_pair_of_documents(service: Service) -> None:
    service.meetings._listeners.clear()
    await service.meetings.handle(PLAN.id, CloseMeeting(), by=PLAN.chair)

    await asyncio.gather(*(service.filing.file(PLAN.id) for _ in range(4)))

    assert await service.filings() == 1
    assert sorted(service.shelf.kinds(PLAN.id)) == sorted(MINUTES)


async def test_the_seal_is_the_head_of_the_log_at_the_close(service: Service) -> None:
    service.meetings._listeners.clear()
    await service.meetings.handle(PLAN.id, CloseMeeting(), by=PLAN.chair)
    head = await service.log.head_hash(PLAN.id)
    version = (await service.meetings.get(PLAN.id)).version
    await service.meetings.handle(PLAN.id, DraftAnnex(AnnexId("a"), "Sửa tên.", "Sai chính tả"), by=PLAN.chair)

    seal = await service.filing._seal(PLAN.id)

    assert (seal.version, seal.hash) == (version, head)


async def test_an_annex_signed_by_both_is_filed_beside_minutes_that_do_not_change(service: Service) -> None:
    await service.meetings.handle(PLAN.id, CloseMeeting(), by=PLAN.chair)
    await service.filing.close()
    before = (await service.meetings.get(PLAN.id)).closing.filed

    await service.meetings.handle(
        PLAN.id, DraftAnnex(AnnexId("a"), "Đồng chí Ngô Tiến Dũng, không phải Dững.", "Sai chính tả"), by=PLAN.chair
    )
    await service.filing.catch_up()
    assert await service.documents() == MINUTES, "one signature is not enough"
    await service.meetings.handle(PLAN.id, SignAnnex(AnnexId("a")), by=MemberId("huong"))
    await service.filing.close()

    after = (await service.meetings.get(PLAN.id)).closing.filed
    assert after[:2] == before
    assert [one.kind for one in after[2:]] == ["annex-01.pdf", "annex-01.docx"]
    assert service.shelf.verify() == ()


async def test_what_an_older_version_put_on_the_shelf_before_a_crash_is_kept_and_named(service: Service) -> None:
    digest = service.shelf.put(PLAN.id, "minutes.pdf", b"%PDF-1.7 drawn by an older version")

    await service.meetings.handle(PLAN.id, CloseMeeting(), by=PLAN.chair)
    await service.filing.close()

    filed = (await service.meetings.get(PLAN.id)).closing.filed
    assert (filed[0].kind, filed[0].sha256, filed[0].size_bytes) == ("minutes.pdf", digest, 34)
    assert service.shelf.verify() == ()


async def test_one_meeting_that_cannot_be_filed_does_not_hold_up_the_others(
    service: Service, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    service.meetings._listeners.clear()
    await service.meetings.handle(PLAN.id, CloseMeeting(), by=PLAN.chair)
    (tmp_path / "shelf").write_text("a file where the folder should be")

    await service.filing.catch_up()

    assert await service.filings() == 0
    assert "minutes not filed" in caplog.text
    (tmp_path / "shelf").unlink()
    await service.filing.catch_up()
    assert await service.documents() == MINUTES


@pytest.mark.parametrize("puts", [0, 1, 2])
@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_kill_between_any_two_steps_is_mended_at_the_next_start(
    tmp_path: Path, database: Database, evening: list[Recorded], puts: int, when: str
) -> None:
    await store(EventLog(database), evening)
    died = await asyncio.to_thread(_file_and_die, tmp_path, puts, when)
    assert died == 9
    again = serve(tmp_path, database)
    left = again.shelf.kinds(PLAN.id)
    assert set(left) <= set(MINUTES)
    assert await again.filings() == 0

    await again.filing.catch_up()

    assert await again.documents() == MINUTES
    assert await again.filings() == 1
    assert again.shelf.verify() == ()


def _file_and_die(folder: Path, puts: int, when: str) -> int:
    """Another process files and is gone at the step: at the n-th put, or (2) at the command that names the files."""
    program = textwrap.dedent("""
        import asyncio, os, sys
        from pathlib import Path
        from recordings.shelf import Shelf
        from server.database import Database
        from server.live_meetings import LiveMeetings
        from tests.recordings.test_filing import serve

        folder, puts, when = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
        put, handle, seen = Shelf.put, LiveMeetings.handle, []

        def dying_put(shelf, *arguments):
            if len(seen) == puts and when == "before":
                os._exit(9)
            digest = put(shelf, *arguments)
            if len(seen) == puts and when == "after":
                os._exit(9)
            seen.append(digest)
            return digest

        async def dying_handle(meetings, *arguments, **more):
            os._exit(9)

        Shelf.put, LiveMeetings.handle = dying_put, dying_handle
        asyncio.run(serve(folder, Database(f"sqlite:///{folder / 'chibo.db'}")).filing.catch_up())
    """)
    around = {**os.environ, "PYTHONPATH": str(ROOT)}
    arguments = [sys.executable, "-c", program, str(folder), str(puts), when]
    return subprocess.run(arguments, env=around, check=False).returncode
