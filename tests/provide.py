"""Brings what the tests drive for real: browsers and a PostgreSQL server. `make test` runs this first.

Takes what is installed; else Playwright's own download; else the distribution's package where we may install one.
What cannot be had is said here and skipped by the tests, or failed by them under CI=true (tests/conftest.py)."""

import os
import shutil
import subprocess
import sys

from tests import machine


def main() -> int:
    if machine.chromium() is None:
        print("No Chromium or Chrome here; trying Playwright's download ...", flush=True)
        _run(sys.executable, "-m", "playwright", "install", "chromium")
    if machine.chromium() is None:
        _apt_install("chromium")
    if machine.firefox() is None:
        _apt_install("firefox-esr")
    if machine.postgres_binaries() is None:
        _apt_install("postgresql")
    found_by_name = {
        "Chromium": machine.chromium(),
        "Firefox": machine.firefox(),
        "PostgreSQL": machine.postgres_binaries(),
    }
    for name, found in found_by_name.items():
        print(f"{name}: {found or 'none, and none could be installed: tests that need it are left out'}")
    return 0


def _apt_install(package: str) -> None:
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return
    print(f"Installing the distribution's package {package} ...", flush=True)
    # A fresh container has no package lists yet.
    if not _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", package):
        _run("apt-get", "update", "-qq")
        _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", package)


def _run(*command: str) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
