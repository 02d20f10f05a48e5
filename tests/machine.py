"""What this machine has for tests that need the real thing."""

import os
import shutil
import socket
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FIREFOX_NAMES = ("firefox-esr", "firefox")
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",  # tests also run as root, in containers
    "--disable-gpu",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    # Without these Chromium looks for its maker's servers at every start.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def chromium() -> Path | None:
    """Return an installed Chromium or Chrome, else Playwright's own, else None. CHIBO_TEST_CHROMIUM overrides."""
    chosen = os.environ.get("CHIBO_TEST_CHROMIUM")
    if chosen:
        return Path(chosen)
    for name in CHROMIUM_NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    return _playwrights_chromium()


def _playwrights_chromium() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def firefox() -> Path | None:
    """Return an installed Firefox, or None."""
    return next((Path(found) for name in FIREFOX_NAMES if (found := shutil.which(name))), None)


def own_address() -> str:
    """Return an address of this machine that is no loopback if it has one; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        address: str = sock.getsockname()[0]
        return address


def postgres_binaries() -> Path | None:
    """Return the folder of initdb and postgres, the newest version first, or None."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True
    )
    on_path = shutil.which("initdb")
    found = [*debian, *([Path(on_path)] if on_path else [])]
    return found[0].parent if found else None
