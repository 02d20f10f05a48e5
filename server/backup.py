"""One file with everything that must not be lost: the database as of one moment, filed minutes, papers.

The service may go on meanwhile: SQLite's online copy is one consistent state, and files on the shelf never change.
Keys of open secret votes are left out on purpose: a copy must never let anybody open a ballot. A vote that was open
when the copy was made comes back as interrupted. Recordings of sound and picture are left out, too."""

import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

DATABASE = "chibo.db"
# The last two belong to the machine; recordings are forgotten in time, and a copy would keep them.
LEFT_OUT = frozenset({"ballot-keys", "recordings", "lan", "secrets"})
SQLITE = "sqlite:///"


class NotRestored(Exception):
    """The copy was not brought back, and nothing was changed; the sentence says why."""


def is_sqlite(database_address: str) -> bool:
    return database_address.startswith(SQLITE)


def write(archive: Path, database_address: str, data_folder: Path) -> int:
    """Write the copy and return how many files are in it. A copy that is not whole never has the archive's name.

    Raises sqlite3.DatabaseError if the copied database is damaged."""
    partial = archive.with_name(f"{archive.name}.partial")
    partial.touch(mode=0o600)
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as copy, tempfile.TemporaryDirectory() as scratch:
            if is_sqlite(database_address):
                database = Path(scratch) / DATABASE
                _copy_database(Path(database_address.removeprefix(SQLITE)), database)
                copy.write(database, DATABASE)
            for file in _files_to_keep(data_folder):
                copy.write(file, file.relative_to(data_folder).as_posix())
            count = len(copy.namelist())
        partial.replace(archive)
    finally:
        partial.unlink(missing_ok=True)
    return count


def restore(archive: Path, data_folder: Path) -> int:
    """Bring the copy back into a data folder that is empty or absent; return how many files came back.

    Raises NotRestored."""
    if data_folder.exists() and any(data_folder.iterdir()):
        raise NotRestored(f"{data_folder} is not empty; move it away first.")
    try:
        with zipfile.ZipFile(archive) as copy:
            damaged = copy.testzip()
            if damaged is not None:
                raise NotRestored(f"{archive} is damaged at {damaged}.")
            data_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            copy.extractall(data_folder)  # zipfile drops `..` and roots from the names
            return len(copy.namelist())
    except (OSError, zipfile.BadZipFile, zlib.error) as unreadable:
        raise NotRestored(f"{archive} cannot be read: {unreadable}.") from None


def _copy_database(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as live, sqlite3.connect(target) as copied:
        live.backup(copied)
        # The copy carries the source's WAL mode; alone in an archive it must be one file.
        copied.execute("PRAGMA journal_mode=DELETE")
        (verdict,) = copied.execute("PRAGMA integrity_check").fetchone()
        if verdict != "ok" or copied.execute("PRAGMA foreign_key_check").fetchone():
            raise sqlite3.DatabaseError(f"the database is damaged: {verdict}")
    live.close()
    copied.close()


def _files_to_keep(data_folder: Path) -> Iterator[Path]:
    for entry in sorted(data_folder.iterdir()):
        if entry.is_dir() and entry.name not in LEFT_OUT:
            yield from (file for file in sorted(entry.rglob("*")) if file.is_file())
