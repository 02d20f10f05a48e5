"""What the chair may say and press next: one sentence to read aloud, one primary step, at most two quiet ones.

The sentence is `script-CODE` in the room's catalogue. It advises; the rules decide.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from server.event_codec import Json
from server.meeting import roll, voting
from server.meeting.agenda import Duty, Item, Step
from server.meeting.identity import MemberId, Role
from server.meeting.meeting import Meeting
from server.meeting.rights import Phase
from server.meeting.roll import RollEntry
from server.meeting.rules import Majority, Matter
from server.meeting.voting import Question


@dataclass(frozen=True, slots=True)
class ScriptStep:
    """Something to press: a command with its fields; `label` is `action-LABEL` in the catalogue."""

    label: str
    command: str
    fields: Mapping[str, Json] = field(default_factory=dict)
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Script:
    """`steps[0]` is the primary one; empty when there is nothing to press."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    steps: tuple[ScriptStep, ...] = ()


def script_of(meeting: Meeting, at: datetime) -> Script:
    """The chair's next step at this moment."""
    if meeting.phase is Phase.CLOSED:
        return Script("closed")
    if meeting.attendance.asked and meeting.voting.open_question is None and meeting.floor.turn is None:
        return _check_in(meeting)
    if meeting.phase is Phase.GATHERING:
        return Script("gathering", _counts(meeting, at), (ScriptStep("call-to-order", "CallToOrder"),))
    question = meeting.voting.open_question
    if question is not None:
        return _while_voting(question)
    if meeting.floor.turn is not None:
        return _while_speaking(meeting, at)
    item = meeting.agenda.current_item
    if item is None:
        return _between_items(meeting)
    return _by_step(meeting, item, at)


def _check_in(meeting: Meeting) -> Script:
    """A keeper says who sits there: the chair looks at the picture, or asks, before they count."""
    asked = meeting.attendance.asked[0]
    fields: dict[str, Json] = {"keeper": asked.keeper}
    names = ", ".join(_name(meeting, member) for member in asked.members)
    confirm = ScriptStep("confirm-check-in", "ConfirmCheckIn", fields)
    decline = ScriptStep("decline-check-in", "DeclineCheckIn", fields)
    return Script("check-in-asked", {"name": _name(meeting, asked.keeper), "names": names}, (confirm, decline))


def _while_voting(question: Question) -> Script:
    left = len(question.voters) - len(voting.took_part(question))
    close = ScriptStep("close-vote", "CloseVote", {"question": question.id})
    more = ScriptStep("extend-vote", "ExtendVote", {"question": question.id, "seconds": 30})
    return Script("vote-open" if left else "vote-all-in", {"left": left}, (close, more))


def _while_speaking(meeting: Meeting, at: datetime) -> Script:
    turn = meeting.floor.turn
    assert turn is not None
    steps = [ScriptStep("end-turn", "EndFloor"), ScriptStep("extend-turn", "ExtendFloor", {"seconds": 60})]
    waiting = meeting.waiting(at)
    if waiting:
        steps.insert(0, _give(meeting, waiting[0]))
        params = {"name": _name(meeting, turn.member), **_invite(meeting, waiting)}
        return Script("next-speaker", params, tuple(steps))
    return Script("speaking", {"name": _name(meeting, turn.member)}, tuple(steps))


def _between_items(meeting: Meeting) -> Script:
    following = _following(meeting)
    if following is None:
        return Script("all-done", {}, (ScriptStep("close-meeting", "CloseMeeting"),))
    return Script("next-item", {"title": following.plan.title}, (_start(following),))


def _by_step(meeting: Meeting, item: Item, at: datetime) -> Script:
    undone = meeting.duty_undone(item.plan.id)
    match item.plan.step, undone:
        case Step.REASON, _:
            return _then_next(meeting, "reason", {"title": meeting.plan.title})
        case Step.MINUTE_TAKER, Duty.MINUTE_TAKER_APPOINTED:
            return _appoint(meeting)
        case Step.ROLL, Duty.ROLL_TAKEN:
            return Script("take-roll", _counts(meeting, at), (ScriptStep("take-roll", "TakeRoll"),))
        case Step.ROLL, _:
            return _then_next(meeting, "roll-taken", _counts(meeting, at))
        case Step.PROGRAMME, Duty.PROGRAMME_ADOPTED:
            return _put_to_vote(meeting, item, Matter.PROGRAMME, "adopt-programme")
        case Step.SCORE, Duty.SCORE_ENTERED:
            return Script("score", {}, (ScriptStep("enter-score", "RecordScore"), *_skip_to_next(meeting)))
        case Step.MINUTES, Duty.MINUTES_ADOPTED:
            return _adopt_minutes(meeting, item)
        case Step.CLOSE, _:
            return Script("close", {}, (ScriptStep("close-meeting", "CloseMeeting"),))
        case Step.SUPERIOR, _:
            return _superior(meeting, item, at)
        case _, Duty.VOTE_HELD:
            return _before_vote(meeting, item, at)
        case _:
            return _ordinary(meeting, item, at)


def _ordinary(meeting: Meeting, item: Item, at: datetime) -> Script:
    speech = _speech(meeting, item, at)
    if speech is not None:
        return speech
    question = _result_of(meeting, item)
    if question is not None:
        return _announce(meeting, question)
    code = "any-other" if item.plan.step in (Step.DISCUSSION, Step.CONTRIBUTIONS) else "item"
    return _then_next(meeting, code, {"title": item.plan.title})


def _before_vote(meeting: Meeting, item: Item, at: datetime) -> Script:
    """A poll taken first is announced as one, and the vote that decides is still the next thing to press."""
    polled = _result_of(meeting, item)
    code = "put-to-vote" if polled is None else _poll_code(polled)
    return _speech(meeting, item, at) or _put_to_vote(meeting, item, Matter.RESOLUTION, code)


def _speech(meeting: Meeting, item: Item, at: datetime) -> Script | None:
    """Who should speak now: those who asked, then whoever presents the item. None if nobody is left."""
    waiting = meeting.waiting(at)
    if waiting:
        return Script("invite", _invite(meeting, waiting), (_give(meeting, waiting[0]), *_skip_to_next(meeting)))
    presenter = item.plan.presenter
    if presenter is None or presenter == meeting.chair or _has_spoken(meeting, presenter, item):
        return None
    if not meeting.attendance.is_present(presenter, at):
        return None
    params: dict[str, str | int] = {"name": _name(meeting, presenter), "title": item.plan.title}
    return Script("presenter", params, (_give(meeting, presenter), *_skip_to_next(meeting)))


def _put_to_vote(meeting: Meeting, item: Item, matter: Matter, code: str) -> Script:
    fields: dict[str, Json] = {"item": item.plan.id, "matter": matter.value}
    return Script(
        code,
        {"title": item.plan.title, "seconds": 60},
        (ScriptStep("open-vote", "OpenVote", fields), *_skip_to_next(meeting)),
    )


def _adopt_minutes(meeting: Meeting, item: Item) -> Script:
    taker = meeting.minute_taker
    if meeting.closing.minutes_read_at is None or meeting.changed_since_read:
        params: dict[str, str | int] = {"name": _name(meeting, taker) if taker else ""}
        return Script("read-minutes", params, (ScriptStep("read-minutes", "ReadMinutes"),))
    return _put_to_vote(meeting, item, Matter.MINUTES, "adopt-minutes")


def _appoint(meeting: Meeting) -> Script:
    taker = meeting.plan.minute_taker
    if taker is None:
        return Script("choose-minute-taker", {}, (ScriptStep("choose-minute-taker", "AppointMinuteTaker"),))
    name = _name(meeting, taker)
    appoint = ScriptStep("appoint-minute-taker", "AppointMinuteTaker", {"member": taker}, {"name": name})
    other = ScriptStep("choose-other", "AppointMinuteTaker")
    return Script("appoint-minute-taker", {"name": name}, (appoint, other))


def _superior(meeting: Meeting, item: Item, at: datetime) -> Script:
    here = meeting.attendance.present(at)
    for invited in meeting.plan.invited:
        waits = invited.member in here and not _has_spoken(meeting, invited.member, item)
        if waits and Role.OBSERVER in meeting.roles(invited.member):
            params: dict[str, str | int] = {"name": invited.name, "title": invited.title}
            return Script("superior", params, (_give(meeting, invited.member), *_skip_to_next(meeting)))
    spoke = [one.member for one in meeting.floor.contributions if one.item == item.plan.id]
    if spoke:
        return _then_next(meeting, "superior-thanks", {"name": _name(meeting, spoke[-1])})
    return _then_next(meeting, "superior-absent", {})


def _announce(meeting: Meeting, question: Question) -> Script:
    result = question.result
    assert result is not None
    params: dict[str, str | int] = {"in_favour": result.in_favour, "base": result.base, "needed": result.needed}
    if not question.is_decided:
        return _then_next(meeting, _poll_code(question), params)
    return _then_next(meeting, "passed" if result.passed else "not-passed", params)


def _poll_code(question: Question) -> str:
    """What to say of a result that decides nothing: nothing is told where it would give single members away."""
    return "withheld" if question.result is not None and question.result.withheld else "poll-result"


def _then_next(meeting: Meeting, code: str, params: Mapping[str, str | int]) -> Script:
    following = _following(meeting)
    steps = (ScriptStep("close-meeting", "CloseMeeting"),) if following is None else (_start(following),)
    return Script(code, params, steps)


def _skip_to_next(meeting: Meeting) -> tuple[ScriptStep, ...]:
    following = _following(meeting)
    return () if following is None else (_start(following),)


def _following(meeting: Meeting) -> Item | None:
    """The next item; once the minutes are adopted only the close can follow."""
    if not meeting.minutes_adopted:
        return meeting.agenda.next_item
    close = meeting.agenda.step(Step.CLOSE)
    return None if close is None or close.is_done or close.plan.id == meeting.agenda.current else close


def _start(item: Item) -> ScriptStep:
    return ScriptStep("start-item", "StartItem", {"item": item.plan.id}, {"title": item.plan.title})


def _give(meeting: Meeting, member: MemberId) -> ScriptStep:
    return ScriptStep("give-floor", "GiveFloor", {"member": member}, {"name": _name(meeting, member)})


def _invite(meeting: Meeting, waiting: tuple[MemberId, ...]) -> dict[str, str | int]:
    entry = meeting.plan.entry(waiting[0])
    return {
        "speaker": _name(meeting, waiting[0]),
        "place": _place(meeting, entry),
        "following": _name(meeting, waiting[1]) if len(waiting) > 1 else "",
    }


def _place(meeting: Meeting, entry: RollEntry | None) -> str:
    """Where the member sits tonight: the site, else the workplace."""
    if entry is None:
        return ""
    site = meeting.attendance.of(entry.member).site or entry.site
    return next((one.name for one in meeting.plan.sites if one.id == site), entry.workplace)


def _counts(meeting: Meeting, at: datetime) -> dict[str, str | int]:
    base = meeting.base(at).count
    here = meeting.attendance.present(at)
    official = sum(1 for entry in meeting.plan.roll if entry.member in here and roll.may_vote(entry))
    return {"official": official, "base": base, "needed": Majority.MORE_THAN_HALF.needed(base)}


def _has_spoken(meeting: Meeting, member: MemberId, item: Item) -> bool:
    return any(one.member == member and one.item == item.plan.id for one in meeting.floor.contributions)


def _result_of(meeting: Meeting, item: Item) -> Question | None:
    counted = [q for q in meeting.voting.questions if q.item == item.plan.id and q.result is not None]
    return counted[-1] if counted else None


def _name(meeting: Meeting, member: MemberId) -> str:
    return meeting.plan.name_of(member)
