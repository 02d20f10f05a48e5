"""What each person sees of a running meeting: a flat map of sections, folded afresh from the meeting.

`shared_view` is the same for everybody of one audience, `own_view` is one person's. The doors send a whole view or
the sections that changed; pages replace sections and never fold events. Who may see what is decided here only: no
partial result of a vote is in any view, and no answer of an open vote before it is closed except one's own; whom
somebody else has entered everybody sees at once, so that a wrong hand is noticed while it can be put right.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum

from server.event_codec import Json, encode
from server.meeting import recording, rights, roll, voting
from server.meeting.agenda import Item, Step
from server.meeting.attendance import AttendanceState, Presence
from server.meeting.identity import MemberId, Role
from server.meeting.meeting import Meeting
from server.meeting.plan import Invited
from server.meeting.restricted import for_guests
from server.meeting.rights import Phase
from server.meeting.roll import RollEntry, Standing, Status
from server.meeting.rules import Majority, Matter
from server.meeting.voting import Question, VoteForm
from server.projections.chair_script import script_of
from server.projections.score_proposal import score_proposal

View = Mapping[str, Json]


class Audience(Enum):
    """Who sees the same shared view."""

    OFFICERS = "officers"  # chair and minute-taker
    MEMBERS = "members"
    OBSERVERS = "observers"  # no reasons of absence, no derivation of the base by name
    GUESTS = "guests"  # as observers, and nothing of restricted items


class Whereabouts(Enum):
    """Where somebody is whom the room has seen."""

    HERE = "here"
    LOST = "lost"  # the line is gone, the grace runs: still present
    GONE = "gone"  # the line was lost, and not back in time
    LEFT = "left"  # on purpose


def audience_of(meeting: Meeting, member: MemberId) -> Audience:
    """The audience a person belongs to."""
    roles = meeting.roles(member)
    if roles & {Role.CHAIR, Role.MINUTE_TAKER}:
        return Audience.OFFICERS
    if Role.MEMBER in roles:
        return Audience.MEMBERS
    return Audience.OBSERVERS if Role.OBSERVER in roles else Audience.GUESTS


def shared_view(meeting: Meeting, audience: Audience, at: datetime) -> dict[str, Json]:
    """Every section that the whole audience sees."""
    return shared_views(meeting, at)[audience]


def shared_views(meeting: Meeting, at: datetime) -> dict[Audience, dict[str, Json]]:
    """The shared view of every audience; what they have in common is folded once."""
    common, known = _common(meeting, at), for_guests(meeting)
    views = {audience: {**common, **_for(audience, meeting, common)} for audience in Audience}
    if known is not meeting:
        common = _common(known, at)
        views[Audience.GUESTS] = {**common, **_for(Audience.GUESTS, known, common)}
    return views


def _common(meeting: Meeting, at: datetime) -> dict[str, Json]:
    view: dict[str, Json] = {
        "meeting": _meeting(meeting),
        "sites": [{"id": site.id, "name": site.name} for site in meeting.plan.sites],
        "check_ins": encode(meeting.attendance.asked),
        "counts": counts(meeting, at),
        "agenda": {
            "order": [item.plan.id for item in meeting.agenda.items],
            "current": meeting.agenda.current,
            "adopted": meeting.voting.has_passed(Matter.PROGRAMME),
        },
        "floor": _floor(meeting),
        "votes": [question.id for question in meeting.voting.questions],
        "tasks": encode(meeting.closing.tasks),
        "score": encode(meeting.closing.score),
        "score_proposed": _proposed(meeting, at),
        "record": _record(meeting),
        "recording": _recording(meeting),
    }
    for entry in meeting.plan.roll:
        view[f"member:{entry.member}"] = _member(meeting, entry, at)
    for invited in meeting.plan.invited:
        if meeting.plan.entry(invited.member) is None:
            view[f"member:{invited.member}"] = _invited(meeting, invited, at)
    for item in meeting.agenda.items:
        view[f"item:{item.plan.id}"] = _item(meeting, item)
    for contribution in meeting.floor.contributions:
        gist = meeting.record.gists.get(contribution.id)
        view[f"contribution:{contribution.id}"] = {**_object(encode(contribution)), "gist": gist}
    return view


def _proposed(meeting: Meeting, at: datetime) -> Json:
    """The points that follow from the facts, while the cell scores its meeting; None for a group that is judged."""
    item = meeting.agenda.current_item
    if item is None or item.plan.step is not Step.SCORE or meeting.phase is Phase.CLOSED:
        return None
    return list(score_proposal(meeting, at).groups)


def _for(audience: Audience, meeting: Meeting, common: View) -> dict[str, Json]:
    view: dict[str, Json] = {"closing": _closing(meeting, audience)}
    for question in meeting.voting.questions:
        view[f"vote:{question.id}"] = _vote(question, audience)
    if audience in (Audience.OFFICERS, Audience.MEMBERS):
        for entry in meeting.plan.roll:
            correction = meeting.attendance.of(entry.member).correction
            view[f"member:{entry.member}"] = {
                **_object(common[f"member:{entry.member}"]),
                "leave": encode(entry.leave),
                "correction": None if correction is None else correction.reason,
            }
    return view


def own_view(meeting: Meeting, member: MemberId, at: datetime) -> dict[str, Json]:
    """The section `me`: roles, rights, own answers, own place in the queue, the chair's script."""
    roles, hears = meeting.roles(member), meeting.hears(member)
    if roles == {Role.GUEST}:
        meeting = for_guests(meeting)
    presence = meeting.attendance.of(member)
    mine = (member, *meeting.attendance.kept_by(member))
    own: dict[str, Json] = {
        "member": member,
        "roles": encode(sorted(role.value for role in roles)),
        "may": encode(sorted(rights.allowed(roles, meeting.phase))),
        "media": encode(meeting.media_rights(member)),
        "open_microphone": meeting.open_microphone(member),
        "hears": hears,
        "place": meeting.floor.place_of(member),
        "keeps": [kept for kept in mine if kept != member],
        "site": presence.site,
        "answers": {
            question.id: {one: question.answers[one].answer.value for one in mine if one in question.answers}
            for question in meeting.voting.questions
            if question.form is VoteForm.OPEN
        },
        "ballots": {
            question.id: [one for one in mine if one in question.voted]
            for question in meeting.voting.questions
            if question.form is VoteForm.SECRET
        },
        "vote": _own_vote(meeting, member, mine),
        "script": encode(script_of(meeting, at)) if Role.CHAIR in roles else None,
    }
    return {"me": own}


def counts(meeting: Meeting, at: datetime) -> dict[str, Json]:
    """The count bar: two numbers that are never mixed, the vote base and the attendance."""
    here = meeting.attendance.present(at)
    summoned = [entry for entry in meeting.plan.roll if entry.is_summoned]
    present = [entry for entry in meeting.plan.roll if entry.member in here]
    lost = [entry for entry in present if not meeting.attendance.of(entry.member).is_connected]
    base = meeting.base(at)
    return {
        "present": len(present),
        "summoned": len(summoned),
        "official_present": sum(1 for entry in present if roll.may_vote(entry)),
        "probationary_present": sum(1 for entry in present if entry.standing is Standing.PROBATIONARY),
        "excused": sum(1 for e in summoned if e.member not in here and e.leave is not None and e.leave.accepted),
        "lost": len(lost),
        "base": base.count,
        "needed": Majority.MORE_THAN_HALF.needed(base.count),
        "majorities": {matter.value: _majority(matter, base.count) for matter in Matter if not matter.in_person_only},
        "derivation": encode(base),
    }


def _majority(matter: Matter, base: int) -> Json:
    """What a question of that matter needs; None for an opinion poll, which binds nobody."""
    if matter is Matter.OPINION:
        return None
    return {"majority": matter.majority.value, "needed": matter.majority.needed(base)}


def next_change_at(meeting: Meeting, at: datetime) -> datetime | None:
    """When a view changes by the clock alone: the next end of a grace. None if nothing is running out."""
    ends = [meeting.attendance.grace_ends_at(member) for member in meeting.attendance.presences]
    return min((end for end in ends if end is not None and end >= at), default=None)


def state_of(meeting: Meeting, entry: RollEntry) -> AttendanceState:
    """How the member stands in the roll, from presence, leave and registry."""
    correction = meeting.attendance.of(entry.member).correction
    if correction is not None:
        return correction.state
    if meeting.attendance.was_here(entry.member):
        return AttendanceState.PRESENT
    if entry.status is Status.EXEMPT:
        return AttendanceState.EXEMPT
    if entry.status is Status.ATTACHED_ELSEWHERE:
        return AttendanceState.ATTACHED_ELSEWHERE
    if not entry.may_enter:
        return AttendanceState.SUSPENDED
    excused = entry.leave is not None and entry.leave.accepted is True
    return AttendanceState.ABSENT_WITH_REASON if excused else AttendanceState.ABSENT_WITHOUT_REASON


def whereabouts(meeting: Meeting, member: MemberId, at: datetime) -> Whereabouts | None:
    """Where the person is; None for who was never here, or is absent by the word of the officers."""
    presence = meeting.attendance.of(member)
    if presence.is_connected:
        return Whereabouts.HERE
    if not presence.spells or presence.corrected() not in (None, AttendanceState.PRESENT):
        return None
    if presence.departed:
        return Whereabouts.LEFT
    return Whereabouts.LOST if meeting.attendance.is_present(member, at) else Whereabouts.GONE


def is_late(meeting: Meeting, presence: Presence) -> bool:
    """Came after the meeting had begun, by more than the grace for lateness."""
    joined_at = presence.first_joined_at
    if joined_at is None or meeting.called_at is None:
        return False
    began_at = max(meeting.plan.starts_at, meeting.called_at)
    return joined_at > began_at + timedelta(seconds=meeting.plan.late_after_s)


def _meeting(meeting: Meeting) -> Json:
    plan = meeting.plan
    return {
        "id": plan.id,
        "title": plan.title,
        "cell": plan.cell_name,
        "superior": plan.superior_name,
        "kind": plan.kind.value,
        "phase": meeting.phase.value,
        "starts_at": encode(plan.starts_at),
        "opened_at": encode(meeting.opened_at),
        "called_at": encode(meeting.called_at),
        "closed_at": encode(meeting.closing.closed_at),
        "chair": meeting.chair,
        "minute_taker": meeting.minute_taker,
        "planned_minute_taker": plan.minute_taker,
        "authorisation": plan.authorisation,
        "ballot_permission": plan.ballot_permission is not None,
        "opening_roll": encode(meeting.attendance.opening_roll),
        "opening_roll_at": encode(meeting.attendance.opening_roll_at),
        "minutes_adopted": meeting.minutes_adopted,
        "reconnect_grace_s": plan.reconnect_grace_s,
    }


def _member(meeting: Meeting, entry: RollEntry, at: datetime) -> Json:
    return {
        "name": entry.name,
        "seat": "member",
        "standing": entry.standing.value,
        "status": entry.status.value,
        "offices": list(entry.offices),
        "place": entry.workplace,
        "summoned": entry.is_summoned,
        "votes": roll.may_vote(entry),
        "state": state_of(meeting, entry).value,
        **_presence(meeting, entry.member, entry.site, at),
    }


def _invited(meeting: Meeting, invited: Invited, at: datetime) -> Json:
    return {
        "name": invited.name,
        "seat": invited.seat.value,
        "place": invited.title,
        "votes": False,
        "summoned": False,
        **_presence(meeting, invited.member, None, at),
    }


def _presence(meeting: Meeting, member: MemberId, usual_site: str | None, at: datetime) -> dict[str, Json]:
    presence = meeting.attendance.of(member)
    where = whereabouts(meeting, member, at)
    return {
        "connected": presence.is_connected,
        "where": None if where is None else where.value,
        "waited_for_until": encode(meeting.attendance.grace_ends_at(member)) if where is Whereabouts.LOST else None,
        "via": presence.via,
        "site": presence.site or usual_site,
        "joined_at": encode(presence.first_joined_at),
        "left_at": encode(presence.last_left_at),
        "late": is_late(meeting, presence),
        "heard": meeting.media_rights(member).audio,
    }


def _floor(meeting: Meeting) -> Json:
    floor = meeting.floor
    return {
        "turn": encode(floor.turn),
        "queue": encode(floor.queue),
        "free_discussion": floor.free_discussion,
        "last_reordering": encode(floor.reorderings[-1]) if floor.reorderings else None,
    }


def _recording(meeting: Meeting) -> Json:
    """What goes on now, with the words of its decision, and the permission without which there is none."""
    now = recording.running(meeting.recordings)
    running: Json = None
    if now is not None:
        decision = now.document if now.question is None else meeting.voting.question(now.question).text
        running = {
            "number": now.number,
            "by": now.by,
            "voted": now.question is not None,
            "decision": decision,
            "started_at": encode(now.started_at),
        }
    return {"permission": meeting.plan.recording_permission, "running": running, "count": len(meeting.recordings)}


def _item(meeting: Meeting, item: Item) -> Json:
    return {
        **_object(encode(item.plan)),
        "started_at": encode(item.started_at),
        "finished_at": encode(item.finished_at),
        "skipped": item.skipped,
        "reason": item.reason,
        "text": meeting.record.items.get(item.plan.id),
        "conclusion": meeting.record.conclusions.get(item.plan.id),
        "undone": encode(meeting.duty_undone(item.plan.id)),
    }


def _vote(question: Question, audience: Audience) -> Json:
    part = voting.took_part(question)
    seen: dict[str, Json] = {
        "id": question.id,
        "text": question.text,
        "matter": question.matter.value,
        "form": question.form.value,
        "binding": question.binding,
        "majority": question.majority.value,
        "item": question.item,
        "opened_at": encode(question.opened_at),
        "duration_s": question.duration_s,
        "closed_at": encode(question.closed_at),
        "base": question.base,
        "needed": question.needed,
        "derivation": encode(question.base_at_closing or question.base_at_opening),
        "voters": len(question.voters),
        "voted": len(part),
        "ballot_key": question.ballot_key if question.is_open else None,
        "voided": question.voided,
        "result": encode(question.result),
        "reserved": encode(question.reserved),
    }
    if question.form is VoteForm.OPEN:
        if not question.is_open:
            seen["answers"] = {
                member: {"answer": cast.answer.value, "entered_by": cast.entered_by, "note": cast.note}
                for member, cast in question.answers.items()
            }
        else:
            entered = {member: cast.entered_by for member, cast in question.answers.items() if cast.entered_by}
            seen["entered"] = encode(entered)
            if audience is Audience.OFFICERS:
                seen["not_yet"] = [member for member in question.voters if member not in part]
    return seen


def _own_vote(meeting: Meeting, member: MemberId, mine: tuple[MemberId, ...]) -> Json:
    """For the open question: whom I may vote for, and why I may not."""
    question = meeting.voting.open_question
    if question is None:
        return None
    return {
        "question": question.id,
        "for": [one for one in mine if one in question.voters],
        "refused": None if member in question.voters else _why_no_vote(meeting, member),
    }


def _why_no_vote(meeting: Meeting, member: MemberId) -> str:
    entry = meeting.plan.entry(member)
    if entry is None:
        return "no-vote-observer"
    if entry.standing is Standing.PROBATIONARY:
        return "no-vote-probationary"
    return "not-on-voters-list" if roll.may_vote(entry) else "no-vote-status"


def _record(meeting: Meeting) -> Json:
    return {
        "dues": encode(meeting.record.dues),
        "directions": encode(meeting.record.directions),
        "review": encode(meeting.record.review or meeting.plan.last_tasks),
        "minutes_read_at": encode(meeting.closing.minutes_read_at),
    }


def _closing(meeting: Meeting, audience: Audience) -> Json:
    closed = meeting.phase is Phase.CLOSED
    left = meeting.closing.unfinished if closed else meeting.unfinished()
    return {
        "unfinished": [one.value for one in left] if closed or audience is Audience.OFFICERS else [],
        "reason": meeting.closing.reason,
        "standing_tasks": meeting.closing.standing_tasks,
        "least_minutes": meeting.least_minutes,
        "filed": encode(meeting.closing.filed),
        "annexes": encode(meeting.closing.annexes),
    }


def _object(value: Json) -> dict[str, Json]:
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value
