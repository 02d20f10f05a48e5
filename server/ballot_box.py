"""Sealed secret ballots, without name, order or time, and the key that opens them once.

A ballot is 64 bytes: a version, the answer, the question; sealed in the browser to the question's X25519 key
(libsodium sealed box: 112 bytes, whatever the answer). The private key is in a file of mode 0400 in a directory that
should be in memory (/run) and is in no backup; it is destroyed when the vote is closed. From then on nobody can tell
what a ballot said, not even from an old copy of the database or of its write-ahead log.
"""

import base64
import os
import secrets
import stat
import time
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from sqlalchemy import Connection, delete, insert, select

from server.meeting.identity import MeetingId, QuestionId
from server.meeting.refusal import Refusal
from server.meeting.voting import Answer, BallotCount
from server.tables import ballots

BALLOT_BYTES = 64
SEALED_BYTES = 112
MAGIC = b"CB1"
_ANSWERS = {1: Answer.IN_FAVOUR, 2: Answer.AGAINST, 3: Answer.OTHER}
_CODES = {answer: code for code, answer in _ANSWERS.items()}
ORPHAN_AFTER_S = 60  # far longer than a vote takes from its key to its place in the log
_FOR_FILE_NAMES = str.maketrans("+/", "-_")


class KeyLost(Exception):
    """The key of an open box is gone, as after a reboot: nobody can count it."""


class OthersFolder(Exception):
    """The folder for the keys is not ours alone."""


def ballot(question: QuestionId, answer: Answer) -> bytes:
    """The 64 bytes of a ballot: `CB1`, answer (1 to 3), length of the question's id, the id, zeros."""
    name = question.encode()
    if len(name) > BALLOT_BYTES - 5:
        raise ValueError("question id too long")
    return (MAGIC + bytes([_CODES[answer], len(name)]) + name).ljust(BALLOT_BYTES, b"\0")


def seal(key: str, question: QuestionId, answer: Answer) -> str:
    """A sealed ballot in base64, as browsers make it. `key` is the public key in base64."""
    box = SealedBox(PublicKey(base64.b64decode(key)))
    return base64.b64encode(box.encrypt(ballot(question, answer))).decode()


class BallotBox:
    """Keys in `directory`, made with the first key; ballots in the database."""

    def __init__(self, directory: Path) -> None:
        """Raises OthersFolder if somebody else could read the keys, as where everybody may make folders."""
        self._directory = directory
        if directory.exists():
            self._require_ours()

    def new_key(self) -> str:
        """Make a pair of keys; returns the public one in base64, which is the name of the private one here."""
        private = PrivateKey.generate()
        public = base64.b64encode(private.public_key.encode()).decode()
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._require_ours()
        descriptor = os.open(self._path(public), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        with os.fdopen(descriptor, "wb") as file:
            file.write(private.encode())
        return public

    def destroy_key(self, public: str) -> None:
        """Overwrite and remove the private key; nothing if it is gone."""
        _destroy(self._path(public))

    def destroy_others(self, kept: Collection[str]) -> None:
        """Destroy every key that no open vote needs, as a crash may have left it.

        Younger ones stay: another process may just have made one for a vote that is not in the log yet.
        """
        needed = {self._path(public) for public in kept}
        for path in self._directory.glob("*.key"):
            if path not in needed and time.time() - path.stat().st_mtime > ORPHAN_AFTER_S:
                _destroy(path)

    def has_key(self, public: str) -> bool:
        """Whether the box can still be opened."""
        return self._path(public).exists()

    def put(self, connection: Connection, meeting: MeetingId, question: QuestionId, sealed: str) -> None:
        """Put a ballot in, under a random key. Raises Refusal sealed-malformed."""
        row = {
            "ballot_id": secrets.token_bytes(16),
            "meeting_id": meeting,
            "question_id": question,
            "sealed": sealed_bytes(sealed),
        }
        connection.execute(insert(ballots), row)

    def count(self, connection: Connection, meeting: MeetingId, question: QuestionId, public: str) -> BallotCount:
        """Open every ballot with the private key to `public`, and count. Raises KeyLost."""
        try:
            box = SealedBox(PrivateKey(self._path(public).read_bytes()))
        except (FileNotFoundError, CryptoError):  # gone, or cut short by a crash while it was written or destroyed
            raise KeyLost from None
        query = select(ballots.c.sealed).where(ballots.c.meeting_id == meeting, ballots.c.question_id == question)
        found = Counter(_opened(box, sealed, question) for sealed in connection.execute(query).scalars())
        return BallotCount(found[Answer.IN_FAVOUR], found[Answer.AGAINST], found[Answer.OTHER], invalid=found[None])

    def empty(self, connection: Connection, meeting: MeetingId, question: QuestionId) -> None:
        """Take every ballot out for good."""
        connection.execute(delete(ballots).where(ballots.c.meeting_id == meeting, ballots.c.question_id == question))

    def _require_ours(self) -> None:
        if os.name != "posix":  # elsewhere modes say nothing
            return
        found = self._directory.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_mode & 0o077 or found.st_uid != os.getuid():
            raise OthersFolder(f"{self._directory} must be a folder of the service alone (mode 0700)")

    def _path(self, public: str) -> Path:
        return self._directory / f"{public.translate(_FOR_FILE_NAMES).rstrip('=')}.key"


def sealed_bytes(sealed: str) -> bytes:
    """The 112 bytes of a sealed ballot. Raises Refusal sealed-malformed."""
    try:
        raw = base64.b64decode(sealed, validate=True)
    except ValueError:
        raise Refusal("sealed-malformed") from None
    if len(raw) != SEALED_BYTES:
        raise Refusal("sealed-malformed")
    return raw


def _opened(box: "SealedBox[PrivateKey]", sealed: bytes, question: QuestionId) -> Answer | None:
    """The answer; None for a ballot that cannot be opened, is for another question or says nothing we know."""
    try:
        plain = box.decrypt(sealed)
    except CryptoError:
        return None
    answer = _ANSWERS.get(plain[3]) if len(plain) == BALLOT_BYTES else None
    return answer if answer is not None and plain == ballot(question, answer) else None


def _destroy(path: Path) -> None:
    try:
        path.chmod(0o600)
        with path.open("r+b") as file:
            file.write(bytes(PrivateKey.SIZE))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:  # another process was quicker
        return
