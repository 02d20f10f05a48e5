"""A copy made while the service writes is whole, can be brought back, and opens no ballot."""

import sqlite3
import threading
import zipfile
from pathlib import Path

import pytest

from server import backup


@pytest.fixture
def data_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "var"
    left_out = ("ballot-keys/m-1.q-1", "recordings/m-1/1/key", "lan/key.pem")
    for file in ("shelf/m-1/minutes.pdf", "papers/ab/cd", *left_out):
        (folder / file).parent.mkdir(parents=True)
        (folder / file).write_text(f"content of {file}")
    (folder / "recording.key").write_text("the key of all recordings")
    with sqlite3.connect(folder / "chibo.db") as database:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("CREATE TABLE events (version INTEGER PRIMARY KEY, hash TEXT)")
    database.close()
    return folder


def address(data_folder: Path) -> str:
    return f"sqlite:///{data_folder / 'chibo.db'}"


def test_what_was_copied_comes_back(data_folder: Path, tmp_path: Path) -> None:
    backup.write(tmp_path / "copy.zip", address(data_folder), data_folder)

    backup.restore(tmp_path / "copy.zip", tmp_path / "elsewhere")

    assert (tmp_path / "elsewhere/shelf/m-1/minutes.pdf").read_text() == "content of shelf/m-1/minutes.pdf"
    assert (tmp_path / "elsewhere/papers/ab/cd").exists()
    with sqlite3.connect(tmp_path / "elsewhere/chibo.db") as database:
        assert database.execute("SELECT count(*) FROM events").fetchone() == (0,)


def test_keys_of_ballots_and_of_the_machine_and_recordings_stay_behind(data_folder: Path, tmp_path: Path) -> None:
    backup.write(tmp_path / "copy.zip", address(data_folder), data_folder)

    names = zipfile.ZipFile(tmp_path / "copy.zip").namelist()
    assert not [name for name in names if name.startswith(("ballot-keys", "lan", "recording"))]


def test_a_copy_made_while_rows_are_written_holds_one_moment(data_folder: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def write_in_pairs() -> None:
        database = sqlite3.connect(data_folder / "chibo.db", isolation_level=None)
        version = 0
        while not stop.is_set() or version == 0:
            database.execute("BEGIN IMMEDIATE")
            for number in (version + 1, version + 2):
                database.execute("INSERT INTO events VALUES (?, 'x')", (number,))
            database.execute("COMMIT")
            version += 2
        database.close()

    writer = threading.Thread(target=write_in_pairs)
    writer.start()
    try:
        for round_ in range(5):
            backup.write(tmp_path / f"copy-{round_}.zip", address(data_folder), data_folder)
    finally:
        stop.set()
        writer.join()

    for round_ in range(5):
        backup.restore(tmp_path / f"copy-{round_}.zip", tmp_path / f"back-{round_}")
        with sqlite3.connect(tmp_path / f"back-{round_}/chibo.db") as database:
            count, newest = database.execute("SELECT count(*), coalesce(max(version), 0) FROM events").fetchone()
        assert count == newest
        assert count % 2 == 0, "half a transaction was copied"


def test_nothing_is_overwritten(data_folder: Path, tmp_path: Path) -> None:
    backup.write(tmp_path / "copy.zip", address(data_folder), data_folder)

    with pytest.raises(backup.NotRestored, match="not empty"):
        backup.restore(tmp_path / "copy.zip", data_folder)


def test_a_damaged_copy_is_refused_and_leaves_nothing_behind(data_folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "copy.zip"
    backup.write(archive, address(data_folder), data_folder)
    content = bytearray(archive.read_bytes())
    content[60] ^= 0xFF
    archive.write_bytes(content)

    with pytest.raises(backup.NotRestored):
        backup.restore(archive, tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()


def test_a_damaged_database_is_not_copied_over_a_good_copy(data_folder: Path, tmp_path: Path) -> None:
    archive = tmp_path / "copy.zip"
    archive.write_text("the good copy of yesterday")
    database = data_folder / "chibo.db"
    database.write_bytes(database.read_bytes()[:1000] + b"\x00" * 3096)

    with pytest.raises(sqlite3.DatabaseError):
        backup.write(archive, address(data_folder), data_folder)
    assert archive.read_text() == "the good copy of yesterday"
    assert not list(tmp_path.glob("*.partial"))
