"""The minutes as a fold: `minutes_of(meeting)` gathers every fact that the document states.

Nothing is decided here that the core has not decided: figures come from the closed questions, presence from the
attendance sheet, texts from the record. Annexes are gathered too; they never change the rest.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from server.meeting import roll, voting
from server.meeting.agenda import Item, Stage, Step
from server.meeting.attendance import AttendanceState
from server.meeting.closing import SCORE_MAXIMA
from server.meeting.floor import Contribution, FloorKind
from server.meeting.identity import ItemId, MemberId, Seat
from server.meeting.meeting import Meeting
from server.meeting.roll import Base, RollEntry, Standing, Status
from server.meeting.rules import Majority, Matter
from server.projections.attendance_sheet import AttendanceRow, AttendanceSheet, attendance_sheet, standing_count
from server.projections.minutes_value import (
    Absence,
    AnnexRecord,
    Assignment,
    Attendance,
    AttendanceCorrection,
    Away,
    ChairChange,
    Closing,
    Conclusion,
    ContentItem,
    Direction,
    Discussion,
    DuesState,
    Late,
    LeftEarly,
    Minutes,
    Opening,
    Person,
    Reasoned,
    RecordingTold,
    Reordered,
    Score,
    Seal,
    SiteHeads,
    Spoken,
    StatusGroup,
    Strength,
    grade_of,
)
from server.projections.minutes_votes import vote_on, votes_of

# Parts III, IV and V by the step of the item; what is in none of them is business, part III.
_DISCUSSION = frozenset({Step.DISCUSSION, Step.CONTRIBUTIONS, Step.SUPERIOR})
_CONCLUDING = frozenset({Step.TASKS, Step.CONCLUSION})
_LAST = frozenset({Step.MINUTES, Step.CLOSE})


def minutes_of(meeting: Meeting, at: datetime, seal: Seal | None = None) -> Minutes:
    """The minutes as they stand at that moment; once they are adopted, `at` changes nothing but the closing part.

    What was adopted is told as it was then; only the closing part and the annexes tell what came after. `seal` is
    the head of the log at the close, None while the meeting goes on."""
    if meeting.as_adopted is None:
        return _told(meeting, at, seal)
    adopted_at = meeting.as_adopted.voting.questions[-1].closed_at
    then = _told(meeting.as_adopted, adopted_at or at, seal)
    return replace(
        then,
        chair_changes_after=_chair_changes(meeting)[len(then.chair_changes) :],
        closing=replace(_closing(meeting), text=then.closing.text, changes=then.closing.changes),
        annexes=_annexes(meeting),
    )


def _told(meeting: Meeting, at: datetime, seal: Seal | None) -> Minutes:
    sheet = attendance_sheet(meeting, at)
    base = _base(meeting, sheet)
    plan = meeting.plan
    items = [item for item in meeting.agenda.items if not item.skipped]
    return Minutes(
        superior_name=plan.superior_name,
        cell_name=plan.cell_name,
        kind=plan.kind,
        title=plan.title,
        starts_at=plan.starts_at,
        started_at=sheet.from_at,
        authorisation=plan.authorisation,
        sites=_sites(meeting, sheet),
        alone=sum(1 for row in sheet.present if not row.site),
        strength=_strength(plan.roll),
        attendance=_attendance(meeting, sheet),
        base=base,
        needed=Majority.MORE_THAN_HALF.needed(base.count),
        observers=_invited(sheet, Seat.OBSERVER),
        guests=_invited(sheet, Seat.GUEST),
        chair=_person(meeting, meeting.chairs[0].member),
        chair_changes=_chair_changes(meeting),
        minute_taker=None if meeting.minute_taker is None else _person(meeting, meeting.minute_taker),
        minute_taker_vote=vote_on(meeting, Matter.MINUTE_TAKER),
        opening=_opening(meeting, items),
        content=tuple(_content(meeting, items)),
        discussion=_discussion(meeting, sheet, items),
        directions=_directions(meeting),
        conclusions=tuple(_conclusions(meeting, items)),
        votes=votes_of(meeting),
        assignments=_assignments(meeting),
        further=tuple(_further(meeting, items)),
        score=_score(meeting),
        skipped=_reasoned(item for item in meeting.agenda.items if item.skipped),
        undone=_reasoned(item for item in items if item.reason and item.plan in plan.items),
        added=_reasoned(item for item in meeting.agenda.items if item.plan not in plan.items),
        closing=_closing(meeting),
        annexes=_annexes(meeting),
        seal=seal,
    )


# Part I


def _sites(meeting: Meeting, sheet: AttendanceSheet) -> tuple[SiteHeads, ...]:
    heads = ((site.name, sum(1 for row in sheet.present if row.site == site.name)) for site in meeting.plan.sites)
    return tuple(SiteHeads(name, number) for name, number in heads if number)


def _strength(entries: tuple[RollEntry, ...]) -> Strength:
    own = [entry for entry in entries if entry.belongs_here]
    groups = (
        StatusGroup(status, tuple(entry.name for entry in entries if entry.status is status))
        for status in Status
        if status is not Status.NORMAL
    )
    return Strength(
        official=sum(1 for entry in own if entry.standing is Standing.OFFICIAL),
        probationary=sum(1 for entry in own if entry.standing is Standing.PROBATIONARY),
        groups=tuple(group for group in groups if group.names),
    )


def _attendance(meeting: Meeting, sheet: AttendanceSheet) -> Attendance:
    here, absent = sheet.present, [row for row in sheet.rated if not row.is_present]
    excused = [row for row in absent if row.state is AttendanceState.ABSENT_WITH_REASON]
    return Attendance(
        official=standing_count(here, Standing.OFFICIAL),
        probationary=standing_count(here, Standing.PROBATIONARY),
        attached_here=sum(1 for row in here if not row.entry.belongs_here),
        excused=tuple(Absence(row.entry.name, row.excuse) for row in excused),
        unexcused=tuple(row.entry.name for row in absent if row not in excused),
        rated_present=sheet.rated_present,
        rated=len(sheet.rated),
        late=tuple(Late(row.entry.name, row.in_at, row.excuse) for row in here if row.late and row.in_at),
        away=tuple(_away(meeting, here)),
        left_early=tuple(LeftEarly(row.entry.name, row.out_at) for row in here if row.left_early and row.out_at),
        corrections=tuple(_corrections(meeting, sheet.rows)),
    )


def _away(meeting: Meeting, rows: tuple[AttendanceRow, ...]) -> Iterator[Away]:
    for row in rows:
        for gap in row.away:
            votes = sum(
                1
                for question in meeting.voting.questions
                if question.opened_at < gap.until_at and (question.closed_at or gap.until_at) > gap.from_at
            )
            yield Away(row.entry.name, gap.from_at, gap.until_at, votes)


def _corrections(meeting: Meeting, rows: tuple[AttendanceRow, ...]) -> Iterator[AttendanceCorrection]:
    for row in rows:
        one = row.correction
        if one is not None:
            author = meeting.plan.name_of(one.by)
            yield AttendanceCorrection(row.entry.name, one.state, author, one.at, one.reason)


def _base(meeting: Meeting, sheet: AttendanceSheet) -> Base:
    """The base of the meeting as a whole: who took part in any vote; before the first, everybody present."""
    present = {row.entry.member for row in sheet.present}
    taken = [voting.took_part(question) for question in meeting.voting.questions if question.result]
    took_part = frozenset[MemberId]().union(*taken) if taken else present
    absent = {entry.member for entry in meeting.plan.roll} - present
    return roll.base_of(meeting.plan.roll, meeting.plan.kind, present, took_part, absent)


def _invited(sheet: AttendanceSheet, seat: Seat) -> tuple[Person, ...]:
    return tuple(Person(row.invited.name, row.invited.title) for row in sheet.invited if row.invited.seat is seat)


def _person(meeting: Meeting, member: MemberId) -> Person:
    entry, invitation = meeting.plan.entry(member), meeting.plan.invitation(member)
    return Person(
        meeting.plan.name_of(member),
        office=invitation.title if invitation else "",
        offices=entry.offices if entry else (),
    )


def _chair_changes(meeting: Meeting) -> tuple[ChairChange, ...]:
    changes = meeting.chairs[1:]
    return tuple(ChairChange(one.from_at, _person(meeting, one.member), one.by_deputy) for one in changes)


# Parts II and III


def _opening(meeting: Meeting, items: list[Item]) -> Opening:
    dues, item = meeting.record.dues, meeting.agenda.step(Step.DUES)
    title = item.plan.title if item else ""
    return Opening(
        text=_texts(meeting, [item for item in items if item.plan.stage is Stage.OPENING]),
        dues=None if dues is None else DuesState(title, dues.paid, dues.due, dues.note),
        programme=vote_on(meeting, Matter.PROGRAMME),
    )


def _texts(meeting: Meeting, items: list[Item]) -> str:
    return "\n".join(meeting.record.items.get(item.plan.id, "") for item in items).strip()


def _content(meeting: Meeting, items: list[Item]) -> Iterator[ContentItem]:
    for item in items:
        business = item.plan.stage is Stage.BUSINESS and item.plan.step not in _DISCUSSION | _CONCLUDING
        if business and item.started_at is not None:
            yield _content_item(meeting, item)


def _content_item(meeting: Meeting, item: Item) -> ContentItem:
    plan = item.plan
    reviewed = (meeting.record.review or meeting.plan.last_tasks) if plan.step is Step.LAST_RESULTS else ()
    return ContentItem(
        title=plan.title,
        presenter=_presented(meeting, item),
        papers=plan.papers,
        text=meeting.record.items.get(plan.id, ""),
        reviewed=reviewed,
    )


def _presented(meeting: Meeting, item: Item) -> Person | None:
    """The planned presenter, if that person did speak under the item: presiding, or given the floor."""
    planned = item.plan.presenter
    if planned is None:
        return None
    had_floor = any(one.member == planned and one.item == item.plan.id for one in meeting.floor.contributions)
    presiding = [one.member for one in meeting.chairs if item.started_at is not None and one.from_at <= item.started_at]
    return _person(meeting, planned) if had_floor or presiding[-1:] == [planned] else None


# Part IV


def _discussion(meeting: Meeting, sheet: AttendanceSheet, items: list[Item]) -> Discussion:
    steps = {item.plan.id: item.plan.step for item in items}
    directed = {direction.speaker for direction in meeting.record.directions}
    heard = [
        one
        for one in meeting.floor.contributions
        if _step(steps, one.item) is not Step.MINUTES and one.member not in directed and not _presents(meeting, one)
    ]
    here = {row.entry.member for row in sheet.present}
    speakers = {one.member for one in heard if one.member in here and one.kind is not FloorKind.POINT_OF_ORDER}
    return Discussion(
        text=_texts(meeting, [item for item in items if item.plan.step in _DISCUSSION]),
        contributions=tuple(_spoken(meeting, sheet, one) for one in heard),
        speakers=len(speakers),
        present=len(here),
        reordered=tuple(Reordered(one.at, one.reason) for one in meeting.floor.reorderings),
    )


def _step(steps: dict[ItemId, Step], item: ItemId | None) -> Step | None:
    return None if item is None else steps.get(item)


def _presents(meeting: Meeting, one: Contribution) -> bool:
    """A presenter's turn under the own item is the presentation, unless the minute-taker wrote down a gist."""
    if one.item is None or one.written is not None or one.id in meeting.record.gists:
        return False
    plan = meeting.agenda.item(one.item).plan
    return plan.presenter == one.member and plan.step not in _DISCUSSION


def _spoken(meeting: Meeting, sheet: AttendanceSheet, one: Contribution) -> Spoken:
    entry, invitation = meeting.plan.entry(one.member), meeting.plan.invitation(one.member)
    row = next((row for row in sheet.rows if row.entry.member == one.member), None)
    length = (one.until_at or sheet.until_at) - one.from_at
    return Spoken(
        name=meeting.plan.name_of(one.member),
        kind=one.kind,
        is_guest=invitation is not None and invitation.seat is Seat.GUEST,
        probationary=entry is not None and entry.standing is Standing.PROBATIONARY,
        office=_person(meeting, one.member).office if entry is None else "",
        place=row.site if row else "",
        gist=meeting.record.gists.get(one.id, one.written or ""),
        written=one.written is not None,
        length_s=int(length.total_seconds()),
    )


def _directions(meeting: Meeting) -> tuple[Direction, ...]:
    return tuple(
        Direction(meeting.plan.name_of(one.speaker), one.text, one.response) for one in meeting.record.directions
    )


# Part V


def _conclusions(meeting: Meeting, items: list[Item]) -> Iterator[Conclusion]:
    for item in items:
        plan, whole = item.plan, item.plan.step in _CONCLUDING
        texts = [meeting.record.items.get(plan.id, "")] if whole else []
        texts.append(meeting.record.conclusions.get(plan.id, ""))
        text = "\n".join(text for text in texts if text)
        if text:
            yield Conclusion("" if whole else plan.title, text)


def _further(meeting: Meeting, items: list[Item]) -> Iterator[ContentItem]:
    for item in items:
        told = item.plan.step in _CONCLUDING | _LAST | _DISCUSSION
        if item.plan.stage is Stage.CLOSING and not told and item.plan.id in meeting.record.items:
            yield _content_item(meeting, item)


def _assignments(meeting: Meeting) -> tuple[Assignment, ...]:
    return tuple(
        Assignment(task.text, "" if task.owner is None else meeting.plan.name_of(task.owner), task.due_on)
        for task in meeting.closing.tasks
    )


def _score(meeting: Meeting) -> Score | None:
    points = meeting.closing.score
    if points is None:
        return None
    return Score(tuple(zip(points, SCORE_MAXIMA, strict=True)), sum(points), grade_of(sum(points)))


def _reasoned(items: Iterable[Item]) -> tuple[Reasoned, ...]:
    return tuple(Reasoned(item.plan.title, item.reason or "") for item in items)


# Part VI


def _closing(meeting: Meeting) -> Closing:
    items = [item for item in meeting.agenda.items if not item.skipped]
    end, last = meeting.closing, [item for item in items if item.plan.step in _LAST]
    reading = {item.plan.id for item in last if item.plan.step is Step.MINUTES}
    sheet = attendance_sheet(meeting, end.closed_at or meeting.opened_at)
    left = [item for item in items if item.started_at is None and item.plan.step is not Step.CLOSE]
    return Closing(
        text=_texts(meeting, last),
        was_read=end.minutes_read_at is not None,
        adoption=vote_on(meeting, Matter.MINUTES),
        changes=tuple(_spoken(meeting, sheet, one) for one in meeting.floor.contributions if one.item in reading),
        unfinished=end.unfinished,
        items_left=tuple(item.plan.title for item in left) if end.closed_at is not None else (),
        ended_after_adoption=_reasoned(_ended_after_adoption(meeting)),
        reason=end.reason or "",
        ended_at=end.closed_at,
        short_min=0 if end.closed_at is None else meeting.minutes_short(end.closed_at),
        recordings=tuple(_recordings(meeting)),
    )


def _recordings(meeting: Meeting) -> Iterator[RecordingTold]:
    """Sound and picture: nothing that is found out after the close may change the document."""
    closed_at = meeting.closing.closed_at
    for one in meeting.recordings:
        decision = one.document if one.question is None else meeting.voting.question(one.question).text
        in_time = one.reported_at is not None and (closed_at is None or one.reported_at <= closed_at)
        yield RecordingTold(
            one.started_at,
            None if one.stopped_at == closed_at else one.stopped_at,
            decision or "",
            one.question is not None,
            one.gaps if in_time else 0,
            one.missing_s if in_time else 0,
        )


def _ended_after_adoption(meeting: Meeting) -> Iterator[Item]:
    """Items left out, or finished with their duty undone, after the minutes were adopted: part V cannot name them."""
    if meeting.as_adopted is not None:
        for item in meeting.agenda.items:
            if item.reason and item.reason != meeting.as_adopted.agenda.item(item.plan.id).reason:
                yield item


def _annexes(meeting: Meeting) -> tuple[AnnexRecord, ...]:
    return tuple(
        AnnexRecord(
            text=one.text,
            reason=one.reason,
            author=meeting.plan.name_of(one.signed_by[0]),
            drafted_at=one.drafted_at,
            signed_by=tuple(meeting.plan.name_of(member) for member in one.signed_by),
        )
        for one in meeting.closing.annexes
    )
