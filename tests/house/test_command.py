"""The `chibo` command, as an operator types it: a process of its own, with nothing but its environment."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("CHIBO_")}
    return ours | {"CHIBO_DATA_DIR": str(tmp_path / "var"), "CHIBO_LANGUAGE": "en"}


def chibo(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "server", *arguments]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )


def test_without_a_command_it_says_how_it_is_used(environment: dict[str, str]) -> None:
    done = chibo(environment)

    assert done.returncode == 2
    assert "usage: chibo" in done.stderr


def test_settings_are_listed_without_a_database(environment: dict[str, str]) -> None:
    done = chibo(environment, "settings")

    assert done.returncode == 0
    assert "| `CHIBO_PORT` | `8080` | TCP port |" in done.stdout
    assert not Path(environment["CHIBO_DATA_DIR"]).exists()


def test_a_setting_that_cannot_be_read_stops_it_with_a_sentence(environment: dict[str, str]) -> None:
    done = chibo(environment | {"CHIBO_PORT": "eighty"}, "migrate")

    assert done.returncode == 1
    assert done.stderr == "chibo: CHIBO_PORT cannot be read: expected a whole number from 0 to 65535.\n"


def test_a_port_in_use_stops_it_with_a_sentence(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = chibo(environment, "run", "--port", str(taken.getsockname()[1]))

    assert done.returncode == 1
    assert "Choose another with --port or CHIBO_PORT." in done.stderr
    assert "Traceback" not in done.stderr


def test_nobody_else_reads_the_data_folder(environment: dict[str, str]) -> None:
    chibo(environment, "migrate")

    assert Path(environment["CHIBO_DATA_DIR"]).stat().st_mode & 0o077 == 0


def test_the_first_administrator_gets_a_new_code_each_time_until_there_is_one(environment: dict[str, str]) -> None:
    codes = [
        re.findall(r"^    ([A-Z2-7]{4}(?:-[A-Z2-7]{4})+)$", chibo(environment, "init").stdout, re.MULTILINE)
        for _ in "ab"
    ]

    assert all(len(found) == 1 for found in codes)
    assert codes[0] != codes[1]


def test_a_way_back_in_is_printed_on_the_machine_itself(environment: dict[str, str]) -> None:
    done = chibo(environment, "init", "--again")

    assert re.search(r"^    [A-Z2-7]{4}(?:-[A-Z2-7]{4})+$", done.stdout, re.MULTILINE)


def test_an_empty_house_is_as_it_was_written(environment: dict[str, str]) -> None:
    chibo(environment, "migrate")

    done = chibo(environment, "verify")

    assert done.returncode == 0
    assert done.stdout == "0 meetings and every filed paper are as they were written.\n"


def test_what_was_backed_up_can_be_restored_elsewhere(environment: dict[str, str], tmp_path: Path) -> None:
    chibo(environment, "init")
    copy = str(tmp_path / "copy.zip")

    saved = chibo(environment, "backup", copy)
    elsewhere = environment | {"CHIBO_DATA_DIR": str(tmp_path / "elsewhere")}
    restored = chibo(elsewhere, "restore", copy)

    assert (saved.returncode, restored.returncode) == (0, 0)
    assert chibo(elsewhere, "verify").returncode == 0
    assert "is not empty" in chibo(elsewhere, "restore", copy).stderr


def test_an_import_for_a_cell_that_is_not_there_changes_nothing(environment: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "members.csv"
    file.write_text("Họ và tên\nNguyễn Văn An\n")

    done = chibo(environment, "import", "--cell", "CB-1", str(file), "--accept")

    assert done.returncode == 1
    assert done.stderr == "chibo: 0 cells are called 'CB-1'.\n"


def test_nothing_is_well_where_nothing_runs(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])

    done = chibo(environment | {"CHIBO_PORT": port}, "healthy")

    assert done.returncode == 1
    assert done.stderr.startswith("chibo: not well")


@contextmanager
def serving(environment: dict[str, str], *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`chibo run` on free ports, from its banner on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "server", "run", "--port", port, *arguments]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment | {"CHIBO_MEDIA_PORT": "0"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if f"localhost:{port}" in line:
                break
        else:
            process.wait()
            assert process.stderr is not None
            raise AssertionError(process.stderr.read())
        yield process, port
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def test_it_says_where_it_is_found_answers_there_and_stops_when_asked(environment: dict[str, str]) -> None:
    with serving(environment) as (process, port):
        assert chibo(environment | {"CHIBO_PORT": port}, "healthy").stdout == "well\n"

        process.terminate()
        _, log = process.communicate(timeout=30)

    assert process.returncode == 0
    said = [json.loads(line)["said"] for line in log.splitlines()]
    assert said[-2:] == ["stopping", "stopped"]
    assert not [line for line in log.splitlines() if json.loads(line)["level"] == "error"]


def test_it_leaves_no_core_file_and_no_file_that_others_can_read(environment: dict[str, str]) -> None:
    with serving(environment, "--demo", "--virtual-members", "0") as (process, _):
        limits = Path(f"/proc/{process.pid}/limits").read_text()
        files = [path for path in Path(environment["CHIBO_DATA_DIR"]).rglob("*") if path.is_file()]

        assert re.search(r"Max core file size +0 +0 ", limits)
        assert {path.suffix for path in files} >= {".db", ".key", ".pdf"}
        assert [path.name for path in files if path.stat().st_mode & 0o077 and "shelf" not in path.parts] == []


def test_after_a_crash_it_starts_again(environment: dict[str, str]) -> None:
    with serving(environment) as (process, _):
        process.kill()
        process.wait()

    with serving(environment) as (_, port):
        assert chibo(environment | {"CHIBO_PORT": port}, "healthy").returncode == 0
