"""What the pages are given by the roof, and what every handler finds at its desk."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import Protocol

from aiohttp import web

from recordings.keeper import Keeper
from recordings.shelf import Shelf
from server import vietnam_time
from server.accounts import Accounts, Session
from server.catalogue import Catalogue
from server.database import Database
from server.live_meetings import LiveMeetings
from server.meeting_papers import MeetingPapers
from server.meeting_sheets import MeetingSheet
from server.member_import import MemberImport
from server.organisations import Cell, Organisations
from server.preparation import Preparation
from server.registry import Registry
from server.tickets import Tickets
from server.vietnam_time import Clock
from server.visitor import Capacity, Visitor
from signaling.media.engine import WorkerStatistics


class PageSettings(Protocol):
    """The settings that pages need; the roof hands over its own."""

    @property
    def language(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def secure_cookies(self) -> bool: ...
    @property
    def trusted_proxies(self) -> tuple[str, ...]: ...
    @property
    def paper_folder(self) -> Path: ...
    @property
    def turn_urls(self) -> tuple[str, ...]: ...
    @property
    def turn_secret(self) -> str: ...
    @property
    def turn_pass_s(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the house that pages work with."""

    database: Database
    accounts: Accounts
    preparation: Preparation
    meetings: LiveMeetings
    shelf: Shelf
    keeper: Keeper
    tickets: Tickets
    catalogue: Catalogue
    media_addresses: Callable[[], Sequence[tuple[str, int]]]
    media_statistics: Callable[[], Awaitable[tuple[WorkerStatistics, ...]]]


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a page handler may use."""

    accounts: Accounts
    registry: Registry
    organisations: Organisations
    preparation: Preparation
    papers: MeetingPapers
    imports: MemberImport
    meetings: LiveMeetings
    shelf: Shelf
    keeper: Keeper
    tickets: Tickets
    settings: PageSettings
    media_addresses: Callable[[], Sequence[tuple[str, int]]]  # where the engine listens, host and UDP port
    media_statistics: Callable[[], Awaitable[tuple[WorkerStatistics, ...]]]  # raises EngineUnavailable
    clock: Clock = vietnam_time.now


DESK = web.AppKey("desk", Desk)

SESSION = web.RequestKey("session", Session)
VISITOR = web.RequestKey("visitor", Visitor)
CAPACITIES = web.RequestKey("capacities", frozenset[Capacity])
CELL = web.RequestKey("cell", Cell)
SHEET = web.RequestKey("sheet", MeetingSheet)


def client_address(request: web.Request) -> str:
    """Where the request comes from: the last hop that is no trusted proxy; others' headers are not believed."""
    trusted = [ip_network(network) for network in request.app[DESK].settings.trusted_proxies]
    hop = request.remote or "unknown"
    claimed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    while claimed and _is_in(hop, trusted):
        hop = claimed.pop()
    return hop


def _is_in(address: str, networks: list[IPv4Network | IPv6Network]) -> bool:
    try:
        return any(ip_address(address) in network for network in networks)
    except ValueError:
        return False
