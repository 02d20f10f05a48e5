"""Recordings encrypted at rest: a key for each recording, wrapped by the service's own, and files sealed in pieces.

A sealed file is a libsodium secretstream (XChaCha20-Poly1305): pieces cannot be altered, moved, left out or added
without it being seen. A file cut short by a crash reads up to its last whole piece. To forget a recording its key is
destroyed first and its files after: a copy of them that somebody kept says nothing any more.
"""

import os
import secrets
import struct
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import BinaryIO

from nacl import bindings
from nacl.exceptions import CryptoError
from nacl.secret import Aead

KEY_BYTES = bindings.crypto_secretstream_xchacha20poly1305_KEYBYTES
MAGIC = b"CBR1"
MAX_PIECE_BYTES = 1 << 20
_HEADER_BYTES = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
_OVERHEAD_BYTES = bindings.crypto_secretstream_xchacha20poly1305_ABYTES
_PIECE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
_LAST_PIECE = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL
_LENGTH = struct.Struct("!I")


class WrongKey(Exception):
    """The key does not open this, or it was changed."""


class KeyDestroyed(LookupError):
    """The recording was forgotten: nobody can open it any more."""


class SealedWriter:
    """Writes a new sealed file; what was written can be read when `write` returns."""

    def __init__(self, place: Path, key: bytes) -> None:
        """Raises FileExistsError: a file is never written over."""
        self._file = open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb", buffering=0)  # noqa: SIM115
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        self._file.write(MAGIC + bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, key))

    def write(self, content: bytes | bytearray | memoryview) -> int:
        """Append, and return how much: what whoever writes into files expects."""
        view = memoryview(content).cast("B")
        for start in range(0, len(view), MAX_PIECE_BYTES):
            self._push(bytes(view[start : start + MAX_PIECE_BYTES]), _PIECE)
        return len(view)

    def close(self) -> None:
        """Say that this is the end, and have it on the disk. Calling it twice is harmless."""
        if not self._file.closed:
            self._push(b"", _LAST_PIECE)
            os.fsync(self._file.fileno())
            self._file.close()

    def _push(self, piece: bytes, tag: int) -> None:
        sealed = bindings.crypto_secretstream_xchacha20poly1305_push(self._state, piece, None, tag)
        self._file.write(_LENGTH.pack(len(sealed)) + sealed)


class SealedReader:
    """Reads a sealed file from its beginning, like a file that cannot seek."""

    def __init__(self, place: Path, key: bytes) -> None:
        """Raises KeyDestroyed or FileNotFoundError; a wrong key is seen at the first `read`."""
        self.is_whole = False  # once read to an end that the writer has set
        self._file = place.open("rb")
        self._pieces = self._open_pieces(key)
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        """Return up to so many bytes, fewer only at the end. Raises WrongKey."""
        parts, held = [self._rest], len(self._rest)
        while size < 0 or held < size:
            piece = next(self._pieces, None)
            if piece is None:
                break
            parts.append(piece)
            held += len(piece)
        joined = b"".join(parts)
        taken = joined if size < 0 else joined[:size]
        self._rest = joined[len(taken) :]
        return taken

    def pieces(self) -> Iterator[bytes]:
        """Return what was not read yet, piece by piece as it was written. Raises WrongKey."""
        rest, self._rest = self._rest, b""
        if rest:
            yield rest
        yield from self._pieces

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _open_pieces(self, key: bytes) -> Generator[bytes, None, None]:
        head = self._file.read(len(MAGIC) + _HEADER_BYTES)
        if len(head) < len(MAGIC) + _HEADER_BYTES:
            return  # killed before its first byte was written
        if not head.startswith(MAGIC):
            raise WrongKey("no sealed file")
        state = bindings.crypto_secretstream_xchacha20poly1305_state()
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, head[len(MAGIC) :], key)
        while not self.is_whole:
            sealed = self._next_sealed()
            if sealed is None:
                return
            try:
                piece, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, sealed)
            except (CryptoError, RuntimeError) as refused:
                raise WrongKey("the key does not open this") from refused
            self.is_whole = tag == _LAST_PIECE
            if piece:
                yield piece

    def _next_sealed(self) -> bytes | None:
        size = _next_length(self._file)
        sealed = self._file.read(size) if size else b""
        return sealed if size and len(sealed) == size else None


def length(place: Path) -> int:
    """Return how many bytes are sealed in a whole file, without opening them."""
    total = 0
    with place.open("rb") as file:
        file.seek(len(MAGIC) + _HEADER_BYTES)
        while size := _next_length(file):
            total += size - _OVERHEAD_BYTES
            file.seek(size, os.SEEK_CUR)
    return total


class RecordingKeys:
    """The keys of recordings: each in a file of its own, wrapped by a master key that lies with the service's own."""

    def __init__(self, master: Path) -> None:
        self._master = master

    def make(self, place: Path, recording: str) -> bytes:
        """Make a recording's key and keep it, wrapped, in a new file. Raises FileExistsError."""
        key = secrets.token_bytes(KEY_BYTES)
        wrapped = bytes(Aead(self._master_key()).encrypt(key, recording.encode()))
        with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(wrapped)
            file.flush()
            os.fsync(file.fileno())
        return key

    def open(self, place: Path, recording: str) -> bytes:
        """Return a recording's key. Raises KeyDestroyed, WrongKey (another master key, or another recording's)."""
        try:
            wrapped = place.read_bytes()
        except FileNotFoundError:
            raise KeyDestroyed(recording) from None
        try:
            return Aead(self._master_key()).decrypt(wrapped, recording.encode())
        except (CryptoError, ValueError) as refused:
            raise WrongKey(recording) from refused

    def _master_key(self) -> bytes:
        """Made once, at the first recording: most services never make one."""
        if not self._master.exists():
            beside = self._master.with_name(f".{self._master.name}.{secrets.token_hex(4)}")
            with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(secrets.token_bytes(Aead.KEY_SIZE))
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(beside, self._master)  # unlike a rename it never replaces: the first one wins
            except FileExistsError:
                pass
            finally:
                beside.unlink()
        return self._master.read_bytes()


def destroy_key(place: Path) -> None:
    """Write over a wrapped key and remove it; a key that is gone is no mistake."""
    try:
        with place.open("r+b") as file:
            file.write(bytes(place.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        place.unlink()
    except FileNotFoundError:
        return


def _next_length(file: BinaryIO) -> int:
    head = file.read(_LENGTH.size)
    return _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
