"""What the room is told of a secret vote while it runs: how many have voted, as of the last full tick.

Whoever hears of every ballot at the moment it is cast can tie it to a face, a noise, or an answer on the line. So the
room is told only what stood at the last tick, whatever else happens meanwhile; a person's own ballot, at once. The
version of the log counts ballots, too, and stands still with them.
"""

from dataclasses import dataclass, replace

from server.meeting import voting
from server.meeting.identity import MemberId, QuestionId
from server.meeting.meeting import Meeting
from server.meeting.voting import VoteForm

TICK_S = 2.0


@dataclass(frozen=True, slots=True)
class _Known:
    voted: frozenset[MemberId]
    version: int


class BallotTicks:
    """For one room. Ask it before every showing: what came since then is held back to the next tick."""

    def __init__(self) -> None:
        self._question: QuestionId | None = None
        self._began_s = 0.0
        self._tick = 0
        self._told = self._latest = _Known(frozenset(), 0)

    def as_told(self, meeting: Meeting, now_s: float) -> Meeting:
        """The meeting as the room may know it now; the meeting itself while no secret vote is open."""
        question = meeting.voting.open_question
        if question is None or question.form is not VoteForm.SECRET:
            self._question = None
            return meeting
        latest = _Known(question.voted, meeting.version)
        if question.id != self._question:
            self._question, self._began_s, self._tick = question.id, now_s, 0
            self._told = latest
        elif int((now_s - self._began_s) / TICK_S) > self._tick:
            self._tick = int((now_s - self._began_s) / TICK_S)
            self._told = self._latest
        self._latest = latest
        told = voting.as_told(meeting.voting, question.id, self._told.voted)
        return replace(meeting, voting=told, version=self._told.version)

    def told_version(self, version: int) -> int:
        """The version of the log as somebody may know it whose command was done at `version`."""
        return version if self._question is None else min(version, self._told.version)

    def due_in_s(self, now_s: float) -> float | None:
        """How long until what is held back may be told; None if nothing is."""
        if self._question is None or self._told == self._latest:
            return None
        return (self._tick + 1) * TICK_S - (now_s - self._began_s)


def with_own(told: Meeting, meeting: Meeting, mine: tuple[MemberId, ...]) -> Meeting:
    """What somebody may know who has put in these members' ballots: what is told, and those."""
    question = meeting.voting.open_question
    if told is meeting or question is None:
        return meeting
    known = told.voting.question(question.id).voted | question.voted.intersection(mine)
    return replace(told, voting=voting.as_told(told.voting, question.id, known))
