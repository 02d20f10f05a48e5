"""Reads the minutes of a scene as lines of text."""

from server.projections.document import Line
from server.projections.minutes import minutes_of
from server.projections.minutes_text import minutes_text
from server.projections.minutes_value import Minutes
from server.projections.vietnamese import Vietnamese
from tests.meeting.scenes import Scene


def minutes(scene: Scene) -> Minutes:
    return minutes_of(scene.meeting, scene.at)


def lines(scene: Scene, words: Vietnamese) -> list[str]:
    blocks = minutes_text(minutes(scene), words).blocks
    return [block.text.replace("\u00a0", " ") for block in blocks if isinstance(block, Line)]


def line(scene: Scene, words: Vietnamese, start: str) -> str:
    """The one line that begins so; empty if there is none."""
    found = [one for one in lines(scene, words) if one.startswith(start)]
    assert len(found) < 2
    return found[0] if found else ""
