"""A PostgreSQL server of the tests' own: in a temporary folder, on a socket in it, ended with the run."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

START_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 15.0
SUPERUSER = "postgres"


@dataclass(frozen=True, slots=True)
class PostgresCluster:
    folder: Path

    @classmethod
    @contextmanager
    def running(cls, binaries: Path) -> Iterator["PostgresCluster"]:
        """Start a cluster with the programs in this folder; stop it at the end, by its own process."""
        folder = Path(tempfile.mkdtemp(prefix="chibo-postgres-"))
        user = _user_of_the_server()
        if user is not None:
            shutil.chown(folder, user)
        log = folder / "log"
        try:
            options = ["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
            subprocess.run(
                [binaries / "initdb", "-D", folder / "data", *options],
                user=user,
                cwd=folder,
                check=True,
                capture_output=True,
            )
            with log.open("wb") as output:
                server = subprocess.Popen(
                    # Nothing listens on a port; durability is not what these tests are about.
                    [binaries / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses=", "-F"],
                    user=user,
                    cwd=folder,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                )
            try:
                cluster = cls(folder)
                cluster._wait_until_it_answers(server, log)
                yield cluster
            finally:
                server.terminate()
                try:
                    server.wait(STOP_TIMEOUT_S)
                except subprocess.TimeoutExpired:
                    server.kill()
                    server.wait()
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def new_database(self) -> str:
        """Create an empty database and return its SQLAlchemy address."""
        name = f"chibo_{secrets.token_hex(6)}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql+psycopg://{SUPERUSER}@/{name}?host={self.folder}"

    def _address(self, database: str) -> str:
        return f"host={self.folder} user={SUPERUSER} dbname={database}"

    def _wait_until_it_answers(self, server: subprocess.Popen[bytes], log: Path) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while True:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")
            try:
                psycopg.connect(self._address("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return


def _user_of_the_server() -> str | None:
    """PostgreSQL refuses to run as root: name somebody else, or None if we are not root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
