"""The attack on secrecy: who holds copies of database, write-ahead log and logs tries to link members to choices.

The same attack is run against a table that seals nothing, where it must find everybody; otherwise it proves nothing.
"""

import io
import json
import logging
import random
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from server import structured_log
from server.ballot_box import BALLOT_BYTES, MAGIC, SEALED_BYTES, ballot
from server.meeting.identity import MemberId
from server.meeting.voting import Answer, VoteForm
from tests.storage.a_service import VOTE, Service, a_service, members_of

VOTERS = 20
PAGE_HEADER = 32  # of a write-ahead log; each frame has one of 24 bytes before its page
PLAIN = {ballot(VOTE, answer): answer for answer in Answer}
WORDS = [word.encode() for answer in Answer for word in (f'"{answer.value}"', f"'{answer.value}'", answer.name)]


@dataclass(frozen=True)
class Loot:
    """Everything that an administrator, a backup or a thief of the disk gets hold of."""

    database: Path
    wal: bytes
    raw: bytes
    log: str
    keys: tuple[bytes, ...]


def steal(folder: Path, into: Path, log: str, keys: Path | None = None) -> Loot:
    into.mkdir()
    for path in folder.glob("chibo.db*"):
        shutil.copy(path, into / path.name)
    wal = into / "chibo.db-wal"
    return Loot(
        into / "chibo.db",
        wal.read_bytes() if wal.exists() else b"",
        b"".join(path.read_bytes() for path in sorted(into.iterdir())),
        log,
        tuple(path.read_bytes() for path in keys.iterdir()) if keys else (),
    )


def wal_pages(wal: bytes) -> Iterator[bytes]:
    """The page images of a write-ahead log in the order in which they were written."""
    if len(wal) < PAGE_HEADER:
        return
    size = int.from_bytes(wal[8:12], "big")
    for start in range(PAGE_HEADER, len(wal) - 23 - size, 24 + size):
        yield wal[start + 24 : start + 24 + size]


def order_of_votes(loot: Loot) -> list[str]:
    """Who voted in which order: the log of events tells, and is allowed to."""
    with closing(sqlite3.connect(loot.database)) as connection:
        rows = connection.execute("SELECT body FROM events WHERE type = 'BallotCast' ORDER BY version").fetchall()
    return [json.loads(body)["event"]["member"] for (body,) in rows]


def boxes_in_order(loot: Loot, table: str, length: int) -> Iterator[list[bytes]]:
    """Every order in which ballots may have come in: as rows lie in the table, and as the log first shows them."""
    with closing(sqlite3.connect(loot.database)) as connection:
        for order in ("", "ORDER BY 1", "ORDER BY 2", "ORDER BY rowid"):
            try:
                yield [bytes(row[0]) for row in connection.execute(f"SELECT sealed FROM {table} {order}")]
            except sqlite3.OperationalError:  # there is no rowid to order by
                continue
    seen: dict[bytes, None] = {}
    with closing(sqlite3.connect(loot.database)) as connection:
        known = [bytes(row[0]) for row in connection.execute(f"SELECT sealed FROM {table}")]
    for page in wal_pages(loot.wal):
        for sealed in sorted((one for one in known if one in page), key=page.index):
            seen.setdefault(sealed)
        for start in range(len(page) - length if not known else 0):  # deleted rows: any run that opens
            if page[start : start + len(MAGIC)] == MAGIC:
                seen.setdefault(page[start : start + length])
    yield list(seen)


def said(sealed: bytes, keys: tuple[bytes, ...]) -> Answer | None:
    """What a ballot says: as it is, or opened with any key that was found."""
    if sealed in PLAIN:
        return PLAIN[sealed]
    for key in keys:
        try:
            return PLAIN.get(SealedBox(PrivateKey(key)).decrypt(sealed))
        except CryptoError:
            continue
    return None


def links(loot: Loot, truth: Mapping[str, Answer], table: str = "ballots", length: int = SEALED_BYTES) -> int:
    """How many members the best order links to what they chose."""
    voters = order_of_votes(loot)
    return max(
        sum(said(sealed, loot.keys) is truth[voter] for voter, sealed in zip(voters, box, strict=False))
        for box in boxes_in_order(loot, table, length)
    )


def words_found(loot: Loot) -> list[bytes]:
    """Ballots or answers in plain text, anywhere in the files or the log."""
    everything = loot.raw + loot.log.encode()
    return [needle for needle in (MAGIC + b"\x01", MAGIC + b"\x02", MAGIC + b"\x03", *WORDS) if needle in everything]


@contextmanager
def listening() -> Iterator[logging.StreamHandler[io.StringIO]]:
    """Every line that anything logs at DEBUG, as the service would write it."""

    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(structured_log.JsonLines())
    root, before = logging.getLogger(), logging.getLogger().level
    quiet = {name: logging.getLogger(name).level for name in ("sqlalchemy", "sqlalchemy.engine", "sqlalchemy.pool")}
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for name in quiet:
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        yield handler
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        for name, level in quiet.items():
            logging.getLogger(name).setLevel(level)


async def a_secret_vote(service: Service, truth: Mapping[str, Answer]) -> None:
    await service.opens(members=VOTERS)
    await service.opens_vote(VoteForm.SECRET)
    voters = list(truth)
    random.Random(11).shuffle(voters)
    for voter in voters:
        await service.casts_sealed(MemberId(voter), truth[voter])


def choices() -> dict[str, Answer]:
    dice = random.Random(5)
    return {member: dice.choice(list(Answer)) for member in members_of(VOTERS)}


async def test_no_copy_links_a_member_to_a_choice_neither_during_nor_after_the_vote(tmp_path: Path) -> None:
    truth, home, keys = choices(), tmp_path / "home", tmp_path / "run"
    home.mkdir()
    with listening() as heard:
        async with a_service(f"sqlite:///{home / 'chibo.db'}", keys) as service:
            await a_secret_vote(service, truth)
            during = steal(home, tmp_path / "during", heard.stream.getvalue())

            result = (await service.closes_vote()).result
            closed = steal(home, tmp_path / "closed", heard.stream.getvalue(), keys)
        stopped = steal(home, tmp_path / "stopped", heard.stream.getvalue(), keys)

    assert result is not None
    assert result.cast == VOTERS
    assert len(order_of_votes(during)) == VOTERS, "the attacker knows who voted and in which order"
    assert "BEGIN IMMEDIATE" in during.log or "INSERT INTO" in during.log, "the logs were listened to at DEBUG"
    for loot in (during, closed, stopped):
        assert links(loot, truth) == 0
        assert not any(word.startswith(MAGIC) for word in words_found(loot))
    assert words_found(during) == [], "answers stand nowhere until the figures of the result name them"
    assert closed.keys == stopped.keys == ()
    # With the old copy and what is left of the keys, all ciphertexts in hand: still nothing.
    assert links(Loot(during.database, during.wal, during.raw, during.log, stopped.keys), truth) == 0


async def test_no_ballot_is_left_in_any_file_after_the_close(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    async with a_service(f"sqlite:///{home / 'chibo.db'}", tmp_path / "run") as service:
        await a_secret_vote(service, choices())
        with closing(sqlite3.connect(home / "chibo.db")) as connection:
            sealed = [bytes(row[0]) for row in connection.execute("SELECT sealed FROM ballots")]
        during = steal(home, tmp_path / "during", "")
        assert sum(one in during.raw for one in sealed) == VOTERS

        await service.closes_vote()

        after = steal(home, tmp_path / "closed", "")
        assert sum(one in after.raw for one in sealed) == 0


async def test_the_attack_finds_everybody_in_a_table_that_seals_nothing(tmp_path: Path) -> None:
    """The same votes with the ballots as they are, in a table with a rowid: separate tables are not secrecy."""
    truth, home = choices(), tmp_path / "home"
    home.mkdir()
    async with a_service(f"sqlite:///{home / 'chibo.db'}", tmp_path / "run") as service:
        await a_secret_vote(service, truth)
        copy = steal(home, tmp_path / "copy", "")
        with closing(sqlite3.connect(home / "chibo.db")) as connection:
            connection.execute("CREATE TABLE naive (sealed BLOB)")
            for voter in order_of_votes(copy):
                connection.execute("INSERT INTO naive VALUES (?)", (ballot(VOTE, truth[voter]),))
                connection.commit()
            loot = steal(home, tmp_path / "naive", '{"said": "ballot in_favour"}')

    assert links(loot, truth, "naive", BALLOT_BYTES) == VOTERS
    assert MAGIC + b"\x01" in words_found(loot)


async def test_the_attack_with_the_key_in_hand_while_the_vote_is_open_finds_everybody(tmp_path: Path) -> None:
    """What this level of secrecy does not stop, and the help text says so: root on the machine during the vote."""
    truth, home = choices(), tmp_path / "home"
    home.mkdir()
    async with a_service(f"sqlite:///{home / 'chibo.db'}", tmp_path / "run") as service:
        await a_secret_vote(service, truth)
        loot = steal(home, tmp_path / "with-the-key", "", tmp_path / "run")

    assert len(loot.keys) == 1
    assert links(loot, truth) == VOTERS


@pytest.mark.parametrize("seed", range(3))
async def test_ballots_do_not_lie_in_the_order_in_which_they_came(tmp_path: Path, seed: int) -> None:
    """Even opened one by one, rows tell no order: keys are random and there is no rowid."""
    home = tmp_path / "home"
    home.mkdir()
    async with a_service(f"sqlite:///{home / 'chibo.db'}", tmp_path / "run") as service:
        await service.opens(members=VOTERS)
        await service.opens_vote(VoteForm.SECRET)
        arrived: list[bytes] = []
        rows: list[bytes] = []
        for member in members_of(VOTERS):
            await service.casts_sealed(member, Answer.IN_FAVOUR)
            with closing(sqlite3.connect(home / "chibo.db")) as connection:
                rows = [bytes(row[0]) for row in connection.execute("SELECT sealed FROM ballots")]
            arrived.extend(row for row in rows if row not in arrived)
        assert rows != arrived
        with (
            closing(sqlite3.connect(home / "chibo.db")) as connection,
            pytest.raises(sqlite3.OperationalError, match="rowid"),
        ):
            connection.execute("SELECT rowid FROM ballots")
