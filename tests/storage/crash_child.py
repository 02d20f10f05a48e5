"""A process of its own that plays votes until it is killed.

`python -m tests.storage.crash_child URL KEYS MEETING ANSWERED`; it prints `done MEMBER` only after the answer that a
page would get, so that the parent knows what was promised. ANSWERED are the members who have theirs, with commas.
"""

import asyncio
import os
import sys
from pathlib import Path

from server.ballot_box import BallotBox, seal
from server.database import Database
from server.event_log import EventLog
from server.live_meetings import LiveMeetings
from server.meeting import voting
from server.meeting.identity import CommandId, MeetingId, MemberId
from server.meeting.refusal import Refusal
from server.meeting.voting import Answer


def say(line: str) -> None:
    """One write, so that a kill leaves a line whole or out."""
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


async def play(url: str, keys: Path, meeting: MeetingId, answered: set[str]) -> None:
    """Every member votes who has no answer yet, several at once, each press retried once.

    Some of them have a ballot in the box from a life before, whose answer was lost: for them this is a retry.
    """
    database = Database(url)
    meetings = LiveMeetings(database, EventLog(database), BallotBox(keys))
    question = (await meetings.get(meeting)).voting.open_question
    assert question is not None
    assert question.ballot_key is not None
    say("ready")
    turns = asyncio.Semaphore(4)

    async def press(member: MemberId) -> None:
        command = voting.CastBallot(question.id, seal(question.ballot_key or "", question.id, Answer.AGAINST))
        async with turns:
            for _ in range(2):
                try:
                    await meetings.handle(meeting, command, member, CommandId(f"press-of-{member}"))
                except Refusal as refusal:
                    say(f"refused {member} {refusal.code}")
                    return
                say(f"done {member}")

    await asyncio.gather(*(press(member) for member in question.voters if member not in answered))
    say("all")


if __name__ == "__main__":
    asyncio.run(play(sys.argv[1], Path(sys.argv[2]), MeetingId(sys.argv[3]), set(sys.argv[4].split(","))))
