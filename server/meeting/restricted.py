"""What is for the cell and its superior only: criticism and self-criticism, members by name. No guest is there.

Step 8 of the regular meeting has restricted visibility; guests are invited for part of a meeting, "no restricted
items". The superior's representative (observer) attends all of it.
"""

from dataclasses import replace

from server.meeting.agenda import Item
from server.meeting.floor import Contribution, Floor
from server.meeting.identity import ItemId
from server.meeting.meeting import Meeting
from server.meeting.rules import Matter
from server.meeting.voting import Question


def for_guests(meeting: Meeting) -> Meeting:
    """The meeting as guests may know it: without what was written, said and voted in restricted items.

    The meeting itself if nothing restricted has begun.
    """
    hidden = {item.plan.id: item for item in meeting.agenda.items if item.plan.is_restricted and item.started_at}
    if not hidden:
        return meeting
    spoken = {one.id for one in meeting.floor.contributions if one.item in hidden}
    record = meeting.record
    return replace(
        meeting,
        agenda=replace(meeting.agenda, items=tuple(_bare(item) for item in meeting.agenda.items)),
        floor=_floor(meeting.floor, hidden, is_now=meeting.agenda.current in hidden),
        voting=replace(meeting.voting, questions=tuple(q for q in meeting.voting.questions if not _belongs(q, hidden))),
        record=replace(
            record,
            items={item: text for item, text in record.items.items() if item not in hidden},
            conclusions={item: text for item, text in record.conclusions.items() if item not in hidden},
            gists={one: text for one, text in record.gists.items() if one not in spoken},
        ),
        as_adopted=None if meeting.as_adopted is None else for_guests(meeting.as_adopted),
    )


def _bare(item: Item) -> Item:
    return replace(item, reason=None) if item.plan.is_restricted else item


def _floor(floor: Floor, hidden: dict[ItemId, Item], *, is_now: bool) -> Floor:
    kept: tuple[Contribution, ...] = tuple(one for one in floor.contributions if one.item not in hidden)
    if is_now:
        return replace(floor, queue=(), turn=None, contributions=kept, reorderings=())
    return replace(floor, contributions=kept)


def _belongs(question: Question, hidden: dict[ItemId, Item]) -> bool:
    """Put to such an item, or while one was on the table. The vote on the minutes is everybody's to know."""
    if question.matter is Matter.MINUTES:
        return False
    return question.item in hidden or any(_was_current(item, question) for item in hidden.values())


def _was_current(item: Item, question: Question) -> bool:
    if item.started_at is None or question.opened_at < item.started_at:
        return False
    return item.finished_at is None or question.opened_at < item.finished_at
