"""What a recording's folder holds, read from the journals of its parts."""

import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from recordings.sealed import SealedReader
from signaling.tap_wire import TrackKind

JOURNAL = "-journal.sealed"


@dataclass(frozen=True, slots=True)
class Track:
    """One spell of one member's sound or picture; times are seconds since 1970."""

    place: Path
    member: str
    kind: TrackKind
    at: float
    until: float


@dataclass(frozen=True, slots=True)
class Lack:
    """A time of which something is missing: of one member, or of everybody if the recorder itself was gone."""

    at: float
    until: float
    member: str | None


@dataclass(frozen=True, slots=True)
class Recorded:
    """All of a recording."""

    began_at: float
    until: float
    tracks: tuple[Track, ...]
    lacks: tuple[Lack, ...]


class NothingRecorded(LookupError):
    """No recorder has ever written into this folder."""


class _Line(TypedDict, total=False):
    what: str
    at: float
    file: str
    member: str
    kind: str
    gaps: list[dict[str, float]]


def read(folder: Path, key: bytes) -> Recorded:
    """Return what was recorded; a part that was killed ends where its files end. Raises NothingRecorded, WrongKey."""
    found = (_part(journal, key) for journal in sorted(folder.glob(f"*{JOURNAL}")))
    parts = [part for part in found if part is not None]
    if not parts:
        raise NothingRecorded(folder.name)
    pairs = itertools.pairwise(parts)
    between = [Lack(one.until, other.began_at, None) for one, other in pairs if one.until < other.began_at]
    return Recorded(
        parts[0].began_at,
        parts[-1].until,
        tuple(track for part in parts for track in part.tracks),
        tuple(sorted([*between, *(lack for part in parts for lack in part.lacks)], key=lambda lack: lack.at)),
    )


def _part(journal: Path, key: bytes) -> Recorded | None:
    lines: list[_Line] = [json.loads(line) for line in SealedReader(journal, key).read().splitlines()]
    if not lines:
        return None  # killed before its first word
    ends = {line["file"]: line for line in lines if line["what"] == "end"}
    began_at = lines[0]["at"]
    # A recorder that was killed has no last line; the disk knows when it wrote last.
    until = lines[-1]["at"] if lines[-1]["what"] == "stop" else max(_written_at(journal), lines[-1]["at"])
    tracks: list[Track] = []
    lacks: list[Lack] = []
    for line in lines:
        if line["what"] != "track":
            continue
        place = journal.with_name(line["file"])
        end = ends.get(line["file"])
        ended_at = end["at"] if end is not None else _written_at(place)
        until = max(until, ended_at)
        tracks.append(Track(place, line["member"], TrackKind[line["kind"].upper()], line["at"], ended_at))
        gaps = end["gaps"] if end is not None else []
        lacks += [Lack(line["at"] + gap["at_s"], line["at"] + gap["until_s"], line["member"]) for gap in gaps]
    cuts = [line["at"] for line in lines if line["what"] == "cut"]
    resumed = [*(line["at"] for line in lines if line["what"] == "resumed"), until]
    lacks += [Lack(cut, back, None) for cut, back in zip(cuts, resumed, strict=False)]
    return Recorded(began_at, until, tuple(tracks), tuple(lacks))


def _written_at(place: Path) -> float:
    return place.stat().st_mtime if place.exists() else 0.0
