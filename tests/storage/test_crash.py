"""Killed at any moment, with SIGKILL: what was acknowledged is stored, nothing is stored twice, the meeting goes on."""

import asyncio
import contextlib
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from server.meeting import attendance
from server.meeting.identity import MemberId
from server.meeting.meeting import replay
from server.meeting.voting import BallotCast, VoteForm
from server.tables import ballots
from tests.storage.a_service import CHAIR, MEETING, Service, TurnedClock, a_large_plan, a_service, members_of

CHILD = "tests.storage.crash_child"
ROOT = Path(__file__).parents[2]
KILLS = 20
VOTERS = 160  # one meeting of so many, killed again and again until all have voted

pytestmark = pytest.mark.timeout(120)


@dataclass
class Account:
    """What the pages were told, over all lives of the service."""

    acknowledged: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    finished: bool = False


async def a_life(url: str, keys: Path, told: Account, acknowledged_before_the_kill: int, delay_s: float) -> None:
    """Let the service run, and kill it so many acknowledgements and so much time later."""
    answered = ",".join(told.acknowledged)
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        CHILD,
        url,
        str(keys),
        MEETING,
        answered,
        stdout=asyncio.subprocess.PIPE,
        cwd=ROOT,
    )
    assert child.stdout is not None
    try:
        left = acknowledged_before_the_kill
        while left > 0 and (line := (await child.stdout.readline()).decode()):
            _note(told, line)
            left -= line.startswith("done")
        await asyncio.sleep(delay_s)
    finally:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
    # What it had said before it died was promised too.
    for line in (await child.stdout.read()).decode().splitlines():
        _note(told, line)
    await child.wait()


def _note(told: Account, line: str) -> None:
    match line.split():
        case ["done", member]:
            told.acknowledged.add(member)
        case ["refused", member, code]:
            told.refused.append(f"{member} {code}")
        case ["all"]:
            told.finished = True
        case _:
            assert line.strip() in ("", "ready"), line


async def stored(service: Service) -> tuple[Counter[str], int]:
    """Roll marks by member, from the log, and the number of ballots in the box."""
    log = await service.log.read(MEETING)
    marks = Counter(str(one.event.member) for one in log if isinstance(one.event, BallotCast))
    in_box = await service.database.read(lambda c: len(c.execute(select(ballots.c.ballot_id)).all()))
    return marks, in_box


async def test_twenty_kills_in_mid_vote_lose_nothing_and_double_nothing(tmp_path: Path) -> None:
    url, keys, dice, told = f"sqlite:///{tmp_path / 'chibo.db'}", tmp_path / "keys", random.Random(190), Account()
    async with a_service(url, keys) as service:
        await service.opens(members=VOTERS)
        await service.opens_vote(VoteForm.SECRET)

    for _ in range(KILLS):
        await a_life(url, keys, told, dice.randint(1, 5), dice.uniform(0, 0.02))
        async with a_service(url, keys) as service:
            marks, in_box = await stored(service)
            assert set(marks.values()) <= {1}
            assert in_box == len(marks), "roll and box agree after every kill"
            assert told.acknowledged <= set(marks), "what was acknowledged is stored"
            assert await service.log.verify(MEETING) == (await service.meeting()).version
    marks, _ = await _marks(url, keys)
    assert 0 < len(marks) < VOTERS, "the kills were in mid-vote"
    await a_life(url, keys, told, VOTERS * 2, 0)

    async with a_service(url, keys) as service:
        await service.meetings.resume(service.clock.now)
        result = (await service.closes_vote()).result
    assert told.finished
    assert told.refused == [], "a press retried after the kill is the same press"
    assert told.acknowledged == set(members_of(VOTERS))
    assert result is not None
    assert (result.against, result.cast, result.invalid) == (VOTERS, VOTERS, 0)


async def _marks(url: str, keys: Path) -> tuple[Counter[str], int]:
    async with a_service(url, keys) as service:
        return await stored(service)


async def test_a_restart_resumes_the_meeting_where_it_was_attendance_included(tmp_path: Path) -> None:
    url, keys, clock = f"sqlite:///{tmp_path / 'chibo.db'}", tmp_path / "keys", TurnedClock()
    async with a_service(url, keys, clock) as service:
        await service.opens(members=9)
        await service.meetings.handle(MEETING, attendance.Leave(), MemberId("m08"))
        clock.later(600)
        await service.opens_vote(VoteForm.SECRET)
        before = await service.meeting()
    down_from_at = clock.now
    await a_life(url, keys, Account(), 3, 0)

    clock.later(timedelta(minutes=4).total_seconds())
    async with a_service(url, keys, clock) as service:
        await service.meetings.resume(down_from_at)
        after = await service.meeting()

        assert (after.chair, after.phase, after.called_at) == (before.chair, before.phase, before.called_at)
        assert after.voting.open_question is not None
        assert after.attendance.present(clock.now) == set(members_of(8)), "everybody but who had gone home"
        await service.meetings.handle(MEETING, attendance.Join(), CHAIR)
        (spell,) = (await service.meeting()).attendance.of(CHAIR).spells
        assert spell.from_at == before.attendance.of(CHAIR).first_joined_at
        assert await service.meeting() == replay(await service.log.read(MEETING))


@pytest.mark.parametrize("survives", [True, False], ids=["the key survives", "the key is gone"])
async def test_after_a_kill_a_secret_vote_is_counted_if_its_key_survived_and_void_if_not(
    tmp_path: Path, survives: bool
) -> None:
    url, keys = f"sqlite:///{tmp_path / 'chibo.db'}", tmp_path / "keys"
    async with a_service(url, keys) as service:
        await service.opens(members=9)
        await service.opens_vote(VoteForm.SECRET)
    await a_life(url, keys, Account(), 18, 0)
    if not survives:
        for path in keys.iterdir():  # as memory is, after a reboot
            path.unlink()

    async with a_service(url, keys) as service:
        await service.meetings.resume(service.clock.now)
        question = await service.question()
        if survives:
            result = (await service.closes_vote()).result
            assert result is not None
            assert result.against == 9
        else:
            assert (question.voided, question.result) == ("key-lost", None)
            assert (await stored(service))[1] == 0, "no ballot is kept that nobody can open"


async def test_a_meeting_that_a_kill_left_half_opened_can_be_opened(tmp_path: Path) -> None:
    url, keys = f"sqlite:///{tmp_path / 'chibo.db'}", tmp_path / "keys"
    async with a_service(url, keys) as service:
        await service.meetings.open(a_large_plan(5), CHAIR)

    async with a_service(url, keys) as service:
        again = await service.meetings.open(a_large_plan(5), CHAIR)
        assert again.version == 1
