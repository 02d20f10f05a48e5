"""The shelf keeps what it was given, or refuses; it never replaces and never half-writes."""

import hashlib
import os
import stat
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest

from recordings.shelf import Damage, NotOnShelf, OtherContent, Shelf, UnsafeName

CONTENT = "Biên bản".encode()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")


def test_what_is_put_on_the_shelf_is_read_back_with_its_hash(shelf: Shelf) -> None:
    digest = shelf.put("m1", "minutes.pdf", CONTENT)

    assert digest == hashlib.sha256(CONTENT).hexdigest() == shelf.digest("m1", "minutes.pdf")
    with shelf.open("m1", "minutes.pdf") as file:
        assert file.read() == CONTENT
    assert shelf.kinds("m1") == ("minutes.pdf",)


def test_a_file_on_the_shelf_is_read_only(shelf: Shelf, tmp_path: Path) -> None:
    shelf.put("m1", "minutes.pdf", CONTENT)

    for path in (tmp_path / "shelf" / "m1").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o444


def test_the_same_content_again_is_fine_and_other_content_is_refused(shelf: Shelf) -> None:
    first = shelf.put("m1", "minutes.pdf", CONTENT)

    assert shelf.put("m1", "minutes.pdf", CONTENT) == first
    with pytest.raises(OtherContent):
        shelf.put("m1", "minutes.pdf", b"other")
    assert shelf.digest("m1", "minutes.pdf") == first


@pytest.mark.parametrize(
    ("meeting", "kind"),
    [
        ("..", "minutes.pdf"),
        ("m1", "../minutes.pdf"),
        ("m1", ".hidden"),
        ("m1", "a/b"),
        ("m1", "minutes.pdf.sha256"),
        ("m1", "minutes.pdf\n"),
        ("", "minutes.pdf"),
        ("m\0", "minutes.pdf"),
        ("m1", ""),
    ],
)
def test_a_name_that_is_not_one_plain_part_of_a_path_is_refused(
    shelf: Shelf, tmp_path: Path, meeting: str, kind: str
) -> None:
    with pytest.raises(UnsafeName):
        shelf.put(meeting, kind, CONTENT)
    with pytest.raises(UnsafeName):
        shelf.open(meeting, kind)
    assert list(tmp_path.rglob("*")) == []


def test_a_file_that_is_not_there_is_named_as_such(shelf: Shelf) -> None:
    with pytest.raises(NotOnShelf):
        shelf.open("m1", "minutes.pdf")
    assert shelf.digest("m1", "minutes.pdf") is None
    assert shelf.kinds("m1") == ()
    assert shelf.verify() == ()


def test_verify_finds_the_changed_the_lost_and_the_unhashed_file(shelf: Shelf, tmp_path: Path) -> None:
    for kind in ("changed.pdf", "lost.pdf", "unhashed.pdf", "whole.pdf"):
        shelf.put("m1", kind, CONTENT)
    digest = hashlib.sha256(CONTENT).hexdigest()
    assert shelf.verify() == ()
    folder = tmp_path / "shelf" / "m1"
    (folder / "changed.pdf").chmod(0o644)
    (folder / "changed.pdf").write_bytes(b"forged")
    (folder / "lost.pdf").unlink()
    (folder / "unhashed.pdf.sha256").unlink()

    damage = shelf.verify()

    assert damage == (
        Damage("m1", "changed.pdf", digest, hashlib.sha256(b"forged").hexdigest()),
        Damage("m1", "lost.pdf", digest, None),
        Damage("m1", "unhashed.pdf", None, digest),
    )


def test_a_put_after_a_kill_completes_what_is_missing(shelf: Shelf, tmp_path: Path) -> None:
    shelf.put("m1", "minutes.pdf", CONTENT)
    (tmp_path / "shelf" / "m1" / "minutes.pdf.sha256").unlink()
    assert shelf.verify() != ()

    shelf.put("m1", "minutes.pdf", CONTENT)

    assert shelf.verify() == ()


def test_of_many_writers_with_different_content_exactly_one_wins(shelf: Shelf) -> None:
    outcomes: list[str] = []
    start = threading.Barrier(8)

    def write(content: bytes) -> None:
        start.wait()
        try:
            outcomes.append(shelf.put("m1", "minutes.pdf", content))
        except OtherContent:
            outcomes.append("refused")

    writers = [threading.Thread(target=write, args=(bytes([number]) * 100_000,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert sorted(outcomes, reverse=True)[:7] == ["refused"] * 7
    assert shelf.verify() == ()


def test_a_writer_killed_while_writing_leaves_no_file_under_the_name(tmp_path: Path) -> None:
    program = textwrap.dedent("""
        import os, signal, sys
        from pathlib import Path
        from recordings.shelf import Shelf

        os.link = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        Shelf(Path(sys.argv[1])).put("m1", "minutes.pdf", b"x" * 1_000_000)
    """)
    killed = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert killed.returncode == -9

    shelf = Shelf(tmp_path)

    assert shelf.kinds("m1") == ()
    assert shelf.verify() == ()
    assert shelf.put("m1", "minutes.pdf", CONTENT) == shelf.digest("m1", "minutes.pdf")
