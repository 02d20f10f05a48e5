"""ICE-lite on one port (RFC 8445 2.5): who may reach DTLS and SRTP, and where to send.

We only answer. A remote address counts once a check with our password came from it; media is taken from every such
address and sent to the nominated one, before to the first. On a restart the old credentials answer until the new ones
have nominated.
"""

import secrets
import string
from collections.abc import Callable
from dataclasses import dataclass

from signaling.media import stun
from signaling.media.budget import BARE_AT_ONCE, BARE_PER_S, CHECKS_AT_ONCE, CHECKS_PER_S, PacketBudget
from signaling.media.fan_out import Destination, FanOut

CONSENT_S = 30.0  # RFC 7675 5.1
LINE_LOST_S = 10.0  # browsers check every 2.5 s, aioice every 5 s: two missed
MAX_PATHS = 16
_UFRAG_LETTERS = 8
_PASSWORD_LETTERS = 32
_LETTERS = string.ascii_letters + string.digits

PathKey = tuple[FanOut, tuple[str, int]]


@dataclass(slots=True)
class Path:
    """A remote address that has proved it knows our password."""

    session: "IceSession"
    fan_out: FanOut
    destination: Destination
    checked_at: float


@dataclass(frozen=True, slots=True)
class Credentials:
    """Ours for one generation of ICE, and the remote name that must come with it."""

    ufrag: str
    password: str
    remote_ufrag: str


class IceSession:
    """One connection's ICE. `on_path` is called whenever the path in use changes, `on_move` after it unless none is."""

    def __init__(
        self,
        port: "IceLite",
        remote_ufrag: str,
        now: float,
        on_move: Callable[[], None],
        on_path: Callable[[], None] = lambda: None,
    ) -> None:
        self._in_use: Path | None = None
        self._on_path = on_path
        self.paths: dict[PathKey, Path] = {}
        self.heard_at = now
        self.checks = PacketBudget(now, CHECKS_PER_S, CHECKS_AT_ONCE)
        self.newest = Credentials(_letters(_UFRAG_LETTERS), _letters(_PASSWORD_LETTERS), remote_ufrag)
        self._older: list[Credentials] = []
        self._port = port
        self._on_move = on_move
        port.register(self.newest, self)

    @property
    def in_use(self) -> Path | None:
        """Where to send: what was nominated last; before, what was checked first. None while the line is down.

        A controlling browser nominates with its next check of a path that was answered. Over a slow line that comes
        0.9 to 2.5 s later (measured in Chromium), and any checked path may carry media meanwhile (RFC 8445 12.1).
        """
        return self._in_use

    def restart(self, remote_ufrag: str) -> Credentials:
        """Begin a new generation (RFC 8445 9); the path in use stays until the new one nominates."""
        self._older.append(self.newest)
        self.newest = Credentials(_letters(_UFRAG_LETTERS), _letters(_PASSWORD_LETTERS), remote_ufrag)
        self._port.register(self.newest, self)
        return self.newest

    def note_check(self, path: Path, credentials: Credentials, *, nominates: bool) -> None:
        """Take in a verified check."""
        if nominates and credentials is self.newest:
            self._forget_older()
        if path is not self._in_use and (nominates or self._in_use is None):
            self._use(path)

    def expire(self, now: float) -> None:
        """Forget the paths whose consent has run out."""
        for key, path in list(self.paths.items()):
            if now - path.checked_at > CONSENT_S:
                self._port.forget_path(key)
                self.lose(key)

    def lose(self, key: PathKey) -> None:
        """Forget a path; if it was in use, the one checked last is from now on."""
        path = self.paths.pop(key, None)
        if path is not None and path is self._in_use:
            self._use(max(self.paths.values(), key=lambda one: one.checked_at, default=None))

    def close(self) -> None:
        """Forget everything of this connection."""
        self._forget_older()
        self._port.forget(self.newest)
        for key in self.paths:
            self._port.forget_path(key)
        self.paths.clear()
        self._use(None)

    def _use(self, path: Path | None) -> None:
        self._in_use = path
        self._on_path()
        if path is not None:
            self._on_move()

    def _forget_older(self) -> None:
        for credentials in self._older:
            self._port.forget(credentials)
        self._older.clear()


class IceLite:
    """All the sessions behind one port."""

    def __init__(self) -> None:
        self.refused = 0  # malformed, unknown or unsigned checks
        self._bare: PacketBudget | None = None
        self._sessions: dict[str, tuple[IceSession, Credentials]] = {}
        self._paths: dict[PathKey, Path] = {}

    def register(self, credentials: Credentials, session: IceSession) -> None:
        """Answer checks for these credentials from now on."""
        self._sessions[credentials.ufrag] = (session, credentials)

    def forget(self, credentials: Credentials) -> None:
        """Answer them no more."""
        self._sessions.pop(credentials.ufrag, None)

    def forget_path(self, key: PathKey) -> None:
        """Drop what comes from this address from now on."""
        self._paths.pop(key, None)

    def path(self, fan_out: FanOut, address: tuple[str, int]) -> Path | None:
        """Return the validated path of this source, or None: then nobody may look at its datagrams."""
        return self._paths.get((fan_out, address))

    def on_datagram(self, fan_out: FanOut, address: tuple[str, int], datagram: bytes, now: float) -> None:
        """Answer a check, if it is one of ours; drop and count anything else."""
        transaction = stun.bare_request(datagram)
        if transaction is not None:
            self._answer_bare(fan_out, address, transaction, now)
            return
        try:
            message = stun.parse(datagram)
        except stun.MalformedStun:
            self.refused += 1
            return
        if message.kind == stun.BINDING_INDICATION:
            return  # a keep-alive (RFC 8445 11)
        found = self._verified(message, now)
        if found is None:
            self.refused += 1
            return
        session, credentials = found
        password = credentials.password.encode()
        if message.role is stun.PeerRole.CONTROLLED:
            fan_out.plain(Destination(address), stun.role_conflict(message, password))
            return
        path = self._validated(session, fan_out, address, now)
        if path is not None:
            fan_out.plain(path.destination, stun.success(message, address, password))
            session.note_check(path, credentials, nominates=message.nominates)

    def _answer_bare(self, fan_out: FanOut, address: tuple[str, int], transaction: bytes, now: float) -> None:
        """Tell a page that its network lets UDP through to us; nothing more comes of it."""
        if self._bare is None:
            self._bare = PacketBudget(now, BARE_PER_S, BARE_AT_ONCE)
        if self._bare.spend(now):
            fan_out.plain(Destination(address), stun.bare_success(transaction, address))
        else:
            self.refused += 1

    def _verified(self, message: stun.StunMessage, now: float) -> tuple[IceSession, Credentials] | None:
        if message.kind != stun.BINDING_REQUEST:
            return None
        ufrag, _, remote_ufrag = message.username.partition(":")
        found = self._sessions.get(ufrag)
        if found is None or found[1].remote_ufrag != remote_ufrag or not found[0].checks.spend(now):
            return None
        return found if stun.is_signed_by(message, found[1].password.encode()) else None

    def _validated(self, session: IceSession, fan_out: FanOut, address: tuple[str, int], now: float) -> Path | None:
        key = (fan_out, address)
        path = self._paths.get(key)
        if path is None or path.session is not session:
            if path is not None and now - path.checked_at <= LINE_LOST_S:
                return None  # a living line is not taken over by whoever can write its address on a datagram
            if len(session.paths) >= MAX_PATHS:
                return None
            path = Path(session, fan_out, Destination(address), now)
            self._adopt(key, path)
        path.checked_at = session.heard_at = now
        return path

    def _adopt(self, key: PathKey, path: Path) -> None:
        former = self._paths.get(key)
        if former is not None:  # the same address and another connection: its port was given to somebody else
            former.session.lose(key)
        self._paths[key] = path
        path.session.paths[key] = path


def _letters(count: int) -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(count))
