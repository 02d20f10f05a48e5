"""The same attack on PostgreSQL: rows with their hidden columns, the files of the tables, and the write-ahead log.

`xmin` and `ctid` number the transactions and the places of rows, so who voted with which ballot is no secret to
whoever copies the server's disk. What the ballot said must be.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from server.ballot_box import MAGIC, ballot
from server.meeting.voting import Answer
from tests import machine
from tests.conftest import unavailable
from tests.postgres_cluster import PostgresCluster
from tests.storage.a_service import VOTE, a_service
from tests.storage.test_ballot_box_attack import VOTERS, WORDS, a_secret_vote, choices, listening, said

pytestmark = pytest.mark.postgres
ORDERS = ("ctid", "xmin::text::bigint", "1")


@pytest.fixture
def cluster() -> Iterator[PostgresCluster]:
    """A server of this test alone: other tests' open votes stand by name in the one write-ahead log of a server."""
    binaries = machine.postgres_binaries()
    if binaries is None:
        unavailable("PostgreSQL's server is not installed")
    with PostgresCluster.running(binaries) as own:
        yield own


@dataclass(frozen=True, slots=True)
class Copied:
    """What a copy of the server holds: ballots in every order that a row betrays, every file, the service's log."""

    voters: list[str]
    boxes: dict[str, list[list[bytes]]]
    files: bytes
    log: str
    keys: tuple[bytes, ...]


def files_of(cluster: PostgresCluster, connection: psycopg.Connection) -> Iterator[bytes]:
    """The tables of this database as they lie on the disk, and the write-ahead log of the server."""
    connection.execute("CHECKPOINT")
    found = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()
    assert found is not None
    for folder in (cluster.folder / "data" / "base" / str(found[0]), cluster.folder / "data" / "pg_wal"):
        for path in sorted(folder.iterdir()):
            if path.is_file():
                yield path.read_bytes()


def copied(cluster: PostgresCluster, url: str, log: str, keys: Path, *tables: str) -> Copied:
    where = make_url(url)
    address = f"host={cluster.folder} user={where.username} dbname={where.database}"
    with psycopg.connect(address, autocommit=True) as connection:
        cast = "SELECT body::json->'event'->>'member' FROM events WHERE type = 'BallotCast' ORDER BY version"
        boxes = {
            table: [
                [bytes(row[0]) for row in connection.execute(f"SELECT sealed FROM {table} ORDER BY {order}".encode())]
                for order in ORDERS
            ]
            for table in ("ballots", *tables)
        }
        return Copied(
            [row[0] for row in connection.execute(cast)],
            boxes,
            b"".join(files_of(cluster, connection)),
            log,
            tuple(path.read_bytes() for path in keys.glob("*.key")),
        )


def links(copy: Copied, truth: Mapping[str, Answer], keys: tuple[bytes, ...], table: str = "ballots") -> int:
    """How many members the best order links to what they chose, with these keys in hand."""
    return max(
        sum(said(sealed, keys) is truth[voter] for voter, sealed in zip(copy.voters, box, strict=False))
        for box in copy.boxes[table]
    )


def words_in(copy: Copied) -> list[bytes]:
    everything = copy.files + copy.log.encode()
    return [needle for needle in (*(MAGIC + bytes([code]) for code in (1, 2, 3)), *WORDS) if needle in everything]


async def test_nobody_is_linked_to_a_choice_by_a_copy_of_the_server(tmp_path: Path, cluster: PostgresCluster) -> None:
    truth, keys, url = choices(), tmp_path / "run", cluster.new_database()
    with listening() as heard:
        async with a_service(url, keys) as service:
            await a_secret_vote(service, truth)
            during = copied(cluster, url, heard.stream.getvalue(), tmp_path / "none")

            result = (await service.closes_vote()).result
            closed = copied(cluster, url, heard.stream.getvalue(), keys)

    assert result is not None
    assert result.cast == VOTERS == len(during.voters) == len(during.boxes["ballots"][0])
    assert "INSERT INTO" in during.log, "the logs were listened to at DEBUG"
    assert sum(sealed in during.files for sealed in during.boxes["ballots"][0]) == VOTERS, "the files are the real ones"
    assert words_in(during) == [], "answers stand nowhere until the figures of the result name them"
    assert closed.boxes["ballots"] == [[], [], []]
    assert closed.keys == ()
    assert not [word for word in words_in(closed) if word.startswith(MAGIC)]
    # With the old copy and what is left of the keys, all ciphertexts and their order in hand: still nothing.
    assert links(during, truth, closed.keys) == 0


async def test_the_attack_finds_everybody_in_a_table_that_seals_nothing(
    tmp_path: Path, cluster: PostgresCluster
) -> None:
    truth, keys, url = choices(), tmp_path / "run", cluster.new_database()
    async with a_service(url, keys) as service:
        await a_secret_vote(service, truth)
        voters = copied(cluster, url, "", keys).voters
        where = make_url(url)
        address = f"host={cluster.folder} user={where.username} dbname={where.database}"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE TABLE naive (sealed bytea)")
            for voter in voters:
                connection.execute("INSERT INTO naive VALUES (%s)", (ballot(VOTE, truth[voter]),))
        copy = copied(cluster, url, "", keys, "naive")

    assert links(copy, truth, (), "naive") == VOTERS
    assert MAGIC + b"\x01" in words_in(copy)


async def test_with_the_key_in_hand_while_the_vote_is_open_the_hidden_columns_find_everybody(
    tmp_path: Path, cluster: PostgresCluster
) -> None:
    """What sealing alone holds back: without the key these same columns link nobody."""
    truth, keys, url = choices(), tmp_path / "run", cluster.new_database()
    async with a_service(url, keys) as service:
        await a_secret_vote(service, truth)
        copy = copied(cluster, url, "", keys)

    assert len(copy.keys) == 1
    assert links(copy, truth, copy.keys) == VOTERS
    assert links(copy, truth, ()) == 0
