"""The `chibo` command.

    chibo run [--lan] [--demo]   serve; --lan: HTTPS for this network with a QR code; --demo: with a cell to try
    chibo init [--again]         print the one-use code by which the first administrator signs up; --again: a new one
                                 for an administrator who cannot get in any more
    chibo demo                   put the demo cell into an empty database
    chibo migrate                bring the database to this version
    chibo import --cell C FILE   show what an XLSX or CSV of members would change; --accept: change it
    chibo verify                 check every meeting's log and every filed paper
    chibo backup FILE            copy database and filed papers while the service runs
    chibo restore FILE           bring a copy back into an empty data folder
    chibo healthy                ask the running service whether it is well (for containers)
    chibo settings               list what can be set in the environment

Each subcommand imports what it needs when it runs: `chibo settings` works without a database driver."""

import argparse
import asyncio
import os
import socket
import ssl
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

from server import structured_log
from server.meeting.refusal import Refusal
from server.settings import InvalidSetting, Settings, as_table, read_settings

if TYPE_CHECKING:
    from server.database import Database
    from server.until_stopped import Companion

HEALTH_TIMEOUT_S = 4.0
SETTINGS_PAGE = Path(__file__).with_name("settings.md")
SETTINGS_PAGE_TITLE = "# What can be set\n\nMade by `chibo settings --write` from server/settings.py.\n\n"


class CannotStart(Exception):
    """Something outside us prevents it; the sentence says what, and what to do."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; exit 0 when done, 1 when it could not be done, 2 when it was not understood."""
    chosen = _parser().parse_args(arguments)
    subcommand: Callable[[argparse.Namespace, Settings], None] = chosen.subcommand
    try:
        settings = read_settings()
    except InvalidSetting as problem:
        sys.exit(f"chibo: {problem}")
    structured_log.configure(settings.log_format, settings.log_level)
    try:
        subcommand(chosen, settings)
    except CannotStart as problem:
        sys.exit(f"chibo: {problem}")
    except Refusal as refusal:
        sys.exit(f"chibo: {_sentence(settings, refusal)}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="chibo", description="Online meetings of Party cells.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser("run", help="serve pages, rooms and media")
    run.add_argument("--host", help="address to serve on (CHIBO_HOST)")
    run.add_argument("--port", type=int, help="port to serve on (CHIBO_PORT)")
    run.add_argument("--lan", action="store_true", help="HTTPS for this network, with a QR code for phones")
    run.add_argument("--demo", action="store_true", help="put the demo cell in if the database is empty")
    run.add_argument("--virtual-members", type=int, help="how many of the demo's members play (CHIBO_VIRTUAL_MEMBERS)")
    run.set_defaults(subcommand=_run)

    demo = commands.add_parser("demo", help="put the demo cell into an empty database")
    demo.set_defaults(subcommand=_demo)

    init = commands.add_parser("init", help="print the one-use code for the first administrator")
    init.add_argument("--again", action="store_true", help="though there is an administrator: the way back in")
    init.set_defaults(subcommand=_init)

    migrate = commands.add_parser("migrate", help="bring the database to this version")
    migrate.set_defaults(subcommand=_migrate)

    members = commands.add_parser("import", help="members from an XLSX or CSV file; without --accept nothing changes")
    members.add_argument("--cell", required=True, help="code or name of the cell they belong to")
    members.add_argument("--accept", action="store_true", help="write the good rows")
    members.add_argument("file", type=Path)
    members.set_defaults(subcommand=_import)

    verify = commands.add_parser("verify", help="check every meeting's log and every filed paper")
    verify.set_defaults(subcommand=_verify)

    backup = commands.add_parser("backup", help="copy database and papers into one file, while the service runs")
    backup.add_argument("file", type=Path)
    backup.set_defaults(subcommand=_backup)

    restore = commands.add_parser("restore", help="bring such a copy back into an empty data folder")
    restore.add_argument("file", type=Path)
    restore.set_defaults(subcommand=_restore)

    healthy = commands.add_parser("healthy", help="ask the running service whether it is well")
    healthy.set_defaults(subcommand=_healthy)

    settings = commands.add_parser("settings", help="list what can be set in the environment")
    settings.add_argument("--write", action="store_true", help="write server/settings.md")
    settings.set_defaults(subcommand=_settings)
    return parser


# --- run ---


def _run(chosen: argparse.Namespace, settings: Settings) -> None:
    from server import lan, until_stopped

    _keep_memory_to_ourselves()
    if chosen.host:
        settings = replace(settings, host=chosen.host)
    if chosen.virtual_members is not None:
        settings = replace(settings, virtual_members=chosen.virtual_members)
    if chosen.port is not None:
        settings = replace(settings, port=chosen.port)
    _require_free_port(settings)
    _migrate(chosen, settings)
    accounts = _seed(settings) if chosen.demo else ""
    if chosen.lan:
        settings = _for_this_network(settings)
    visit = until_stopped.Visit(
        _own_host(settings),
        settings.port,
        _banner(settings, accounts, with_qr=chosen.lan),
        _virtual_members(settings) if chosen.demo else None,
    )
    from server import app

    tls = lan.context_of(settings)
    until_stopped.run(lambda: app.serve(settings, tls=tls), visit, settings.stop_timeout_s)


def _keep_memory_to_ourselves() -> None:
    """No core file after a crash: the key of an open secret vote may be in our memory. Files are ours alone."""
    os.umask(0o077)
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _virtual_members(settings: Settings) -> "Companion | None":
    """The demo's virtual members; they come by this machine's own name, which our certificate covers too."""
    from server import demo
    from server.until_stopped import Companion

    cast = demo.cast_line(settings)
    if not cast:
        return None
    host = "localhost" if settings.host in ("127.0.0.1", "0.0.0.0") else settings.host  # noqa: S104  # compared
    command = [sys.executable, "-m", "signaling.virtual_members"]
    if settings.tls_certificate is None:
        command += [f"http://{host}:{settings.port}"]
    else:
        command += ["--certificate", str(settings.tls_certificate), f"https://{host}:{settings.port}"]
    return Companion(tuple(command), cast)


def _for_this_network(settings: Settings) -> Settings:
    from server import lan

    addresses = lan.own_addresses()
    if not addresses:
        raise CannotStart("this machine has no address on a network; connect it, then try again.")
    return lan.on_this_network(settings, addresses)


def _require_free_port(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as refused:
            reason = refused.strerror or "cannot be bound"
            raise CannotStart(
                f"port {settings.port} on {settings.host}: {reason}. Choose another with --port or CHIBO_PORT."
            ) from None


def _own_host(settings: Settings) -> str:
    """Where the service answers to its own machine."""
    return "127.0.0.1" if settings.host == "0.0.0.0" else settings.host  # noqa: S104  # compared, not bound


def _banner(settings: Settings, accounts: str, *, with_qr: bool) -> str:
    lines = ["", f"  Chi Bộ Trực Tuyến   {settings.address}", ""]
    if with_qr:
        from server import lan

        certificate = lan.certificate_for((), settings.data_dir / "lan")
        lines += [lan.as_qr(settings.address), ""]
        lines += [f"  Also: {', '.join(settings.other_origins)}"]
        lines += ["  The certificate is this machine's own: accept it once on each device. SHA-256:"]
        lines += [f"  {certificate.fingerprint}", ""]
    if accounts:
        lines += [accounts, ""]
    lines += ["  Ctrl+C stops it.", ""]
    return "\n".join(lines)


# --- the others ---


def _seed(settings: Settings) -> str:
    from server import demo

    try:
        return demo.seed(settings)
    except demo.CutShort as cut_short:
        raise CannotStart(str(cut_short)) from None


def _demo(_: argparse.Namespace, settings: Settings) -> None:
    _migrate(_, settings)
    print(_seed(settings))


def _init(given: argparse.Namespace, settings: Settings) -> None:
    from server.accounts import Accounts

    _migrate(given, settings)
    with _open_database(settings) as database:
        code = asyncio.run(Accounts(database).make_setup_code(again=given.again))
    if given.again:
        print(
            "With an administrator's own phone or e-mail the code sets a new password, with another it makes one more."
        )
    print(f"Open {settings.address}/setup and enter this code; it can be used once, within a day:\n\n    {code}\n")


def _migrate(_: argparse.Namespace, settings: Settings) -> None:
    from server import migrations

    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    migrations.upgrade(settings.database_address)


def _import(chosen: argparse.Namespace, settings: Settings) -> None:
    from server.meeting.identity import CellId
    from server.member_import import MemberImport, Preview
    from server.organisations import Organisations

    try:
        content = chosen.file.read_bytes()
    except OSError as unreadable:
        raise CannotStart(f"{chosen.file} cannot be read: {unreadable.strerror}.") from None

    async def judged(database: "Database") -> tuple[Preview, int]:
        tree = await Organisations(database).tree_on(datetime.now(settings.time_zone).date())
        cells = [one for one in tree if chosen.cell in (one.id, one.code, one.name)]
        if len(cells) != 1:
            raise CannotStart(f"{len(cells)} cells are called {chosen.cell!r}.")
        members = MemberImport(database)
        preview = await members.preview(CellId(cells[0].id), "chibo", chosen.file.name, content)
        return preview, len(await members.accept(preview.id, "chibo")) if chosen.accept else 0

    _migrate(chosen, settings)
    with _open_database(settings) as database:
        preview, written = asyncio.run(judged(database))
    for row in preview.bad:
        for problem in row.problems:
            print(f"  row {row.number}: {_sentence(settings, problem)}")
    print(f"{len(preview.good)} rows are good, {len(preview.bad)} are not; {written} members were written.")


def _verify(_: argparse.Namespace, settings: Settings) -> None:
    from recordings.shelf import Shelf
    from server.event_log import BrokenChain, EventLog

    async def checked(event_log: EventLog) -> tuple[int, list[str]]:
        meetings = await event_log.meetings()
        broken = []
        for meeting in meetings:
            try:
                await event_log.verify(meeting)
            except BrokenChain as found:
                broken.append(str(found))
        return len(meetings), broken

    with _open_database(settings) as database:
        meetings, problems = asyncio.run(checked(EventLog(database)))
    if settings.shelf_folder.exists():
        problems += [str(damage) for damage in Shelf(settings.shelf_folder).verify()]
    if problems:
        raise CannotStart("not as it was written:\n  " + "\n  ".join(problems))
    print(f"{meetings} meetings and every filed paper are as they were written.")


def _backup(chosen: argparse.Namespace, settings: Settings) -> None:
    from server import backup

    copied = backup.write(chosen.file, settings.database_address, settings.data_dir)
    print(f"{copied} files copied to {chosen.file}.")
    if not backup.is_sqlite(settings.database_address):
        print("The database is PostgreSQL: copy it with `pg_dump --format=custom`, after this.")


def _restore(chosen: argparse.Namespace, settings: Settings) -> None:
    from server import backup

    try:
        restored = backup.restore(chosen.file, settings.data_dir)
    except backup.NotRestored as refused:
        raise CannotStart(str(refused)) from None
    print(f"{restored} files restored to {settings.data_dir}; `chibo verify` checks them.")


def _healthy(_: argparse.Namespace, settings: Settings) -> None:
    context = ssl.create_default_context()
    # It asks itself, on this machine: the certificate names the address that people type, not this one.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    scheme = "https" if settings.tls_certificate else "http"
    address = f"{scheme}://{_own_host(settings)}:{settings.port}/healthz"
    try:
        with urlopen(address, timeout=HEALTH_TIMEOUT_S, context=context if settings.tls_certificate else None):  # noqa: S310
            print("well")
    except OSError as problem:  # also every answer that is not 200
        raise CannotStart(f"not well: {problem}") from None


@contextmanager
def _open_database(settings: Settings) -> Iterator["Database"]:
    from server.database import Database

    database = Database(settings.database_address)
    try:
        yield database
    finally:
        database.close()


def _sentence(settings: Settings, refusal: Refusal) -> str:
    from server import catalogue

    sentences = catalogue.load(catalogue.Missing.FALLS_BACK)
    return sentences.text(catalogue.Language(settings.language), f"refusal-{refusal.code}", **refusal.params)


def _settings(chosen: argparse.Namespace, _: Settings) -> None:
    if chosen.write:
        SETTINGS_PAGE.write_text(SETTINGS_PAGE_TITLE + as_table())
    else:
        print(as_table(), end="")


if __name__ == "__main__":
    main()
