"""What the mix needs to know of a meeting: chapters, who held the floor when, and what people are called. Pure."""

from datetime import datetime
from pathlib import Path

from recordings.mix import ChapterAt, MixJob
from recordings.mix_picture import Holder
from server.meeting.meeting import Meeting
from server.projections.vietnamese import Words


def job_of(meeting: Meeting, folder: Path, key: bytes, target: Path, began_at: float, words: Words) -> MixJob:
    """Return the job for a recording that began at that second since 1970."""
    plan = meeting.plan
    everybody = {*(entry.member for entry in plan.roll), *(invited.member for invited in plan.invited)}
    return MixJob(
        folder=folder,
        key=key,
        target=target,
        title=f"{plan.cell_name}: {plan.title}",
        gap=words.text("documents-recording-gap"),
        names={member: plan.name_of(member) for member in sorted(everybody)},
        chair=meeting.chair,
        chapters=_chapters(meeting, began_at),
        holders=_holders(meeting, began_at),
    )


def _chapters(meeting: Meeting, began_at: float) -> tuple[ChapterAt, ...]:
    """An item that had begun before the recording did is its first chapter; before any item there is the opening."""
    started = [
        (_seconds(item.started_at, began_at), f"{number}. {item.plan.title}")
        for number, item in enumerate(meeting.agenda.items, start=1)
        if item.started_at is not None
    ]
    before = [title for at_s, title in sorted(started) if at_s <= 0]
    later = [ChapterAt(at_s, title) for at_s, title in sorted(started) if at_s > 0]
    return (ChapterAt(0.0, before[-1] if before else meeting.plan.title), *later)


def _holders(meeting: Meeting, began_at: float) -> tuple[Holder, ...]:
    holders = []
    for one in meeting.floor.contributions:
        if one.written is not None:
            continue
        holders.append(Holder(_seconds(one.from_at, began_at), meeting.line_of(one.member)))
        if one.until_at is not None:
            holders.append(Holder(_seconds(one.until_at, began_at), None))
    return tuple(holders)


def _seconds(at: datetime, began_at: float) -> float:
    return round(at.timestamp() - began_at, 3)
