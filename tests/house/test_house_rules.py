"""What style and safety ask of every file."""

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINES_AT_MOST = 600
# Made or vendored, not written by us.
NOT_OURS = ("package-lock.json", "requirements", "tests/house/compose_schema/")
# Payloads that are still to be checked, at both ends of the wire; Socket.IO's own objects; aiortc's privates.
WHERE_THE_OUTSIDE_COMES_IN = ("wire.py", "gateway.py", "aiortc_seam.py", "virtual_members.py", "virtual_behaviour.py")
# SQLAlchemy's own generics are open in the columns that a statement yields.
# A template takes whatever values it names.
OPEN_BY_NATURE = re.compile(
    r"\bvalues: dict\[str, Any\] = |\b(Row|Column|ColumnElement|Select|Table|Insert|Update)\[[^\]]*\bAny\b[^=:]*\]"
)


def files(*endings: str) -> Iterator[Path]:
    """Every file of ours with such an ending that git keeps or would keep."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    for name in listed:
        if name.endswith(endings) and not name.startswith(NOT_OURS) and (ROOT / name).exists():
            yield ROOT / name


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_is_longer_than_can_be_read() -> None:
    lengths = {
        named(file): len(file.read_text().splitlines())
        for file in files(".py", ".ts", ".mjs", ".css", ".html", ".md", ".yml")
    }

    assert {name: length for name, length in lengths.items() if length > LINES_AT_MOST} == {}


def test_types_are_open_only_where_the_outside_comes_in() -> None:
    found = [
        f"{named(file)}:{number}: {line.strip()}"
        for file in files(".py")
        if file.name not in WHERE_THE_OUTSIDE_COMES_IN and not named(file).startswith("tests/")
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if re.search(r"\bAny\b", line.partition("#")[0])
        and "import" not in line
        and '"""' not in line
        and not OPEN_BY_NATURE.search(line)
    ]

    assert found == []


def test_no_module_is_named_after_nothing() -> None:
    empty = {"utils", "util", "helpers", "helper", "manager", "base", "common", "data", "info", "misc", "tools"}

    assert [named(file) for file in files(".py", ".ts") if file.stem in empty] == []


def test_nothing_is_left_for_later_without_an_issue() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b(?!\(#\d+\))")
    found = [
        f"{named(file)}:{number}"
        for file in files(".py", ".ts", ".mjs", ".css", ".html", ".ftl")
        if file != Path(__file__)
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if marks.search(line)
    ]

    assert found == []


def test_locks_name_versions_and_hashes_and_no_place() -> None:
    for lock in ("requirements.txt", "requirements-dev.txt", "requirements-node.txt"):
        text = (ROOT / lock).read_text()
        packages = re.findall(r"^[A-Za-z0-9._-]+==\S+ .*\\$", text, re.MULTILINE)
        assert packages
        assert text.count("==") == len(packages)
        assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", text)) >= len(packages)
        assert not re.search(r"://|--(extra-)?index|--find-links|--trusted-host", text)

    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = [entry for name, entry in locked.items() if name and not entry.get("link")]
    assert all(entry["integrity"].startswith("sha512-") for entry in installed)
    assert not any("resolved" in entry for entry in installed)
    assert "://" not in (ROOT / "package-lock.json").read_text()


def test_the_development_set_holds_the_very_versions_that_run() -> None:
    pinned = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.MULTILINE)
    running = dict(pinned.findall((ROOT / "requirements.txt").read_text()))
    developing = dict(pinned.findall((ROOT / "requirements-dev.txt").read_text()))

    assert running.items() <= developing.items()


def test_pages_ask_nobody_else_for_anything() -> None:
    """No font, script or picture comes from another host: the content security policy would stop it anyway."""
    outside = re.compile(r"""(?:src|href|action)=["']https?://|url\(["']?https?://|from ["']https?://""")
    found = [named(file) for file in files(".html", ".css", ".ts") if outside.search(file.read_text())]

    assert found == []
