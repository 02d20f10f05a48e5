"""Everything that an operator can set: one frozen Settings, read once from the environment.

Each setting is one declaration: how it is read, default, unit, sentence. `chibo settings` prints them, and
server/settings.md is that print. A secret may also come from a file, as compose and systemd hand them over:
CHIBO_TURN_SECRET_FILE names a file that holds CHIBO_TURN_SECRET."""

import hashlib
import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PREFIX = "CHIBO_"
IN_MEMORY = Path("/dev/shm")  # noqa: S108  Linux's file system in memory (shm_overview(7))
MASK = "***"
# Names in the same family that are not ours to read: the Makefile's and the tests' own.
FOREIGN = re.compile(r"CHIBO_(NODE$|TEST_)")
_PASSWORD_IN_URL = re.compile(r"(?<=://)([^:/@]*):[^@]*@")

_PERSON_IN_URL = re.compile(r"(?<=://)([^:/@]+)@")

T = TypeVar("T")


class InvalidSetting(ValueError):
    """A setting that cannot be read; the sentence names it and says what is expected."""


def _text(raw: str) -> str:
    return raw


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(raw: str) -> str:
        if raw not in choices:
            raise ValueError(f"expected {' or '.join(choices)}")
        return raw

    return read


def _from(least: int, most: int) -> Callable[[str], int]:
    def read(raw: str) -> int:
        if not re.fullmatch(r"[0-9]{1,15}", raw) or not least <= int(raw) <= most:
            raise ValueError(f"expected a whole number from {least} to {most}")
        return int(raw)

    return read


def _path(raw: str) -> Path | None:
    return Path(raw).expanduser().absolute() if raw else None


def _folder(raw: str) -> Path:
    if not raw:
        raise ValueError("expected a folder")
    return Path(raw).expanduser().absolute()


def _web_address(raw: str) -> str:
    parts = urlsplit(raw)
    if raw and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/")):
        raise ValueError("expected http(s)://host[:port] without a path")
    return raw.rstrip("/")


def _words(raw: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in raw.split(",") if part.strip())


def _web_addresses(raw: str) -> tuple[str, ...]:
    return tuple(_web_address(word) for word in _words(raw))


def _ip_addresses(raw: str) -> tuple[str, ...]:
    return tuple(str(ipaddress.ip_address(word)) for word in _words(raw))


def _networks(raw: str) -> tuple[str, ...]:
    return tuple(str(ipaddress.ip_network(word)) for word in _words(raw))


def _zone(raw: str) -> ZoneInfo:
    try:
        return ZoneInfo(raw)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise ValueError("expected a time zone such as Asia/Ho_Chi_Minh") from unknown


def _setting(read: Callable[[str], T], default: str, unit: str, sentence: str, *, secret: bool = False) -> T:
    about = {"read": read, "default": default, "unit": unit, "sentence": sentence, "secret": secret}
    return field(default_factory=lambda: read(default), metadata=about)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Settings:
    """What the operator decided. `Settings()` is all defaults; `read_settings(os.environ)` is the real one."""

    # --- where things are kept ---
    data_dir: Path = _setting(_folder, "var", "folder", "Where database, filed minutes, papers and certificates live.")
    ballot_key_dir: Path | None = _setting(
        _path,
        "",
        "folder",
        "Where keys of open secret votes lie until they are destroyed. Empty means a folder in memory (/dev/shm), or "
        "one in the data folder where there is no such thing.",
    )
    database_url: str = _setting(
        _text, "", "URL", "SQLAlchemy address of the database; empty means SQLite in the data folder.", secret=True
    )
    database_password: str = _setting(
        _text, "", "text", "Password of the database, if its address names a person but no password.", secret=True
    )

    # --- the door ---
    host: str = _setting(_text, "127.0.0.1", "address", "Address that pages and sockets are served on.")
    port: int = _setting(_from(0, 65535), "8080", "TCP port", "Port that pages and sockets are served on.")
    public_url: str = _setting(
        _web_address, "", "URL", "Address that people type; empty means http://localhost with the port."
    )
    other_origins: tuple[str, ...] = _setting(
        _web_addresses, "", "URLs, comma", "Further addresses whose pages may use this service."
    )
    trusted_proxies: tuple[str, ...] = _setting(
        _networks, "", "networks, comma", "Proxies whose X-Forwarded-For is believed; from all others it is ignored."
    )
    tls_certificate: Path | None = _setting(_path, "", "file", "Certificate chain (PEM), if no proxy does HTTPS.")
    tls_key: Path | None = _setting(_path, "", "file", "Private key of that certificate (PEM).")
    stop_timeout_s: int = _setting(
        _from(0, 300), "10", "seconds", "How long a stop waits for pages to be told and work to end."
    )

    # --- sound and sight ---
    media_host: str = _setting(_text, "0.0.0.0", "address", "Address that sound and picture are received on.")  # noqa: S104
    media_port: int = _setting(_from(0, 65535), "8080", "UDP port", "The port of sound and picture.")
    media_workers: int = _setting(
        _from(1, 64),
        "1",
        "processes",
        "Processes that forward sound and picture, one per core at most; each takes the next UDP port.",
    )
    media_joins: str = _setting(
        _one_of("auto", "off"),
        "auto",
        "word",
        "Whether one viewer's packets leave together, which is cheaper; off if pictures are missing and sound is not.",
    )
    media_addresses: tuple[str, ...] = _setting(
        _ip_addresses, "", "addresses, comma", "Addresses told to browsers for media; empty means this machine's own."
    )
    turn_urls: tuple[str, ...] = _setting(
        _words, "", "URLs, comma", "TURN relays for members behind strict firewalls, such as turn:turn.example:3478."
    )
    turn_secret: str = _setting(
        _text, "", "text", "Secret shared with the TURN relay, from which each member's pass is made.", secret=True
    )
    recording_days: int = _setting(
        _from(1, 3650), "90", "days", "How long recordings are kept after the close of their meeting."
    )
    turn_pass_s: int = _setting(_from(60, 86_400), "14400", "seconds", "How long a member's TURN pass is good for.")

    metrics_token: str = _setting(
        _text,
        "",
        "text",
        "Secret with which a monitoring system may read /metrics; without one there is none.",
        secret=True,
    )

    # --- people ---
    session_idle_s: int = _setting(
        _from(60, 604_800), "1800", "seconds", "A session ends after this long without a request or an open room."
    )
    session_longest_s: int = _setting(
        _from(60, 2_592_000), "43200", "seconds", "A session ends this long after sign-in, whatever happens."
    )
    invitation_s: int = _setting(
        _from(60, 2_592_000), "86400", "seconds", "How long a personal invitation link can be used."
    )
    language: str = _setting(_one_of("vi", "en"), "vi", "language", "Language of pages before somebody chooses.")
    time_zone: ZoneInfo = _setting(_zone, "Asia/Ho_Chi_Minh", "time zone", "Zone in which times are shown and typed.")

    # --- the demo, and what is written down ---
    virtual_members: int = _setting(
        _from(0, 60), "6", "members", "Virtual members of the demo, with real sound and picture; 14 play at most."
    )
    log_format: str = _setting(
        _one_of("auto", "json", "text"), "auto", "word", "Log lines as json or text; auto is text on a terminal."
    )
    log_level: str = _setting(
        _one_of("debug", "info", "warning", "error"), "info", "word", "Least weighty lines that are written."
    )

    def __post_init__(self) -> None:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise InvalidSetting("CHIBO_TLS_CERTIFICATE and CHIBO_TLS_KEY go together.")
        if self.database_password and not _PERSON_IN_URL.search(self.database_url):
            raise InvalidSetting("CHIBO_DATABASE_PASSWORD needs a CHIBO_DATABASE_URL with a person and no password.")
        if self.turn_urls and not self.turn_secret:
            raise InvalidSetting("CHIBO_TURN_URLS needs CHIBO_TURN_SECRET.")

    @property
    def database_address(self) -> str:
        """The database's SQLAlchemy address, SQLite in the data folder if none was set."""
        if not self.database_password:
            return self.database_url or f"sqlite:///{self.data_dir / 'chibo.db'}"
        return _PERSON_IN_URL.sub(rf"\1:{quote(self.database_password, safe='')}@", self.database_url)

    @property
    def shelf_folder(self) -> Path:
        """Where filed minutes stand."""
        return self.data_dir / "shelf"

    @property
    def recording_folder(self) -> Path:
        """Where recordings lie, sealed; never copied by a backup."""
        return self.data_dir / "recordings"

    @property
    def recording_key(self) -> Path:
        """The key that wraps the keys of recordings; made with the first one."""
        return self.data_dir / "recording.key"

    @property
    def paper_folder(self) -> Path:
        """Where attached papers lie."""
        return self.data_dir / "papers"

    @property
    def ballot_key_folder(self) -> Path:
        """Where keys of open secret votes lie until they are destroyed; never copied by a backup.

        In memory if it can be had: nobody can promise that what was written to an SSD, or into a snapshot of a disk,
        is ever gone. There it survives a crash of the service, and after a reboot the vote is held again."""
        if self.ballot_key_dir is not None:
            return self.ballot_key_dir
        if not (IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK)):
            return self.data_dir / "ballot-keys"
        one = hashlib.sha256(str(self.data_dir).encode()).hexdigest()[:16]  # services side by side keep apart
        return IN_MEMORY / f"chibo-{os.getuid()}-{one}"

    @property
    def address(self) -> str:
        """The address that people type, without a slash at the end."""
        scheme = "https" if self.tls_certificate else "http"
        return self.public_url or f"{scheme}://localhost:{self.port}"

    @property
    def origins(self) -> tuple[str, ...]:
        """Every origin whose pages may post forms and open sockets."""
        return (self.address, *self.other_origins)

    @property
    def secure_cookies(self) -> bool:
        """Whether cookies may only travel over HTTPS: whenever people come by HTTPS, so it cannot be set wrong."""
        return self.address.startswith("https://")

    def __repr__(self) -> str:
        shown = ", ".join(f"{setting.name}={setting.shown(self)}" for setting in DECLARATIONS)
        return f"Settings({shown})"


@dataclass(frozen=True, slots=True)
class Declaration:
    """One setting as it is declared, for the table and the tests."""

    name: str
    default: str
    unit: str
    sentence: str
    secret: bool
    read: Callable[[str], object]

    @property
    def variable(self) -> str:
        return PREFIX + self.name.upper()

    def shown(self, settings: Settings) -> str:
        """The value for people and logs: a secret is masked, an address keeps all but its password."""
        value = getattr(settings, self.name)
        if not self.secret or not value:
            return repr(value)
        return repr(_PASSWORD_IN_URL.sub(rf"\1:{MASK}@", value) if "://" in value else MASK)


DECLARATIONS: tuple[Declaration, ...] = tuple(Declaration(name=spec.name, **spec.metadata) for spec in fields(Settings))


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read every setting; a name that is missing or empty means its default.

    Raises InvalidSetting for a value that cannot be read, and for a CHIBO_ name that is none of ours: a slip of the
    pen in a name must not be a silent default."""
    known = {declaration.variable: declaration for declaration in DECLARATIONS}
    known_files = {f"{declaration.variable}_FILE" for declaration in DECLARATIONS if declaration.secret}
    for name in environment:
        if name.startswith(PREFIX) and name not in known.keys() | known_files and not FOREIGN.match(name):
            raise InvalidSetting(f"{name} is not a setting; `chibo settings` lists them.")
    values = {}
    for variable, declaration in known.items():
        raw = _raw(environment, declaration)
        if not raw:
            continue
        try:
            values[declaration.name] = declaration.read(raw)
        except ValueError as refused:
            # The value is not repeated: it may be a secret, and the sentence may reach a log.
            raise InvalidSetting(f"{variable} cannot be read: {refused}.") from None
    return Settings(**values)  # type: ignore[arg-type]  # each value was read by its own field's reader


def _raw(environment: Mapping[str, str], declaration: Declaration) -> str:
    raw = environment.get(declaration.variable, "").strip()
    file = environment.get(f"{declaration.variable}_FILE", "").strip() if declaration.secret else ""
    if raw or not file:
        return raw
    try:
        return Path(file).read_text().strip()
    except OSError as missing:
        raise InvalidSetting(f"{declaration.variable}_FILE cannot be read: {missing.strerror}.") from None


def as_table() -> str:
    """Return all settings as a Markdown table."""
    rows = ["| Variable | Default | Unit | What it is |", "|---|---|---|---|"]
    for one in DECLARATIONS:
        also = f" Or a file: `{one.variable}_FILE`." if one.secret else ""
        default = f"`{one.default}`" if one.default else "(empty)"
        rows.append(f"| `{one.variable}` | {default} | {one.unit} | {one.sentence}{also} |")
    return "\n".join(rows) + "\n"
