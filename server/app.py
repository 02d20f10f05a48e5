"""The roof: builds every part once, joins them, and takes them down in order.

`running(settings)` is the whole service as a context; `serve` runs it until it is cancelled. Nothing else creates a
part, and no part knows this module.
"""

import asyncio
import contextlib
import hmac
import logging
import secrets
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from sqlalchemy import Connection, select, text

from recordings.filing import Filing
from recordings.keeper import Keeper
from recordings.sealed import RecordingKeys
from recordings.shelf import Shelf
from server import catalogue, migrations, pages
from server.accounts import Accounts, Lengths, SessionId
from server.ballot_box import BallotBox
from server.database import Database
from server.event_log import EventLog
from server.live_meetings import Change, Listener, LiveMeetings, utc_now
from server.meeting.closing import MeetingClosed
from server.pages import keys
from server.preparation import Preparation
from server.settings import Settings
from server.tables import service_pulse
from server.tickets import Tickets
from signaling.gateway import Gateway
from signaling.media import metrics
from signaling.media.engine_pool import EnginePool
from signaling.media.sfu import PortSettings

log = logging.getLogger(__name__)

PULSE_S = 5.0  # after a crash the log knows to this much when the service stopped
HEADER_TIMEOUT_S = 30.0
BODY_MAX_BYTES = 256 * 1024  # forms; uploads stream with limits of their own


@dataclass(frozen=True, slots=True)
class House:
    """The parts of a running service, for tests and the demo."""

    settings: Settings
    database: Database
    log: EventLog
    meetings: LiveMeetings
    gateway: Gateway
    engine: EnginePool
    accounts: Accounts
    preparation: Preparation
    shelf: Shelf
    filing: Filing
    keeper: Keeper
    web: web.Application


async def serve(settings: Settings, *, tls: ssl.SSLContext | None = None) -> None:
    """Serve until cancelled; then tell the pages, let what runs end, and close everything."""
    async with running(settings, tls=tls):
        await asyncio.Event().wait()


@contextlib.asynccontextmanager
async def running(settings: Settings, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[House]:
    """The whole service, answering at the settings' host and port while the context lasts."""
    async with contextlib.AsyncExitStack() as stack:
        house = await _built(settings, stack)
        runner = web.AppRunner(house.web, access_log=None, keepalive_timeout=HEADER_TIMEOUT_S)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        stack.push_async_callback(house.gateway.close)
        await _wake(house)
        pulse = asyncio.create_task(_pulse(house.database))
        stack.callback(pulse.cancel)
        site = web.TCPSite(
            runner, settings.host, settings.port, ssl_context=tls, shutdown_timeout=float(settings.stop_timeout_s)
        )
        await site.start()
        log.info("serving", extra={"address": settings.address})
        yield house


async def _built(settings: Settings, stack: contextlib.AsyncExitStack) -> House:
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    await asyncio.to_thread(migrations.upgrade, settings.database_address)
    database = Database(settings.database_address)
    stack.callback(database.close)
    sentences = catalogue.load(catalogue.Missing.FALLS_BACK)
    event_log = EventLog(database)
    meetings = LiveMeetings(database, event_log, BallotBox(settings.ballot_key_folder))
    joins = settings.media_joins == "auto"
    port = PortSettings(settings.media_host, settings.media_port, _media_addresses(settings), joins)
    engine = EnginePool(port, settings.media_workers, settings.log_format)
    await engine.start()
    stack.push_async_callback(engine.stop)
    tickets = Tickets()
    shelf = Shelf(settings.shelf_folder)
    filing = Filing(meetings, event_log, shelf)
    stack.push_async_callback(filing.close)
    keys_of_recordings = RecordingKeys(settings.recording_key)
    keep = timedelta(days=settings.recording_days)
    keeper = Keeper(settings.recording_folder, keys_of_recordings, meetings, event_log, engine.record, keep=keep)
    stack.push_async_callback(keeper.close)
    preparation = Preparation(database)
    accounts = Accounts(database, lengths=_lengths(settings))

    async def keep_alive(session: str) -> bool:
        return await accounts.keep_alive(SessionId(session))

    gateway = Gateway(meetings, tickets, engine, sentences, _origins(settings), keep_alive)
    house = House(
        settings,
        database,
        event_log,
        meetings,
        gateway,
        engine,
        accounts,
        preparation,
        shelf,
        filing,
        keeper,
        web.Application(client_max_size=BODY_MAX_BYTES),
    )
    accounts.on_sign_out.append(gateway.end_sessions)
    meetings.subscribe(_closed_meetings_to(preparation))
    meetings.subscribe(filing.on_change)
    meetings.subscribe(keeper.on_change)
    _open_doors(house, tickets, sentences)
    return house


def _open_doors(house: House, tickets: Tickets, sentences: catalogue.Catalogue) -> None:
    app, settings = house.web, house.settings
    pages.install(
        app,
        keys.Parts(
            database=house.database,
            accounts=house.accounts,
            preparation=house.preparation,
            meetings=house.meetings,
            shelf=house.shelf,
            keeper=house.keeper,
            tickets=tickets,
            catalogue=sentences,
            media_addresses=lambda: house.engine.addresses,
            media_statistics=house.engine.statistics,
        ),
        _form_secret(settings.data_dir / "form.key"),
        settings,
    )
    house.gateway.attach(app)
    app.router.add_get("/healthz", _health(house))
    if settings.metrics_token:
        app.router.add_get("/metrics", _metrics(house, settings.metrics_token))


async def _wake(house: House) -> None:
    """After a stop or a crash: meetings go on where they were, closed ones get their documents."""
    query = select(service_pulse.c.at).where(service_pulse.c.id == 1)
    last_at = await house.database.read(lambda connection: connection.execute(query).scalar())
    await house.meetings.resume(last_at or utc_now())
    for meeting in await house.log.with_event(MeetingClosed):
        closed = await house.meetings.get(meeting)
        if closed.closing.closed_at is not None:
            await house.preparation.note_closed(closed)
    await house.filing.catch_up()
    await house.keeper.catch_up()


async def _pulse(database: Database) -> None:
    """Note every few seconds that the service lives; a restart reads when it last did."""

    def beat(connection: Connection) -> None:
        now = utc_now()
        changed = connection.execute(service_pulse.update().where(service_pulse.c.id == 1).values(at=now))
        if changed.rowcount == 0:
            connection.execute(service_pulse.insert().values(id=1, at=now))

    while True:
        await database.write(beat)
        await asyncio.sleep(PULSE_S)


def _closed_meetings_to(preparation: Preparation) -> Listener:
    async def note(change: Change) -> None:
        closed_at = change.after.closing.closed_at
        if closed_at is not None and any(isinstance(one.event, MeetingClosed) for one in change.recorded):
            await preparation.note_closed(change.after)

    return note


def _lengths(settings: Settings) -> Lengths:
    return Lengths(
        session=timedelta(seconds=settings.session_longest_s),
        idle=timedelta(seconds=settings.session_idle_s),
        invitation=timedelta(seconds=settings.invitation_s),
    )


def _health(house: House) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def healthz(_: web.Request) -> web.Response:
        """Whether the database answers and the media engine runs; no names, no numbers of anybody."""
        try:
            await asyncio.wait_for(house.database.read(lambda c: c.execute(text("SELECT 1")).scalar()), 2)
        except Exception:  # noqa: BLE001  whatever it is, the answer is the same
            return web.json_response({"database": False}, status=503)
        media = house.engine.is_running
        return web.json_response({"database": True, "media": media}, status=200)

    return healthz


def _metrics(house: House, token: str) -> Callable[[web.Request], Awaitable[web.Response]]:
    wanted = f"Bearer {token}".encode()

    async def figures(request: web.Request) -> web.Response:
        """What goes through the media engine, for whoever has the token; no names."""
        if not hmac.compare_digest(request.headers.get("Authorization", "").encode(), wanted):
            raise web.HTTPUnauthorized(headers={"WWW-Authenticate": "Bearer"})
        text = metrics.as_text(await house.engine.statistics())
        return web.Response(body=text.encode(), headers={"Content-Type": metrics.CONTENT_TYPE})

    return figures


def _origins(settings: Settings) -> tuple[str, ...]:
    """The settings' origins; on this machine both of its names, so that 127.0.0.1 works as well as localhost."""
    own = urlsplit(settings.address)
    names = ("localhost", "127.0.0.1") if own.hostname in ("localhost", "127.0.0.1") else ()
    return (*settings.origins, *(f"{own.scheme}://{name}:{own.port or settings.port}" for name in names))


def _media_addresses(settings: Settings) -> tuple[str, ...]:
    from server.lan import own_addresses

    return settings.media_addresses or (*own_addresses(), "127.0.0.1")


def _form_secret(file: Path) -> bytes:
    """The key that signs the forms; made once, so that a form survives a restart."""
    if not file.exists():
        file.touch(mode=0o600)
        file.write_bytes(secrets.token_bytes(32))
    return file.read_bytes()
