"""The room's pure parts, run by node: what a patch leaves, what is announced, how figures are written."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[2]
NODE = (sys.executable, REPOSITORY / "web" / "node.py", "node")
ESBUILD = REPOSITORY / "node_modules" / ".bin" / "esbuild"

Ask = Callable[..., dict[str, Any]]

MEETING = {"phase": "in_session", "called_at": "2026-12-03T12:30:00Z", "chair": "thang", "minute_taker": None}
VOTE: dict[str, Any] = {
    "id": "q1",
    "text": "Có tán thành không?",
    "matter": "resolution",
    "closed_at": None,
    "voided": None,
}
VOTE |= {"opened_at": "2026-12-03T12:30:00Z", "duration_s": 60, "result": None}
TURN = {"contribution": "c1", "member": "nam", "kind": "speech", "since_at": "2026-12-03T12:30:00Z", "limit_s": 180}
QUIET_FLOOR: dict[str, Any] = {"turn": None, "queue": [], "free_discussion": False}
VIEW = {
    "meeting": MEETING,
    "agenda": {"order": [], "current": None},
    "floor": QUIET_FLOOR,
    "votes": [],
    "recording": {"permission": None, "running": None, "count": 0},
    "me": {"member": "nam", "keeps": []},
    "member:thang": {"name": "Nguyễn Đức Thắng", "connected": True},
    "member:nam": {"name": "Võ Hoài Nam", "connected": True},
}


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    built = tmp_path_factory.mktemp("room") / "room_scripts.mjs"
    options = ["--bundle", "--format=esm", "--platform=node", "--loader:.ftl=text", f"--outfile={built}"]
    source = Path(__file__).with_name("room_scripts.ts")
    subprocess.run([*NODE, ESBUILD, source, *options, "--log-level=error"], check=True, cwd=REPOSITORY)

    def ask_room(*happenings: dict[str, Any]) -> dict[str, Any]:
        question = json.dumps({"happenings": happenings})
        done = subprocess.run([*NODE, built], input=question, capture_output=True, text=True, check=True)
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    return ask_room


def whole(**changed: Any) -> dict[str, Any]:
    return {"type": "view", "view": {**VIEW, **changed}}


def patch(sections: dict[str, Any], drop: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"type": "patch", "set": sections, "drop": drop}


def test_a_patch_replaces_whole_sections_and_drops_what_is_gone(ask: Ask) -> None:
    answer = ask(whole(), patch({"floor": {**QUIET_FLOOR, "free_discussion": True}}, ("member:thang",)))

    assert answer["view"]["floor"] == {**QUIET_FLOOR, "free_discussion": True}
    assert "member:thang" not in answer["view"]
    assert answer["view"]["member:nam"] == VIEW["member:nam"]


def test_a_vote_is_announced_at_once_and_once_with_its_bell(ask: Ask) -> None:
    opened = {"votes": ["q1"], "vote:q1": VOTE}

    told = ask(whole(), patch(opened), patch(opened))["told"]

    assert told[1] == [{"text": "Mở biểu quyết: Có tán thành không?", "urgent": True, "sound": "vote-open"}]
    assert told[2] == []


def test_what_stood_there_when_the_page_came_is_not_announced_as_new(ask: Ask) -> None:
    assert ask(whole(**{"votes": ["q1"], "vote:q1": VOTE}))["told"] == [[]]


def test_a_recording_is_announced_at_once_with_its_decision_and_its_end_politely(ask: Ask) -> None:
    running = {"number": 1, "by": "thang", "voted": True, "decision": "Ghi hình buổi họp", "started_at": "2026-12-03"}
    begun = patch({"recording": {"permission": "CV 52", "running": running, "count": 1}})
    over = patch({"recording": {"permission": "CV 52", "running": None, "count": 1}})

    told = ask(whole(), begun, begun, over)["told"]

    assert [one["urgent"] for one in told[1]] == [True]
    assert "Nguyễn Đức Thắng" in told[1][0]["text"]
    assert "Ghi hình buổi họp" in told[1][0]["text"]
    assert told[2] == []
    assert told[3] == [{"text": "Đã dừng ghi hình.", "urgent": False}]


def test_only_the_speaker_hears_that_it_is_his_turn(ask: Ask) -> None:
    speaks = patch({"floor": {**QUIET_FLOOR, "turn": TURN}})

    own = ask(whole(), speaks)["told"][1]
    other = ask(whole(me={"member": "lan", "keeps": []}), speaks)["told"][1]

    assert own[0]["sound"] == "your-turn"
    assert own[0]["urgent"]
    assert other == [{"text": "Đồng chí Võ Hoài Nam phát biểu.", "urgent": False}]


def test_the_countdown_is_spoken_at_a_minute_half_a_minute_and_the_end_only(ask: Ask) -> None:
    start_ms = 1_796_301_000_000  # 2026-12-03T12:30:00Z
    ticks = [{"type": "tick", "now": start_ms + 1000 * second} for second in range(184)]

    told = ask(whole(floor={**QUIET_FLOOR, "turn": TURN}), *ticks)["told"]

    spoken = [(second, one["text"]) for second, said in enumerate(told[1:]) for one in said]
    assert spoken == [
        (120, "Lượt phát biểu còn 1 phút."),
        (150, "Lượt phát biểu còn 30 giây."),
        (180, "Đã hết giờ của lượt phát biểu."),
    ]


def test_a_lost_line_is_told_at_once_and_its_return_politely(ask: Ask) -> None:
    lost = {"type": "line", "line": "waiting", "at": 0}
    back = {"type": "line", "line": "whole", "at": 0}

    told = ask(whole(), {**back}, lost, back)["told"]

    assert [one["urgent"] for said in told[2:] for one in said] == [True, False]


def test_figures_and_names_are_written_as_the_cell_writes_them(ask: Ask) -> None:
    formats = ask()["formats"]

    assert formats["countdown"] == ["1:18", "0:12"]
    assert formats["names"] == ["Châu", "Bích Loan"]
    assert formats["shares"] == ["80,0%", "46.7%", "–"]
    assert formats["left"] == 78


NAM: dict[str, Any] = {"name": "Võ Hoài Nam", "connected": True, "state": "present"}
NAM |= {"joined_at": "2026-12-03T12:20:00Z"}


@pytest.mark.parametrize(
    "changed",
    [
        {"member:nam": {**NAM, "state": "absent_with_reason", "correction": "Đi công tác"}},
        {"member:nam": {**NAM, "correction": "Ghi nhầm"}},
        {"member:nam": {**NAM, "connected": False, "left_at": "2026-12-03T13:40:00Z"}},
        {"member:lan": {**NAM, "name": "Đỗ Thị Lan", "joined_at": "2026-12-03T13:10:00Z", "late": True}},
        {"meeting": {**MEETING, "chair": "lan"}},
        {"meeting": {**MEETING, "minute_taker": "lan"}},
        {"meeting": {**MEETING, "opening_roll": ["thang", "nam"]}},
    ],
    ids=["absent after all", "a reason", "left", "came late", "another chair", "a minute-taker", "the roll"],
)
def test_the_minutes_that_are_read_are_fetched_anew_when_attendance_or_officers_change(
    ask: Ask, changed: dict[str, Any]
) -> None:
    waits = patch({"floor": {**QUIET_FLOOR, "queue": [{"member": "nam"}]}})

    before, waiting, after = ask(whole(**{"member:nam": NAM}), waits, patch(changed))["readings"]

    assert waiting == before, "who waits for the floor is not in the minutes"
    assert after != before
