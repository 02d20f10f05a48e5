"""Minutes -> the sentences of the document, once for paper, for Word and for the reading-out on the screen.

The order of the parts is that of 42-HD/BTCTW (2025): I time and people, II opening, III content, IV discussion,
V conclusions, votes and tasks, VI closing. Words come from the catalogue, so that no rule of layout knows Vietnamese
and no sentence knows layout.
"""

from collections.abc import Iterator
from datetime import datetime

from server.meeting.floor import FloorKind
from server.meeting.rules import MeetingKind
from server.projections.document import (
    TASK_WIDTHS,
    Block,
    DocumentText,
    Line,
    Signature,
    Style,
    Table,
    body,
    heading,
)
from server.projections.minutes_decisions import decisions, reasoned, votes, votes_short
from server.projections.minutes_people import chair_change, people
from server.projections.minutes_value import (
    AnnexRecord,
    ContentItem,
    Direction,
    DuesState,
    Minutes,
    Person,
    RecordingTold,
    Spoken,
)
from server.projections.vietnamese import (
    Words,
    comrade,
    count,
    fraction,
    lower_first,
    moment,
    month,
    one_line,
    paragraphs,
    percent,
    phrase,
    sentence,
    time,
)
from server.vietnam_time import HANOI


def minutes_text(minutes: Minutes, words: Words) -> DocumentText:
    """Every sentence of the minutes, in order."""
    blocks = (
        *people(minutes, words),
        *_opening(minutes, words),
        *_content(minutes, words),
        *_discussion(minutes, words),
        *decisions(minutes, words),
        *_closing(minutes, words),
    )
    return _document(minutes, words, words.text("documents-type"), _subject(minutes, words), blocks)


def annex_text(minutes: Minutes, number: int, words: Words) -> DocumentText:
    """The annex of that number, from 1: a correction of adopted minutes, signed by both officers."""
    annex = minutes.annexes[number - 1]
    subject = words.text("documents-annex-subject", number=count(number), subject=_subject(minutes, words))
    return _document(minutes, words, words.text("documents-annex-type"), subject, tuple(_annex(minutes, annex, words)))


def _document(minutes: Minutes, words: Words, kind: str, subject: str, blocks: tuple[Block, ...]) -> DocumentText:
    taker = minutes.minute_taker.name if minutes.minute_taker else ""
    seal = minutes.seal
    return DocumentText(
        title=words.text("documents-file-title", type=kind.capitalize(), subject=subject),
        superior=one_line(minutes.superior_name),
        cell=one_line(minutes.cell_name),
        party=words.text("documents-party"),
        type=kind,
        subject=subject,
        blocks=blocks,
        signatures=(
            Signature(words.text("documents-sign-taker"), one_line(taker)),
            Signature(words.text("documents-sign-chair"), one_line(_signing_chair(minutes).name)),
        ),
        seal=words.text("documents-seal", version=str(seal.version), hash=seal.hash) if seal else "",
        dated_at=minutes.closing.ended_at or minutes.started_at,
    )


def _subject(minutes: Minutes, words: Words) -> str:
    here = minutes.starts_at.astimezone(HANOI)
    if minutes.kind is MeetingKind.REGULAR:
        return words.text("documents-subject-regular", month=month(here), year=str(here.year))
    title, what = lower_first(phrase(minutes.title)), words.text(f"documents-kind-{minutes.kind.value}")
    # A title that says itself what kind of meeting it names needs no second naming.
    return title if title.startswith(what) else words.text("documents-subject", what=what, title=phrase(minutes.title))


def _signing_chair(minutes: Minutes) -> Person:
    """Who presided at the end signs."""
    changes = (*minutes.chair_changes, *minutes.chair_changes_after)
    return changes[-1].chair if changes else minutes.chair


# II


def _opening(minutes: Minutes, words: Words) -> Iterator[Line]:
    opening = minutes.opening
    yield heading(words.text("documents-two"))
    said = [words.text("documents-opening")]
    if opening.dues is not None:
        said.append(_dues(words, opening.dues))
    first = sentence("; ".join(said))
    if opening.programme is not None:
        key = "documents-programme" if opening.programme.passed else "documents-programme-failed"
        first = f"{first} {words.text(key, votes=votes_short(words, opening.programme))}"
    yield body(first)
    yield from map(body, paragraphs(opening.text))


def _dues(words: Words, dues: DuesState) -> str:
    key = "documents-dues-note" if dues.note else "documents-dues"
    title = lower_first(phrase(dues.title)) or words.text("documents-dues-title")
    return words.text(key, title=title, fraction=fraction(dues.paid, dues.due), note=phrase(dues.note))


# III


def _content(minutes: Minutes, words: Words) -> Iterator[Block]:
    yield heading(words.text("documents-three"))
    if not minutes.content:
        yield body(words.text("documents-no-content"))
    for number, item in enumerate(minutes.content, start=1):
        yield from _item(words, number, item)


def _item(words: Words, number: int, item: ContentItem) -> Iterator[Block]:
    title, text = phrase(item.title), paragraphs(item.text)
    if item.presenter and not text and not item.papers and not item.reviewed:
        presenter = comrade(words, item.presenter.name)
        yield body(words.text("documents-item-presented", number=str(number), title=title, presenter=presenter))
        return
    yield Line(Style.SUBHEADING, words.text("documents-item", number=str(number), title=title))
    # A note that names the presenter says it better than a fixed sentence.
    if item.presenter and not any(one_line(item.presenter.name) in line for line in text):
        text = [words.text("documents-presented", name=one_line(item.presenter.name)), *text]
    yield from map(body, text)
    if item.papers:
        yield body(words.text("documents-papers", papers="; ".join(map(phrase, item.papers))))
    if item.reviewed:
        yield _results(words, item)


def _results(words: Words, item: ContentItem) -> Table:
    names = (
        "documents-column-number",
        *(f"documents-results-column-{name}" for name in ("task", "owner", "result")),
    )
    rows = tuple(
        (str(number), one_line(task.text), one_line(task.owner), one_line(task.result))
        for number, task in enumerate(item.reviewed, start=1)
    )
    return Table(tuple(words.text(name) for name in names), rows, TASK_WIDTHS)


# IV


def _discussion(minutes: Minutes, words: Words) -> Iterator[Line]:
    discussion = minutes.discussion
    share = discussion.speakers, discussion.present
    if discussion.contributions:
        yield heading(words.text("documents-four-counted", fraction=fraction(*share), percent=percent(*share)))
    else:
        yield heading(words.text("documents-four"))
    yield from map(body, paragraphs(discussion.text))
    if not discussion.contributions:
        yield body(words.text("documents-no-discussion"))
    for number, spoken in enumerate(discussion.contributions, start=1):
        yield from _contribution(words, str(number), spoken)
    for change in discussion.reordered:
        yield body(words.text("documents-reordered", time=time(words, change.at), reason=phrase(change.reason)))
    for direction in minutes.directions:
        yield from _direction(words, direction)


def _contribution(words: Words, number: str, spoken: Spoken) -> Iterator[Line]:
    about = [phrase(spoken.office)] if spoken.office else []
    about += [words.text("documents-about-probationary")] if spoken.probationary else []
    about += [phrase(spoken.place)] if spoken.place else []
    about += [words.text("documents-about-written")] if spoken.written else []
    about += [words.text("documents-about-order")] if spoken.kind is FloorKind.POINT_OF_ORDER else []
    first, *more = _gist(words, spoken)
    key = "documents-contribution-about" if about else "documents-contribution"
    key += "-guest" if spoken.is_guest else ""
    yield body(words.text(key, number=number, name=one_line(spoken.name), about=", ".join(about), gist=first))
    yield from map(body, more)


def _gist(words: Words, spoken: Spoken) -> list[str]:
    length = max(1, round(spoken.length_s / 60))
    return paragraphs(spoken.gist) or [words.text("documents-no-gist", minutes=count(length))]


def _direction(words: Words, direction: Direction) -> Iterator[Line]:
    first, *more = paragraphs(direction.text)
    answer = paragraphs(direction.response)
    answer[:1] = [_response(words, line) for line in answer[:1]]
    said = words.text("documents-direction", name=one_line(direction.name), text=first)
    if more:
        yield from map(body, [said, *more, *answer])
    else:
        yield body(" ".join([said, *answer[:1]]))
        yield from map(body, answer[1:])


def _response(words: Words, line: str) -> str:
    """The chair's answer goes on in the same sentence if it was written so."""
    if line[0].islower():
        return words.text("documents-response", text=line)
    named = line.casefold().startswith(words.text("documents-comrade", name="").casefold())
    return line if named else words.text("documents-response-said", text=line)


# VI


def _closing(minutes: Minutes, words: Words) -> Iterator[Line]:
    closing = minutes.closing
    yield heading(words.text("documents-six"))
    yield body(_adoption(minutes, words))
    yield from map(body, paragraphs(closing.text))
    yield from (body(chair_change(words, change)) for change in minutes.chair_changes_after)
    if closing.ended_after_adoption:
        ended = "; ".join(reasoned(words, one) for one in closing.ended_after_adoption)
        yield body(words.text("documents-ended-after-adoption", entries=ended))
    if closing.unfinished:
        left = [words.text(f"documents-unfinished-{one.value.replace('_', '-')}") for one in closing.unfinished]
        yield body(words.text("documents-left-open", left="; ".join(left), reason=phrase(closing.reason)))
    if closing.items_left:
        yield body(words.text("documents-items-left", titles="; ".join(map(phrase, closing.items_left))))
    yield from (body(_recording(words, one)) for one in closing.recordings)
    if closing.ended_at is not None:
        yield body(_end(minutes, words, closing.ended_at))
    if closing.short_min and minutes.length_min is not None:
        least = count(minutes.length_min + closing.short_min)
        yield body(words.text("documents-short", short=count(closing.short_min), least=least))


def _recording(words: Words, one: RecordingTold) -> str:
    by = words.text(
        "documents-recording-by-vote" if one.voted else "documents-recording-by-document", decision=phrase(one.decision)
    )
    key = "documents-recording-to-end" if one.until_at is None else "documents-recording"
    until = "" if one.until_at is None else time(words, one.until_at)
    told = words.text(key, **{"from": time(words, one.from_at), "until": until, "by": by})
    if not one.gaps:
        return told
    return f"{told} {words.text('documents-recording-gaps', count=count(one.gaps), seconds=count(one.missing_s))}"


def _adoption(minutes: Minutes, words: Words) -> str:
    closing = minutes.closing
    vote = closing.adoption
    if vote is None or vote.passed is None:
        return words.text("documents-read-only" if closing.was_read else "documents-not-read")
    changes = [
        words.text("documents-change", name=one_line(one.name), text=phrase(_gist(words, one)[0]))
        for one in closing.changes
    ]
    said = (
        words.text("documents-changes", changes="; ".join(changes)) if changes else words.text("documents-no-changes")
    )
    key = "documents-adopted" if vote.is_unanimous else "documents-adopted-divided"
    return words.text(
        key if vote.passed else "documents-adopted-failed",
        fraction=fraction(vote.in_favour, vote.base),
        percent=percent(vote.in_favour, vote.base),
        votes=votes(words, vote),
        changes=said,
    )


def _end(minutes: Minutes, words: Words, ended_at: datetime) -> str:
    length = str(minutes.length_min)
    if ended_at.astimezone(HANOI).date() == minutes.started_at.astimezone(HANOI).date():
        return words.text("documents-end", time=time(words, ended_at), minutes=length)
    return words.text("documents-end-next-day", moment=moment(words, ended_at), minutes=length)


# Annex


def _annex(minutes: Minutes, annex: AnnexRecord, words: Words) -> Iterator[Line]:
    if minutes.closing.ended_at is not None:
        yield body(words.text("documents-annex-closed", moment=moment(words, minutes.closing.ended_at)))
    yield body(
        words.text(
            "documents-annex-author", comrade=comrade(words, annex.author), moment=moment(words, annex.drafted_at)
        )
    )
    yield body(words.text("documents-annex-reason", reason=sentence(annex.reason)))
    yield heading(words.text("documents-annex-text"))
    yield from map(body, paragraphs(annex.text))
    signed = ", ".join(comrade(words, name) for name in annex.signed_by)
    yield body(words.text("documents-annex-signed", names=signed))
