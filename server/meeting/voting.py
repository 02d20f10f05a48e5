"""Votes: who may vote is frozen at opening, the result is computed by the rule, a secret choice is never an event.

An open vote names who answered what; an answer may be changed until the vote is closed. In a secret vote the event
says only that a ballot of this member is in the box; the sealed ballot goes into the box in the same transaction
and is counted once, at closing. Statute art. 9.5; the protocol of the room follows the show of cards.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum

from server.meeting.identity import ItemId, MemberId, QuestionId
from server.meeting.refusal import Refusal, a_line, a_number, a_reason, a_text, an_id
from server.meeting.roll import Base
from server.meeting.rules import FEWEST_SECRET_BALLOTS, SMALL_SECRET_POLL, Majority, Matter, require_online


class VoteForm(Enum):
    """Open: named, everybody sees it at the end. Secret: sealed ballots."""

    OPEN = "open"
    SECRET = "secret"  # noqa: S105  a form of vote


class Answer(Enum):
    """The three answers, in the order in which the chair asks."""

    IN_FAVOUR = "in_favour"  # tán thành
    AGAINST = "against"  # không tán thành
    OTHER = "other"  # ý kiến khác


SEALED_BASE64_LENGTH = 152  # 64 bytes of ballot + 48 of the sealed box = 112 bytes: every choice has one length
DURATION_MIN_S, DURATION_MAX_S = 15, 1_800
# Reasons of a void secret vote that the service gives, not a person.
BOX_AND_ROLL_DIFFER = "box-and-roll-differ"
KEY_LOST = "key-lost"


@dataclass(frozen=True, slots=True)
class Cast:
    """An open answer; `entered_by` is the site keeper or the minute-taker who entered it, None for oneself."""

    answer: Answer
    entered_by: MemberId | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class BallotCount:
    """What was in the box. `invalid` ballots could not be opened or said nothing we know."""

    in_favour: int
    against: int
    other: int
    invalid: int = 0

    @property
    def total(self) -> int:
        """Every ballot in the box."""
        return self.in_favour + self.against + self.other + self.invalid


@dataclass(frozen=True, slots=True)
class Result:
    """The figures of a closed vote, measured against `base`.

    `passed` is None for an opinion poll that binds nobody, and when `withheld`: fewer than three ballots were cast
    and no figure but `cast` is kept.
    """

    in_favour: int
    against: int
    other: int
    invalid: int
    cast: int
    not_voting: int
    base: int
    needed: int
    passed: bool | None
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Reserved:
    """A member keeps a contrary opinion, by name (ý kiến bảo lưu, Statute art. 9.5)."""

    member: MemberId
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question put to the vote. `base_at_opening` is its derivation at that moment."""

    id: QuestionId
    text: str
    matter: Matter
    form: VoteForm
    binding: bool
    item: ItemId | None
    voters: tuple[MemberId, ...]
    base_at_opening: Base
    base: int
    needed: int
    majority: Majority
    opened_at: datetime
    duration_s: int
    ballot_key: str | None = None
    answers: Mapping[MemberId, Cast] = field(default_factory=dict)
    voted: frozenset[MemberId] = frozenset()
    closed_at: datetime | None = None
    base_at_closing: Base | None = None
    result: Result | None = None
    voided: str | None = None
    reserved: tuple[Reserved, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether votes are taken."""
        return self.closed_at is None

    @property
    def is_decided(self) -> bool:
        """Whether the cell has said yes or no; a poll of opinion and a result that is withheld say neither."""
        return self.result is not None and self.result.passed is not None


# Commands


@dataclass(frozen=True, slots=True)
class OpenVote:
    """Put a question to the vote for a set time.

    `everyone_heard` is the chair's word that all who asked to speak have spoken (Statute art. 9.5);
    `may_reveal` confirms that a secret vote of so few may show who voted how, `again` that a secret question may be
    put a second time: two results side by side show the votes of those who took part in one of them only.
    """

    question: QuestionId
    text: str
    matter: Matter = Matter.RESOLUTION
    form: VoteForm = VoteForm.OPEN
    item: ItemId | None = None
    duration_s: int = 60
    everyone_heard: bool = False
    may_reveal: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class ExtendVote:
    """More time."""

    question: QuestionId
    seconds: int = 30


@dataclass(frozen=True, slots=True)
class CastVote:
    """Answer an open question; for somebody at one's site, or stated by voice and entered with a note."""

    question: QuestionId
    answer: Answer
    on_behalf_of: MemberId | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class CastBallot:
    """Put a sealed ballot into the box (base64). It cannot be changed."""

    question: QuestionId
    sealed: str
    on_behalf_of: MemberId | None = None


@dataclass(frozen=True, slots=True)
class CloseVote:
    """End the vote and compute the result."""

    question: QuestionId


@dataclass(frozen=True, slots=True)
class VoidVote:
    """Give the vote up, with a reason; it may be held again as a new question."""

    question: QuestionId
    reason: str


@dataclass(frozen=True, slots=True)
class ReserveOpinion:
    """Keep a contrary opinion on record after the result."""

    question: QuestionId
    text: str


# Events


@dataclass(frozen=True, slots=True)
class VoteOpened:
    question: QuestionId
    text: str
    matter: Matter
    form: VoteForm
    binding: bool
    item: ItemId | None
    voters: tuple[MemberId, ...]
    base_at_opening: Base
    base: int
    needed: int
    majority: Majority
    duration_s: int
    ballot_key: str | None


@dataclass(frozen=True, slots=True)
class VoteExtended:
    question: QuestionId
    seconds: int


@dataclass(frozen=True, slots=True)
class VoteCast:
    """An open answer, by name."""

    question: QuestionId
    member: MemberId
    answer: Answer
    entered_by: MemberId | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class BallotCast:
    """A ballot of this member is in the box. What it says is not here."""

    question: QuestionId
    member: MemberId


@dataclass(frozen=True, slots=True)
class VoteClosed:
    question: QuestionId
    base_at_closing: Base
    result: Result


@dataclass(frozen=True, slots=True)
class VoteVoided:
    question: QuestionId
    reason: str


@dataclass(frozen=True, slots=True)
class OpinionReserved:
    question: QuestionId
    member: MemberId
    text: str


VotingCommand = OpenVote | ExtendVote | CastVote | CastBallot | CloseVote | VoidVote | ReserveOpinion
VotingEvent = VoteOpened | VoteExtended | VoteCast | BallotCast | VoteClosed | VoteVoided | OpinionReserved


@dataclass(frozen=True, slots=True)
class Voting:
    """Every question of the meeting, in order."""

    questions: tuple[Question, ...] = ()

    @property
    def open_question(self) -> Question | None:
        """The question that is being voted on; one at a time."""
        return next((question for question in self.questions if question.is_open), None)

    def question(self, question: QuestionId) -> Question:
        """The question. Raises no-such-question."""
        for candidate in self.questions:
            if candidate.id == question:
                return candidate
        raise Refusal("no-such-question")

    def last_of(self, matter: Matter) -> Question | None:
        """The latest counted question of that matter."""
        counted = [question for question in self.questions if question.matter is matter and question.result]
        return counted[-1] if counted else None

    def has_passed(self, matter: Matter) -> bool:
        """Whether a question of that matter has been carried."""
        return any(one.matter is matter and one.result is not None and one.result.passed for one in self.questions)


def open_vote(
    voting: Voting,
    command: OpenVote,
    *,
    voters: frozenset[MemberId],
    base: Base,
    waiting: int,
    binding: bool,
    ballot_key: str | None,
) -> list[VotingEvent]:
    """Put a question to the vote.

    Raises vote-open, in-person-only, speakers-waiting, nobody-to-vote, secret-too-few, secret-few-confirm,
    secret-again-confirm.
    """
    an_id(command.question)
    if voting.open_question is not None:
        raise Refusal("vote-open")
    if any(one.id == command.question for one in voting.questions):
        raise Refusal("vote-closed")
    require_online(command.matter)
    if waiting and not command.everyone_heard:
        raise Refusal("speakers-waiting", waiting=waiting)
    if not voters:
        raise Refusal("nobody-to-vote")
    if command.form is VoteForm.SECRET:
        _require_secrecy(command, len(voters), ballot_key)
        _require_not_asked_before(voting, command)
    majority = command.matter.majority
    counted = base.count if binding else len(voters)
    return [
        VoteOpened(
            command.question,
            a_text(command.text),
            command.matter,
            command.form,
            binding,
            command.item,
            tuple(sorted(voters)),
            base,
            counted,
            majority.needed(counted),
            majority,
            a_number(command.duration_s, DURATION_MIN_S, DURATION_MAX_S),
            ballot_key if command.form is VoteForm.SECRET else None,
        )
    ]


def extend(voting: Voting, command: ExtendVote) -> list[VotingEvent]:
    """More time. Raises no-such-question, vote-closed, number-out-of-range."""
    _open(voting, command.question)
    return [VoteExtended(command.question, a_number(command.seconds, 10, 600))]


def cast(voting: Voting, command: CastVote, voter: MemberId, entered_by: MemberId | None) -> list[VotingEvent]:
    """Answer, or change the answer; the same answer again is nothing new.

    Raises no-such-question, vote-closed, wrong-form, not-on-voters-list.
    """
    question = _open_for(voting, command.question, VoteForm.OPEN, voter)
    note = None if command.note is None else a_line(command.note)
    before = question.answers.get(voter)
    if before == Cast(command.answer, entered_by, note):
        return []
    return [VoteCast(question.id, voter, command.answer, entered_by, note)]


def cast_ballot(voting: Voting, command: CastBallot, voter: MemberId) -> list[VotingEvent]:
    """Mark the roll for a ballot that goes into the box with this event, or not at all.

    Raises no-such-question, vote-closed, wrong-form, not-on-voters-list, ballot-already-cast, sealed-malformed.
    """
    question = _open_for(voting, command.question, VoteForm.SECRET, voter)
    if voter in question.voted:
        raise Refusal("ballot-already-cast")
    if len(command.sealed) != SEALED_BASE64_LENGTH:
        raise Refusal("sealed-malformed")
    return [BallotCast(question.id, voter)]


def close(voting: Voting, command: CloseVote, base: Base, count: BallotCount | None) -> list[VotingEvent]:
    """End the vote; `base` is the base now that it is known who took part, `count` what was in the box.

    A box that cannot be opened, or does not hold as many ballots as the roll has marks, is void: nothing of it is
    published.
    Raises no-such-question, vote-closed.
    """
    question = _open(voting, command.question)
    if question.form is VoteForm.OPEN:
        count = _count(question)
    elif count is None:
        return [VoteVoided(question.id, KEY_LOST)]
    elif count.total != len(question.voted):
        return [VoteVoided(question.id, BOX_AND_ROLL_DIFFER)]
    return [VoteClosed(question.id, base, _result(question, base, count))]


def void(voting: Voting, command: VoidVote) -> list[VotingEvent]:
    """Give the vote up. Raises no-such-question, vote-closed, reason-needed."""
    _open(voting, command.question)
    return [VoteVoided(command.question, a_reason(command.reason))]


def reserve(voting: Voting, command: ReserveOpinion, by: MemberId) -> list[VotingEvent]:
    """Keep a contrary opinion. Raises no-such-question, not-closed-yet, not-on-voters-list, text-empty."""
    question = voting.question(command.question)
    if question.result is None:
        raise Refusal("not-closed-yet")
    if by not in question.voters:
        raise Refusal("not-on-voters-list")
    return [OpinionReserved(question.id, by, a_text(command.text))]


def apply(voting: Voting, event: VotingEvent, at: datetime) -> Voting:
    """The votes after the event."""
    match event:
        case VoteOpened():
            return Voting((*voting.questions, _opened(event, at)))
        case VoteExtended():
            return _changed(voting, event.question, lambda q: replace(q, duration_s=q.duration_s + event.seconds))
        case VoteCast():
            answered = Cast(event.answer, event.entered_by, event.note)
            return _changed(voting, event.question, lambda q: replace(q, answers={**q.answers, event.member: answered}))
        case BallotCast():
            return _changed(voting, event.question, lambda q: replace(q, voted=q.voted | {event.member}))
        case VoteClosed():
            return _changed(
                voting,
                event.question,
                lambda q: replace(q, closed_at=at, base_at_closing=event.base_at_closing, result=event.result),
            )
        case VoteVoided():
            return _changed(voting, event.question, lambda q: replace(q, closed_at=at, voided=event.reason))
        case OpinionReserved():
            kept = Reserved(event.member, event.text)
            return _changed(voting, event.question, lambda q: replace(q, reserved=(*_others(q, kept), kept)))


def as_told(voting: Voting, question: QuestionId, voted: frozenset[MemberId]) -> Voting:
    """The votes for somebody who knows of these ballots only."""
    return _changed(voting, question, lambda one: replace(one, voted=voted))


def took_part(question: Question) -> frozenset[MemberId]:
    """Who has voted, in either form."""
    return frozenset(question.answers) | question.voted


def _require_secrecy(command: OpenVote, entitled: int, ballot_key: str | None) -> None:
    if entitled < FEWEST_SECRET_BALLOTS:
        raise Refusal("secret-too-few", fewest=FEWEST_SECRET_BALLOTS)
    if entitled < SMALL_SECRET_POLL and not command.may_reveal:
        raise Refusal("secret-few-confirm", entitled=entitled)
    if ballot_key is None:
        raise Refusal("chair-waits-for-key")


def _require_not_asked_before(voting: Voting, command: OpenVote) -> None:
    """Raises secret-again-confirm for a question in the same words whose figures are known."""
    known = [one for one in voting.questions if one.form is VoteForm.SECRET and one.result and not one.result.withheld]
    if not command.again and any(_words(one.text) == _words(command.text) for one in known):
        raise Refusal("secret-again-confirm")


def _words(text: str) -> list[str]:
    return text.casefold().split()


def _open(voting: Voting, question: QuestionId) -> Question:
    found = voting.question(question)
    if not found.is_open:
        raise Refusal("vote-closed")
    return found


def _open_for(voting: Voting, question: QuestionId, form: VoteForm, voter: MemberId) -> Question:
    found = _open(voting, question)
    if found.form is not form:
        raise Refusal("wrong-form")
    if voter not in found.voters:
        raise Refusal("not-on-voters-list")
    return found


def _count(question: Question) -> BallotCount:
    answers = [one.answer for one in question.answers.values()]
    return BallotCount(answers.count(Answer.IN_FAVOUR), answers.count(Answer.AGAINST), answers.count(Answer.OTHER))


def _result(question: Question, base: Base, count: BallotCount) -> Result:
    counted = base.count if question.binding else len(question.voters)
    needed = question.majority.needed(counted)
    not_voting = counted - count.total
    if question.form is VoteForm.SECRET and count.total < FEWEST_SECRET_BALLOTS:
        return Result(0, 0, 0, 0, count.total, not_voting, counted, needed, passed=None, withheld=True)
    passed = question.majority.passes(count.in_favour, counted) if question.binding else None
    return Result(
        count.in_favour,
        count.against,
        count.other,
        count.invalid,
        count.total,
        not_voting,
        counted,
        needed,
        passed,
    )


def _opened(event: VoteOpened, at: datetime) -> Question:
    return Question(
        event.question,
        event.text,
        event.matter,
        event.form,
        event.binding,
        event.item,
        event.voters,
        event.base_at_opening,
        event.base,
        event.needed,
        event.majority,
        at,
        event.duration_s,
        event.ballot_key,
    )


def _others(question: Question, kept: Reserved) -> tuple[Reserved, ...]:
    return tuple(one for one in question.reserved if one.member != kept.member)


def _changed(voting: Voting, question: QuestionId, change: Callable[[Question], Question]) -> Voting:
    return Voting(tuple(change(one) if one.id == question else one for one in voting.questions))
