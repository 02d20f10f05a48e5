"""Secret votes from sealing to result: one ballot each, counted once, the key gone for good."""

import base64
import stat
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from nacl.public import PrivateKey
from sqlalchemy import Connection, select
from sqlalchemy.exc import OperationalError

from server.ballot_box import BALLOT_BYTES, SEALED_BYTES, BallotBox, OthersFolder, ballot, seal, sealed_bytes
from server.live_meetings import NotWritten
from server.meeting import attendance, voting
from server.meeting.identity import CommandId, MemberId, QuestionId
from server.meeting.refusal import Refusal
from server.meeting.voting import Answer, VoteForm
from server.tables import ballots
from tests.storage.a_service import CHAIR, MEETING, VOTE, Service, a_service, members_of

pytestmark = pytest.mark.timeout(60)


@pytest.fixture
async def service(database_url: str, tmp_path: Path) -> AsyncIterator[Service]:
    async with a_service(database_url, tmp_path / "keys") as made:
        yield made


@pytest.fixture
async def lite(tmp_path: Path) -> AsyncIterator[Service]:
    """On SQLite only, where what is tested has nothing to do with the database."""
    async with a_service(f"sqlite:///{tmp_path / 'chibo.db'}", tmp_path / "keys") as made:
        yield made


async def boxed(service: Service) -> list[bytes]:
    return list(await service.database.read(lambda c: c.execute(select(ballots.c.sealed)).scalars().all()))


async def test_a_secret_vote_end_to_end(service: Service) -> None:
    await service.opens(members=9)
    await service.opens_vote(VoteForm.SECRET)
    for member in members_of(9)[:4]:
        await service.casts_sealed(member, Answer.IN_FAVOUR)
    await service.casts_sealed(MemberId("m04"), Answer.AGAINST)
    await service.casts_sealed(MemberId("m05"), Answer.OTHER)
    assert len(await boxed(service)) == 6

    question = await service.closes_vote()

    assert question.result is not None
    assert (question.result.in_favour, question.result.against, question.result.other) == (4, 1, 1)
    assert (question.result.cast, question.result.not_voting, question.result.invalid) == (6, 3, 0)
    assert question.result.passed is None, "without a permission a secret vote is an opinion poll"
    assert await boxed(service) == []


async def test_the_key_is_gone_after_the_close_and_everybody_is_told(service: Service, tmp_path: Path) -> None:
    await service.opens(members=5)
    await service.opens_vote(VoteForm.SECRET)
    (key_file,) = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o400
    for member in members_of(5):
        await service.casts_sealed(member, Answer.IN_FAVOUR)

    await service.closes_vote()

    assert list((tmp_path / "keys").iterdir()) == []
    assert [type(one.event).__name__ for one in service.changes[-1].recorded] == ["VoteClosed"]


async def test_the_write_ahead_log_is_empty_after_the_close(lite: Service, tmp_path: Path) -> None:
    await lite.opens(members=5)
    await lite.opens_vote(VoteForm.SECRET)
    for member in members_of(5):
        await lite.casts_sealed(member, Answer.IN_FAVOUR)
    assert (tmp_path / "chibo.db-wal").stat().st_size > 0

    await lite.closes_vote()

    assert (tmp_path / "chibo.db-wal").stat().st_size == 0


async def test_a_ballot_cannot_be_cast_twice_nor_changed(service: Service) -> None:
    await service.opens(members=5)
    await service.opens_vote(VoteForm.SECRET)
    await service.casts_sealed(CHAIR, Answer.IN_FAVOUR)

    with pytest.raises(Refusal) as refused:
        await service.casts_sealed(CHAIR, Answer.AGAINST)

    assert refused.value.code == "ballot-already-cast"
    assert len(await boxed(service)) == 1


async def test_a_retry_after_a_lost_answer_is_the_same_ballot(service: Service) -> None:
    await service.opens(members=5)
    await service.opens_vote(VoteForm.SECRET)
    key = (await service.question()).ballot_key
    assert key is not None
    command = voting.CastBallot(VOTE, seal(key, VOTE, Answer.IN_FAVOUR))

    first = await service.meetings.handle(MEETING, command, CHAIR, CommandId("press-1"))
    again = await service.meetings.handle(MEETING, command, CHAIR, CommandId("press-1"))

    assert (again.version, again.repeated) == (first.version, True)
    assert len(await boxed(service)) == 1


async def the_disk_is_full(service: Service) -> None:
    """From now on no ballot can be written: really no page more in SQLite, its code for a full disk in PostgreSQL."""

    def fill(connection: Connection) -> None:
        if service.database.is_sqlite:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            return
        raising = "RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'"
        connection.exec_driver_sql(
            f"CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raising}; END $$"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER full_disk BEFORE INSERT ON ballots FOR EACH ROW EXECUTE FUNCTION full_disk()"
        )

    await service.database.write(fill)


async def there_is_room_again(service: Service) -> None:
    def free(connection: Connection) -> None:
        if service.database.is_sqlite:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        else:
            connection.exec_driver_sql("DROP TRIGGER full_disk ON ballots")

    await service.database.write(free)


async def test_a_ballot_that_cannot_be_written_is_not_counted_and_nothing_of_it_is_left(service: Service) -> None:
    await service.opens(members=30)
    await service.opens_vote(VoteForm.SECRET)
    await the_disk_is_full(service)

    cast, version, turned_away = 0, 0, None
    for member in members_of(30):
        version = (await service.meeting()).version
        try:
            await service.casts_sealed(member, Answer.AGAINST, f"press-{member}")
        except NotWritten:
            turned_away = member
            break
        cast += 1

    assert turned_away is not None, "the disk filled up"
    assert (await service.meeting()).version == version
    assert turned_away not in (await service.question()).voted
    assert len(await boxed(service)) == cast
    assert await service.log.version_of(MEETING, CommandId(f"press-{turned_away}")) is None

    await there_is_room_again(service)
    await service.casts_sealed(turned_away, Answer.AGAINST, f"press-{turned_away}")
    assert len((await service.question()).voted) == len(await boxed(service)) == cast + 1
    assert await service.log.verify(MEETING) == (await service.meeting()).version


async def test_a_ballot_whose_answer_alone_was_lost_is_counted_once(service: Service) -> None:
    await service.opens(members=9)
    await service.opens_vote(VoteForm.SECRET)
    write = service.database.write

    async def writes_and_loses_the_answer(work: Callable[[Connection], object]) -> object:
        await write(work)
        raise OperationalError("COMMIT", None, OSError("connection lost"))

    service.database.write = writes_and_loses_the_answer  # type: ignore[assignment,method-assign]  # as a line that breaks then
    await service.casts_sealed(MemberId("m01"), Answer.AGAINST, "press-1")
    service.database.write = write  # type: ignore[method-assign]

    assert (await service.question()).voted == {"m01"}
    assert len(await boxed(service)) == 1


async def test_a_site_keeper_casts_for_those_beside_them_one_by_one(lite: Service) -> None:
    await lite.opens(members=6)
    keeper, beside = MemberId("m01"), MemberId("m02")
    await lite.meetings.handle(MEETING, attendance.Leave(), beside)
    await lite.meetings.handle(MEETING, attendance.CheckIn((beside,), keeper=keeper), CHAIR)
    await lite.opens_vote(VoteForm.SECRET)
    key = (await lite.question()).ballot_key
    assert key is not None

    sealed = seal(key, VOTE, Answer.AGAINST)
    await lite.meetings.handle(MEETING, voting.CastBallot(VOTE, sealed, on_behalf_of=beside), keeper)

    assert (await lite.question()).voted == {beside}


@pytest.mark.parametrize("answer", Answer)
def test_every_answer_makes_a_ballot_of_the_same_length(answer: Answer) -> None:
    key = base64.b64encode(PrivateKey.generate().public_key.encode()).decode()

    assert len(ballot(VOTE, answer)) == BALLOT_BYTES
    assert len(seal(key, VOTE, answer)) == voting.SEALED_BASE64_LENGTH
    assert len(sealed_bytes(seal(key, VOTE, answer))) == SEALED_BYTES


@pytest.mark.parametrize("sealed", ["A" * 151 + "!", "=" * 152, "A" * 152, "đ" * 152, "A" * 152 + "\n"])
async def test_what_is_no_sealed_ballot_is_refused_and_nothing_is_marked(lite: Service, sealed: str) -> None:
    await lite.opens(members=5)
    await lite.opens_vote(VoteForm.SECRET)
    before = await lite.meeting()

    with pytest.raises(Refusal) as refused:
        await lite.meetings.handle(MEETING, voting.CastBallot(VOTE, sealed), CHAIR)

    assert refused.value.code == "sealed-malformed"
    assert await lite.meeting() == before
    assert await boxed(lite) == []


async def test_a_ballot_that_cannot_be_opened_or_is_for_another_question_is_invalid(lite: Service) -> None:
    await lite.opens(members=6)
    await lite.opens_vote(VoteForm.SECRET)
    key = (await lite.question()).ballot_key
    assert key is not None
    garbage = base64.b64encode(bytes(SEALED_BYTES)).decode()
    for_another = seal(key, QuestionId("q2"), Answer.IN_FAVOUR)
    for member, sealed in (("m01", garbage), ("m02", for_another)):
        await lite.meetings.handle(MEETING, voting.CastBallot(VOTE, sealed), MemberId(member))
    for member in ("m03", "m04"):
        await lite.casts_sealed(MemberId(member), Answer.AGAINST)

    result = (await lite.closes_vote()).result

    assert result is not None
    assert (result.against, result.invalid, result.cast) == (2, 2, 4)


async def test_a_box_with_a_ballot_too_few_is_void_and_nothing_is_published(lite: Service) -> None:
    await lite.opens(members=5)
    await lite.opens_vote(VoteForm.SECRET)
    for member in members_of(5):
        await lite.casts_sealed(member, Answer.IN_FAVOUR)
    await lite.database.write(
        lambda c: c.execute(
            ballots.delete().where(ballots.c.ballot_id == select(ballots.c.ballot_id).limit(1).scalar_subquery())
        )
    )

    question = await lite.closes_vote()

    assert (question.result, question.voided) == (None, "box-and-roll-differ")
    assert await boxed(lite) == []


async def test_a_vote_whose_key_is_lost_ends_void_and_says_so(lite: Service, tmp_path: Path) -> None:
    await lite.opens(members=5)
    await lite.opens_vote(VoteForm.SECRET)
    await lite.casts_sealed(CHAIR, Answer.IN_FAVOUR)
    for key_file in (tmp_path / "keys").iterdir():
        key_file.unlink()

    question = await lite.closes_vote()

    assert (question.result, question.voided) == (None, "key-lost")
    assert await boxed(lite) == []


async def test_a_vote_given_up_leaves_neither_ballots_nor_key(lite: Service, tmp_path: Path) -> None:
    await lite.opens(members=5)
    await lite.opens_vote(VoteForm.SECRET)
    await lite.casts_sealed(CHAIR, Answer.IN_FAVOUR)

    await lite.meetings.handle(MEETING, voting.VoidVote(VOTE, "Đặt câu hỏi chưa rõ"), CHAIR)

    assert await boxed(lite) == []
    assert list((tmp_path / "keys").iterdir()) == []


async def test_a_refused_secret_vote_leaves_no_key_behind(lite: Service, tmp_path: Path) -> None:
    await lite.opens(members=5)
    command = voting.OpenVote(VOTE, "   ", form=VoteForm.SECRET, may_reveal=True)

    with pytest.raises(Refusal):
        await lite.meetings.handle(MEETING, command, CHAIR)

    assert list((tmp_path / "keys").iterdir()) == []


async def test_opening_the_same_secret_vote_again_later_makes_no_new_key(lite: Service, tmp_path: Path) -> None:
    await lite.opens(members=5)
    await lite.opens_vote(VoteForm.SECRET, command_id="press-1")
    await lite.closes_vote()

    await lite.opens_vote(VoteForm.SECRET, command_id="press-1")

    assert not (await lite.question()).is_open
    assert list((tmp_path / "keys").iterdir()) == []


async def test_two_processes_that_open_the_same_secret_vote_keep_the_key_of_the_one_in_the_log(
    database_url: str, tmp_path: Path
) -> None:
    """A press that is retried through another process must not overwrite the key that ballots are sealed to."""
    async with a_service(database_url, tmp_path / "keys") as one, a_service(database_url, tmp_path / "keys") as two:
        await one.opens(members=5)
        await two.meeting()
        await one.opens_vote(VoteForm.SECRET, command_id="press-1")

        await two.opens_vote(VoteForm.SECRET, command_id="press-1")
        for member in members_of(5):
            await two.casts_sealed(member, Answer.IN_FAVOUR)
        question = await one.closes_vote()

    assert question.result is not None
    assert (question.result.in_favour, question.result.invalid) == (5, 0)


async def test_fewer_than_three_ballots_are_not_told_apart(lite: Service) -> None:
    await lite.opens(members=5)
    await lite.opens_vote(VoteForm.SECRET)
    await lite.casts_sealed(CHAIR, Answer.AGAINST)
    await lite.casts_sealed(MemberId("m01"), Answer.IN_FAVOUR)

    result = (await lite.closes_vote()).result

    assert result is not None
    assert result.withheld
    assert (result.in_favour, result.against, result.other, result.cast) == (0, 0, 0, 2)


@pytest.mark.parametrize("kind", ["open to all", "a link"])
async def test_a_folder_that_is_not_ours_alone_takes_no_key(tmp_path: Path, kind: str) -> None:
    (tmp_path / "theirs").mkdir(mode=0o700)
    folder = tmp_path / "keys"
    if kind == "a link":
        folder.symlink_to(tmp_path / "theirs")
    else:
        folder.mkdir()
        folder.chmod(0o755)

    with pytest.raises(OthersFolder):
        BallotBox(folder)


async def test_a_folder_put_in_our_way_before_the_first_vote_takes_no_key(tmp_path: Path) -> None:
    box = BallotBox(tmp_path / "keys")
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys").chmod(0o777)

    with pytest.raises(OthersFolder):
        box.new_key()

    assert list((tmp_path / "keys").iterdir()) == []
