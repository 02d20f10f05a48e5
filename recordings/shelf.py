"""The shelf: files that are written once, named by meeting and kind, and checked by their SHA-256.

A file appears whole or not at all: it is written beside its place, synced, linked in under its name without
replacing anything, and the folder is synced. After that nobody writes it again, not even this service: the mode
is read-only and a second `put` with other content is refused. The hash lies beside the file, so that `verify`
needs no database; the event log holds it too, and the log is the one to believe.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

READ_ONLY = 0o444
HASH_SUFFIX = ".sha256"
# One path part each: no separator, no leading dot, nothing a file system or a URL reads in its own way.
SAFE_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
SAFE_KIND = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}(\.[A-Za-z0-9]{1,10})?")
READ_BLOCK_BYTES = 1 << 20


class UnsafeName(ValueError):
    """A meeting id or kind that must not become part of a path."""


class OtherContent(Exception):
    """The place is taken by a file with other bytes; the shelf never replaces."""


class NotOnShelf(LookupError):
    """No such file."""


@dataclass(frozen=True, slots=True)
class Damage:
    """One file that is not what was put there.

    `expected` is None for a file without a stored hash, `found` is None for a file that is gone."""

    meeting_id: str
    kind: str
    expected: str | None
    found: str | None


class Shelf:
    """Files of closed meetings under one folder: ROOT/MEETING/KIND, and KIND.sha256 beside it."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, meeting_id: str, kind: str, content: bytes) -> str:
        """Store `content` durably and return its SHA-256 in hex; the same content again is fine.

        `kind` is a file name such as `minutes.pdf`. Returns only after file and folder are synced.
        Raises UnsafeName for a name that is not one plain path part, OtherContent if the place holds other bytes."""
        place = self._place(meeting_id, kind)
        digest = hashlib.sha256(content).hexdigest()
        self._make_folder(place.parent)
        if not place.exists():
            _write_beside(place, content)
        if _digest_of(place) != digest:
            raise OtherContent(f"{meeting_id}/{kind} is on the shelf with other content")
        # Only after the content is known to be ours. A kill before this line leaves a file without its hash,
        # which `verify` reports and the next put of the same content completes.
        if not _hash_place(place).exists():
            _write_beside(_hash_place(place), f"{digest}\n".encode("ascii"))
        return digest

    def open(self, meeting_id: str, kind: str) -> BinaryIO:
        """Open a stored file for reading. Raises NotOnShelf, UnsafeName."""
        try:
            return self._place(meeting_id, kind).open("rb")
        except FileNotFoundError:
            raise NotOnShelf(f"{meeting_id}/{kind}") from None

    def digest(self, meeting_id: str, kind: str) -> str | None:
        """The SHA-256 of the stored file as it is now on disk, or None if there is none."""
        place = self._place(meeting_id, kind)
        return _digest_of(place) if place.exists() else None

    def kinds(self, meeting_id: str) -> tuple[str, ...]:
        """Names of the files stored for a meeting, in order; empty if none."""
        _check(SAFE_PART, meeting_id)
        folder = self._root / meeting_id
        return tuple(sorted(path.name for path in _files_in(folder))) if folder.is_dir() else ()

    def verify(self) -> tuple[Damage, ...]:
        """Read every file again and report those whose hash is not the stored one; empty if all is well."""
        folders = sorted(path for path in self._root.iterdir() if path.is_dir()) if self._root.is_dir() else []
        return tuple(damage for folder in folders for damage in _damage_in(folder))

    def _place(self, meeting_id: str, kind: str) -> Path:
        _check(SAFE_PART, meeting_id)
        _check(SAFE_KIND, kind)
        if kind.endswith(HASH_SUFFIX):
            raise UnsafeName(kind)
        return self._root / meeting_id / kind

    def _make_folder(self, folder: Path) -> None:
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            _sync_folder(folder.parent)


def _check(pattern: re.Pattern[str], name: str) -> None:
    if not pattern.fullmatch(name):
        raise UnsafeName(repr(name))


def _hash_place(place: Path) -> Path:
    return place.with_name(place.name + HASH_SUFFIX)


def _files_in(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_file() and not path.name.startswith(".") and not path.name.endswith(HASH_SUFFIX):
            yield path


def _digest_of(place: Path) -> str:
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write_beside(place: Path, content: bytes) -> None:
    """Write to a temporary neighbour, sync, then link into place: unlike a rename, a link never replaces."""
    descriptor, name = tempfile.mkstemp(prefix=".new-", dir=place.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), READ_ONLY)
            os.fsync(file.fileno())
        _link(temporary, place)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(place.parent)


def _link(temporary: Path, place: Path) -> None:
    try:
        os.link(temporary, place)
    except FileExistsError:
        return  # another put was quicker; the caller compares the content


def _sync_folder(folder: Path) -> None:
    """A rename or link is durable only when the folder is (fsync(2))."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _damage_in(folder: Path) -> Iterator[Damage]:
    hashed = {path.name.removesuffix(HASH_SUFFIX) for path in folder.glob("*" + HASH_SUFFIX)}
    for kind in sorted(hashed | {path.name for path in _files_in(folder)}):
        place = folder / kind
        expected = _hash_place(place).read_text(encoding="ascii").strip() if kind in hashed else None
        found = _digest_of(place) if place.exists() else None
        if found != expected:
            yield Damage(meeting_id=folder.name, kind=kind, expected=expected, found=found)
