"""The votes of the minutes as facts: the figures of each closed question, and no figure that is withheld."""

from collections.abc import Iterator

from server.meeting import voting
from server.meeting.meeting import Meeting
from server.meeting.roll import Status
from server.meeting.rules import SMALL_SECRET_POLL, Matter
from server.meeting.voting import Question, VoteForm
from server.projections.minutes_value import CastForAnother, Reserved, VoteRecord

_HELD_APART = (Matter.MINUTE_TAKER, Matter.PROGRAMME, Matter.MINUTES)


def vote_on(meeting: Meeting, matter: Matter) -> VoteRecord | None:
    """The latest counted vote on that matter; None if there was none."""
    question = meeting.voting.last_of(matter)
    return None if question is None else _vote(meeting, question)


def votes_of(meeting: Meeting) -> tuple[VoteRecord, ...]:
    """Every question that has ended, but those that other parts of the minutes tell."""
    ended = (question for question in meeting.voting.questions if not question.is_open)
    return tuple(_vote(meeting, question) for question in ended if not _is_told_apart(meeting, question))


def _is_told_apart(meeting: Meeting, question: Question) -> bool:
    """Part I tells the vote that appointed the minute-taker, II the last on the programme, VI that on the minutes."""
    if question.matter not in _HELD_APART or question != meeting.voting.last_of(question.matter):
        return False
    appointed = question.result is not None and question.result.passed and meeting.minute_taker is not None
    return question.matter is not Matter.MINUTE_TAKER or bool(appointed)


def _vote(meeting: Meeting, question: Question) -> VoteRecord:
    result = question.result
    figures = result is not None and not result.withheld
    return VoteRecord(
        question=question.text,
        form=question.form,
        binding=question.binding,
        majority=question.majority,
        base=question.base if result is None else result.base,
        needed=question.needed if result is None else result.needed,
        entitled=_entitled(meeting, question),
        in_favour=result.in_favour if result and figures else 0,
        against=result.against if result and figures else 0,
        other=result.other if result and figures else 0,
        invalid=result.invalid if result and figures else 0,
        not_voting=result.not_voting if result and figures else 0,
        passed=None if result is None else result.passed,
        withheld=result is not None and result.withheld,
        voided=question.voided,
        may_reveal=question.form is VoteForm.SECRET and len(question.voters) < SMALL_SECRET_POLL,
        reserved=tuple(Reserved(meeting.plan.name_of(one.member), one.text) for one in question.reserved),
        cast_for=tuple(_cast_for(meeting, question)),
    )


def _entitled(meeting: Meeting, question: Question) -> int:
    """Voters that are in the base: an exempt member who was here and gave no answer is not (`roll.base_of`)."""
    took_part = voting.took_part(question)
    exempt = {entry.member for entry in meeting.plan.roll if entry.status is Status.EXEMPT}
    counted = [member for member in question.voters if member not in exempt or member in took_part]
    return len(question.voters if not question.binding else counted)


def _cast_for(meeting: Meeting, question: Question) -> Iterator[CastForAnother]:
    """Answers stated by voice; those entered by a site's keeper are the ordinary way there and carry no note."""
    for member, cast in question.answers.items():
        if cast.entered_by is not None and cast.note:
            yield CastForAnother(meeting.plan.name_of(member), meeting.plan.name_of(cast.entered_by), cast.note)
