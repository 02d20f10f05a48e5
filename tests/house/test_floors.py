"""The floors of the house hold, and the watch over them would notice if they did not."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("server", "signaling", "recordings")
CONTRACTS = [
    contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
]

# One import that each contract forbids, appended to a module that exists in every state of the house.
FORBIDDEN = {
    "A floor imports only from floors below": ("server/meeting/refusal.py", "import server.tables"),
    "The core does no IO, knows no clock and rolls no dice": ("server/meeting/refusal.py", "import random"),
    "Only signaling.media knows aiortc": ("recordings/shelf.py", "import aiortc"),
    "Socket.IO stays in the gateway": ("server/registry.py", "import socketio"),
    "Only the roof and the command read settings": ("server/registry.py", "import server.settings"),
    "Attendance, agenda, floor and voting do not know each other": (
        "server/meeting/voting.py",
        "import server.meeting.floor",
    ),
    "No cycles": ("server/tables.py", "import server.registry"),
}


def lint(folder: Path) -> dict[str, str]:
    """Run import-linter there and return KEPT or BROKEN by contract."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    verdicts = dict(re.findall(r"^(.+?) (KEPT|BROKEN)", done.stdout, re.MULTILINE))
    assert verdicts, done.stdout + done.stderr
    return verdicts


def test_every_floor_stands() -> None:
    assert lint(ROOT) == dict.fromkeys(CONTRACTS, "KEPT")


@pytest.fixture
def house(tmp_path: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_each_contract_breaks_when_it_is_broken(house: Path) -> None:
    for module, line in FORBIDDEN.values():
        with (house / module).open("a") as file:
            file.write(f"\n{line}\n")

    assert lint(house) == dict.fromkeys(CONTRACTS, "BROKEN")


def test_every_room_of_python_has_a_readme_on_its_door_of_at_most_80_lines() -> None:
    doors = [ROOT / "server", *(ROOT / package for package in ("signaling", "recordings"))]

    for door in doors:
        readme = door / "README.md"
        assert readme.exists(), f"{readme.relative_to(ROOT)} is missing"
        assert door.name == "signaling" or len(readme.read_text().splitlines()) <= 80
