"""One database, SQLite or PostgreSQL: reading and writing in threads, one transaction for each piece of work.

SQLite has one writer: writes wait in line for one thread and begin with BEGIN IMMEDIATE, so nobody ever reads what
another is about to change. Secrets that are deleted are overwritten (secure_delete).
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

Result = TypeVar("Result")
Work = Callable[[Connection], Result]

BUSY_TIMEOUT_MS = 5_000  # another process may hold the file; longer, and the command is refused rather than hung
POSTGRES_WRITERS = 4
READERS = 4
CHECKPOINT_TRIES = 3  # each waits BUSY_TIMEOUT_MS for readers

log = logging.getLogger(__name__)


class Database:
    """The one way to the tables. `work` is a function of a Connection; it must not keep it."""

    def __init__(self, url: str) -> None:
        """Open lazily; `url` is an SQLAlchemy URL (sqlite:///path or postgresql+psycopg://...)."""
        self.url = url
        self.is_sqlite = make_url(url).get_backend_name() == "sqlite"
        self._reading = _engine(url, self.is_sqlite, "BEGIN")
        self._writing = _engine(url, self.is_sqlite, "BEGIN IMMEDIATE")
        writers = 1 if self.is_sqlite else POSTGRES_WRITERS
        self._writers = ThreadPoolExecutor(writers, thread_name_prefix="database-write")
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="database-read")

    async def read(self, work: Work[Result]) -> Result:
        """Run `work` in a read transaction."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._run, self._reading, work)

    async def write(self, work: Work[Result]) -> Result:
        """Run `work` in one transaction; it is committed when this returns and undone if it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._writers, self._run, self._writing, work)

    async def forget_deleted(self) -> None:
        """Empty SQLite's write-ahead log, so that deleted rows are in no file any more; nothing on PostgreSQL."""
        if self.is_sqlite:
            await asyncio.get_running_loop().run_in_executor(self._writers, self._checkpoint)

    def close(self) -> None:
        """Finish what runs and close every connection."""
        self._writers.shutdown()
        self._readers.shutdown()
        self._reading.dispose()
        self._writing.dispose()

    def _run(self, engine: Engine, work: Work[Result]) -> Result:
        with engine.begin() as connection:
            return work(connection)

    def _checkpoint(self) -> None:
        raw = self._writing.raw_connection()  # outside any transaction; SQLAlchemy would begin one
        try:
            for _ in range(CHECKPOINT_TRIES):
                cursor = raw.cursor()
                busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
                cursor.close()
                if not busy:
                    return
            log.warning("the write-ahead log could not be emptied; the next checkpoint does it")
        finally:
            raw.close()


def _engine(url: str, is_sqlite: bool, begin: str) -> Engine:
    if not is_sqlite:
        return create_engine(url, pool_size=READERS, max_overflow=READERS, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(url, hide_parameters=True)  # parameters could be ballots; they never reach an error text

    @event.listens_for(engine, "connect")
    def _settings(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]  # the driver's own connection
        connection.isolation_level = None  # type: ignore[attr-defined]  # SQLAlchemy, not the driver, begins
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",  # first: to ask for the journal may have to wait, too
            "journal_mode=WAL",
            "synchronous=FULL",  # an acknowledged command survives a power cut
            "foreign_keys=ON",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
