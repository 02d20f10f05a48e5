"""A document in words: its head, its lines and tables in order, who signs. No layout, no markup."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Style(Enum):
    """How a line is drawn."""

    HEADING = "heading"
    SUBHEADING = "subheading"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph."""

    style: Style
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table; `widths` are shares of the line."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


Block = Line | Table


TASK_WIDTHS = (3, 17, 10, 10)  # number, task, person, result or deadline


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign: in what capacity, and the full name."""

    label: str
    name: str


def body(text: str) -> Line:
    """A paragraph of the body."""
    return Line(Style.BODY, text)


def heading(text: str) -> Line:
    """A heading of a part."""
    return Line(Style.HEADING, text)


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The whole document. `seal` is the small line at the foot, empty while the meeting goes on.

    `dated_at` is the date of the files: fixed by the meeting, so that writing them twice gives the same bytes.
    """

    title: str
    superior: str
    cell: str
    party: str
    type: str
    subject: str
    blocks: tuple[Block, ...]
    signatures: tuple[Signature, Signature]
    seal: str
    dated_at: datetime
