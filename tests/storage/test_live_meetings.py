"""The one door for change: done once whoever asks how often, in the log's order, through any process."""

import asyncio
import json
import logging
import os
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from server.ballot_box import seal
from server.live_meetings import UnknownMeeting
from server.meeting import attendance, closing, floor, rights, voting
from server.meeting.identity import CommandId, MeetingId, MemberId
from server.meeting.meeting import replay
from server.meeting.refusal import Refusal
from server.meeting.rights import Phase
from server.meeting.voting import Answer, VoteForm
from server.structured_log import JsonLines
from tests.meeting.scenes import KHOA, LAN, a_plan
from tests.storage.a_service import CHAIR, MEETING, VOTE, Service, TurnedClock, a_large_plan, a_service, members_of


@pytest.fixture
async def service(database_url: str, tmp_path: Path) -> AsyncIterator[Service]:
    async with a_service(database_url, tmp_path / "keys") as made:
        yield made


@pytest.fixture
async def lite(tmp_path: Path) -> AsyncIterator[Service]:
    async with a_service(f"sqlite:///{tmp_path / 'chibo.db'}", tmp_path / "keys") as made:
        yield made


async def test_the_state_is_the_replay_of_the_log(service: Service) -> None:
    await service.opens(members=6)
    await service.opens_vote(VoteForm.OPEN)
    await service.meetings.handle(MEETING, voting.CastVote(VOTE, Answer.OTHER), MemberId("m03"))

    assert await service.meeting() == replay(await service.log.read(MEETING))
    assert await service.log.verify(MEETING) == (await service.meeting()).version


async def test_a_room_opened_twice_is_one_meeting(lite: Service) -> None:
    plan = a_large_plan(5)

    first, second = await asyncio.gather(lite.meetings.open(plan, CHAIR), lite.meetings.open(plan, MemberId("m01")))

    assert first == second
    assert len(await lite.log.read(MEETING)) == 1


async def test_a_room_opened_through_two_processes_at_once_is_one_meeting(database_url: str, tmp_path: Path) -> None:
    async with a_service(database_url, tmp_path / "one") as one, a_service(database_url, tmp_path / "two") as two:
        plan = a_large_plan(5)

        first, second = await asyncio.gather(one.meetings.open(plan, CHAIR), two.meetings.open(plan, CHAIR))

        assert first == second
        assert len(await one.log.read(MEETING)) == 1


async def test_nobody_opens_a_meeting_that_may_not_be_held(lite: Service) -> None:
    with pytest.raises(Refusal) as refused:
        await lite.meetings.open(a_plan(authorisation=" "), CHAIR)

    assert refused.value.code == "no-authorisation"
    with pytest.raises(UnknownMeeting):
        await lite.meeting()


async def test_an_unknown_meeting_is_unknown_until_it_is_opened(lite: Service) -> None:
    for _ in range(2):
        with pytest.raises(UnknownMeeting):
            await lite.meetings.handle(MeetingId("meeting-1"), attendance.Join(), CHAIR)

    await lite.opens(members=5)

    assert (await lite.meeting()).phase is Phase.IN_SESSION


async def test_a_command_sent_again_is_answered_with_the_version_it_was_done_at(service: Service) -> None:
    await service.opens(members=5)
    ask = floor.AskForFloor()

    first = await service.meetings.handle(MEETING, ask, CHAIR, CommandId("press-1"))
    again = await service.meetings.handle(MEETING, ask, CHAIR, CommandId("press-1"))

    assert not first.repeated
    assert (again.version, again.repeated) == (first.version, True)
    assert len((await service.meeting()).floor.queue) == 1


async def test_a_command_sent_again_after_a_restart_is_not_done_again(database_url: str, tmp_path: Path) -> None:
    written = floor.SubmitWrittenOpinion("Đề nghị giữ thời hạn.")
    async with a_service(database_url, tmp_path / "keys") as before:
        await before.opens(members=5)
        first = await before.meetings.handle(MEETING, written, CHAIR, CommandId("press-1"))

    async with a_service(database_url, tmp_path / "keys") as after:
        again = await after.meetings.handle(MEETING, written, CHAIR, CommandId("press-1"))

        assert (again.version, again.repeated) == (first.version, True)
        assert len((await after.meeting()).floor.contributions) == 1


async def test_a_command_sent_again_through_another_process_is_not_done_again(
    database_url: str, tmp_path: Path
) -> None:
    written = floor.SubmitWrittenOpinion("Đề nghị giữ thời hạn.")
    async with a_service(database_url, tmp_path / "keys") as one, a_service(database_url, tmp_path / "keys") as two:
        await one.opens(members=5)
        await two.meeting()

        first = await one.meetings.handle(MEETING, written, CHAIR, CommandId("press-1"))
        again = await two.meetings.handle(MEETING, written, CHAIR, CommandId("press-1"))

        assert (again.version, again.repeated) == (first.version, True)
        assert await two.meeting() == await one.meeting()


async def test_a_process_that_knows_less_catches_up_before_it_says_no(database_url: str, tmp_path: Path) -> None:
    async with a_service(database_url, tmp_path / "keys") as one, a_service(database_url, tmp_path / "keys") as two:
        await one.opens(members=5)
        await two.meeting()
        await one.opens_vote(VoteForm.OPEN)

        await two.meetings.handle(MEETING, voting.CastVote(VOTE, Answer.AGAINST), MemberId("m02"))

        assert (await two.question()).answers[MemberId("m02")].answer is Answer.AGAINST


async def test_a_process_that_knows_less_catches_up_before_it_says_that_nothing_is_new(
    database_url: str, tmp_path: Path
) -> None:
    """A page lost its line to one process and comes back through another, which still believes it connected."""
    async with a_service(database_url, tmp_path / "keys") as one, a_service(database_url, tmp_path / "keys") as two:
        await one.opens(members=5)
        await two.meeting()
        await one.meetings.handle(MEETING, attendance.Leave(), MemberId("m02"))

        await two.meetings.handle(MEETING, attendance.Join(), MemberId("m02"))

        assert (await two.meeting()).attendance.of(MemberId("m02")).is_connected


async def test_every_change_is_published_once_in_the_order_of_the_log(database_url: str, tmp_path: Path) -> None:
    async with a_service(database_url, tmp_path / "keys") as one, a_service(database_url, tmp_path / "keys") as two:
        await one.opens(members=8)
        await two.meeting()
        await asyncio.gather(
            *(
                process.meetings.handle(MEETING, floor.SubmitWrittenOpinion(f"Ý kiến {number}"), member)
                for number, member in enumerate(members_of(8))
                for process in (one, two)
            )
        )
        await one.meetings.handle(MEETING, floor.OpenFreeDiscussion(), CHAIR)  # the last to append has seen all

        versions = [recorded.version for change in one.changes for recorded in change.recorded]
        assert versions == list(range(1, (await one.meeting()).version + 1))
        for earlier, later in zip(one.changes, one.changes[1:], strict=False):
            assert earlier.after == later.before


async def test_the_log_never_runs_backwards_though_the_clock_does(lite: Service) -> None:
    await lite.opens(members=5)
    lite.clock.later(-3_600)
    await lite.meetings.handle(MEETING, floor.AskForFloor(), CHAIR)
    await lite.meetings.handle(MEETING, attendance.Leave(), MemberId("m02"))

    times = [recorded.at for recorded in await lite.log.read(MEETING)]
    assert times == sorted(times)


async def test_the_clock_may_be_set_back_right_after_the_opening(lite: Service) -> None:
    await lite.meetings.open(a_large_plan(5), CHAIR)
    lite.clock.later(-3_600)
    await lite.meetings.handle(MEETING, attendance.Join(), CHAIR)

    times = [recorded.at for recorded in await lite.log.read(MEETING)]
    assert times == sorted(times)


@pytest.mark.parametrize("form", VoteForm)
async def test_sixty_members_who_click_several_times_at_once_cast_one_ballot_each(
    database_url: str, tmp_path: Path, form: VoteForm
) -> None:
    """Through two processes, every click retried; some clicks are a second command, not a retry."""
    async with a_service(database_url, tmp_path / "keys") as one, a_service(database_url, tmp_path / "keys") as two:
        await one.opens(members=60)
        question = await one.opens_vote(form)
        await two.meeting()
        clicks = [(member, click) for member in members_of(60) for click in ("a", "a", "b")]
        random.Random(7).shuffle(clicks)

        outcomes = await asyncio.gather(
            *(
                _click((one, two)[place % 2], form, question.ballot_key, member, f"{member}-{click}")
                for place, (member, click) in enumerate(clicks)
            )
        )
        closed = await one.closes_vote()

        assert closed.result is not None
        assert (closed.result.cast, closed.result.in_favour) == (60, 60)
        assert set(outcomes) <= {"done", "ballot-already-cast"}
        assert await one.log.verify(MEETING) == (await one.meeting()).version


async def _click(service: Service, form: VoteForm, key: str | None, member: MemberId, command_id: str) -> str:
    """Until there is an answer, as a page does."""
    command: voting.CastVote | voting.CastBallot = voting.CastVote(VOTE, Answer.IN_FAVOUR)
    if form is VoteForm.SECRET:
        assert key is not None
        command = voting.CastBallot(VOTE, seal(key, VOTE, Answer.IN_FAVOUR))
    try:
        await service.meetings.handle(MEETING, command, member, CommandId(command_id))
    except Refusal as refusal:
        return refusal.code
    return "done"


async def test_a_refused_command_leaves_no_trace_in_the_log(lite: Service) -> None:
    await lite.opens(members=5)
    before = await lite.meeting()

    with pytest.raises(Refusal):
        await lite.meetings.handle(MEETING, rights.CallToOrder(), MemberId("m02"), CommandId("press-1"))

    assert await lite.meeting() == before
    assert await lite.log.version_of(MEETING, CommandId("press-1")) is None


async def test_after_a_restart_everybody_is_still_here_for_the_grace(database_url: str, tmp_path: Path) -> None:
    clock = TurnedClock()
    async with a_service(database_url, tmp_path / "keys", clock) as before:
        await before.opens(members=6)
        await before.meetings.handle(MEETING, attendance.Leave(), MemberId("m05"))
        clock.later(1_200)
        down_from_at = clock.now

    clock.later(600)
    async with a_service(database_url, tmp_path / "keys", clock) as after:
        await after.meetings.resume(down_from_at)

        meeting = await after.meeting()
        assert meeting.attendance.present(clock.now) == set(members_of(5)), "who had gone home has not come back"
        clock.later(121)
        assert meeting.attendance.present(clock.now) == set()
        await after.meetings.handle(MEETING, attendance.Join(), CHAIR)
        spells = (await after.meeting()).attendance.of(CHAIR).spells
        assert len(spells) == 2
        assert spells[0].to_at == down_from_at


async def test_who_comes_back_in_time_after_a_restart_was_never_away(lite: Service) -> None:
    await lite.opens(members=5)
    down_from_at = lite.clock.now
    lite.clock.later(3_000)

    await lite.meetings.resume(down_from_at)
    lite.clock.later(100)
    await lite.meetings.handle(MEETING, attendance.Join(), CHAIR)

    (spell,) = (await lite.meeting()).attendance.of(CHAIR).spells
    assert spell.to_at is None


async def test_a_restart_does_not_touch_a_closed_meeting(lite: Service) -> None:
    await lite.opens(members=5)
    await lite.meetings.handle(MEETING, closing.CloseMeeting("Mất điện"), CHAIR)
    before = await lite.meeting()

    await lite.meetings.resume(lite.clock.now + timedelta(hours=1))

    assert await lite.meeting() == before
    assert await lite.meetings.running() == []


async def test_a_secret_vote_whose_key_survived_is_closed_after_the_restart(database_url: str, tmp_path: Path) -> None:
    clock = TurnedClock()
    async with a_service(database_url, tmp_path / "keys", clock) as before:
        await before.opens(members=5)
        await before.opens_vote(VoteForm.SECRET)
        for member in members_of(3):
            await before.casts_sealed(member, Answer.AGAINST)

    async with a_service(database_url, tmp_path / "keys", clock) as after:
        await after.meetings.resume(clock.now)
        await after.casts_sealed(MemberId("m03"), Answer.IN_FAVOUR)
        result = (await after.closes_vote()).result

    assert result is not None
    assert (result.in_favour, result.against, result.invalid) == (1, 3, 0)


async def test_a_secret_vote_whose_key_is_gone_is_void_after_the_restart(database_url: str, tmp_path: Path) -> None:
    clock = TurnedClock()
    async with a_service(database_url, tmp_path / "keys", clock) as before:
        await before.opens(members=5)
        await before.opens_vote(VoteForm.SECRET)
        await before.casts_sealed(CHAIR, Answer.AGAINST)

    async with a_service(database_url, tmp_path / "keys-of-another-boot", clock) as after:
        await after.meetings.resume(clock.now)

        assert (await after.question()).voided == "key-lost"
        assert (await after.meeting()).voting.open_question is None


async def test_a_key_that_opens_nothing_is_swept_at_the_start(lite: Service, tmp_path: Path) -> None:

    await lite.opens(members=5)
    needed = (await lite.opens_vote(VoteForm.SECRET)).ballot_key
    orphan, just_made = lite.box.new_key(), lite.box.new_key()
    hours_ago = 1_000_000_000
    for path in (tmp_path / "keys").iterdir():
        if path.name != lite.box._path(just_made).name:
            os.utime(path, (hours_ago, hours_ago))

    await lite.meetings.resume(lite.clock.now)

    assert needed is not None
    assert [lite.box.has_key(key) for key in (needed, orphan, just_made)] == [True, False, True]


async def test_a_probationary_members_vote_leaves_a_line_for_the_audit_that_does_not_say_how(
    lite: Service, caplog: pytest.LogCaptureFixture
) -> None:
    plan = a_plan(meeting=MEETING)
    await lite.meetings.open(plan, LAN)
    for command in (attendance.Join(), rights.CallToOrder(), voting.OpenVote(VOTE, "Thông qua nghị quyết?")):
        await lite.meetings.handle(MEETING, command, LAN)
    version = (await lite.meeting()).version
    caplog.set_level(logging.INFO, "server.live_meetings")

    with pytest.raises(Refusal, match="no-vote-probationary"):
        await lite.meetings.handle(MEETING, voting.CastVote(VOTE, Answer.IN_FAVOUR, note="đồng ý"), KHOA)

    assert (await lite.meeting()).version == version, "it is in the service's log, not in the meeting's"
    (line,) = (json.loads(JsonLines().format(one)) for one in caplog.records if one.message == "command refused")
    told = {key: line[key] for key in line if key not in ("at", "n")}
    assert told == {
        "level": "info",
        "logger": "server.live_meetings",
        "said": "command refused",
        "meeting": MEETING,
        "member": KHOA,
        "command": "CastVote",
        "code": "no-vote-probationary",
    }
