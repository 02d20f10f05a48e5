"""One person chairs; the rest of the room are virtual members, over the real service: pages, socket, media."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from server import demo_cast
from signaling import virtual_members
from tests.flows.service import Member, Service, a_service
from tests.signaling.gateway_scene import Page

THANG = "thang@minhphu.example"
PACE = 0.1  # the same members, in a hurry
WITHIN_S = 40.0

View = Mapping[str, Any]


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with a_service(tmp_path) as running:
        yield running


@contextlib.asynccontextmanager
async def _playing(service: Service, number: int) -> AsyncIterator[None]:
    cast = replace(virtual_members.read_cast(demo_cast.line(number)), pace=PACE)
    playing = asyncio.create_task(virtual_members.play(service.url, cast))
    try:
        yield
    finally:
        playing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await playing


async def _opened(secretary: Member) -> str:
    for meeting in await secretary.browser.meetings():
        status, where = await secretary.post(f"/meetings/{meeting}/open")
        if status == 303 and where.endswith("/room"):
            return meeting
    raise AssertionError("no meeting could be opened")


async def _until(page: Page, wanted: Callable[[View], bool]) -> None:
    async with asyncio.timeout(WITHIN_S):
        while not wanted(page.view):
            page.changed.clear()
            await page.changed.wait()


async def _all_come(chair: Page, number: int) -> None:
    """So many are present: keepers say who sits beside them, and the chair confirms it."""
    async with asyncio.timeout(WITHIN_S):
        while chair.at("counts", "present") != number:
            chair.changed.clear()
            for asked in chair.at("check_ins"):
                await chair.send("ConfirmCheckIn", keeper=asked["keeper"])
            await chair.changed.wait()


async def _do(page: Page, command: str, **fields: Any) -> None:
    told = await page.send(command, **fields)
    assert "version" in told, told


async def _start(page: Page, step: str) -> None:
    item = next(one["id"] for one in _sections(page.view, "item:") if one["step"] == step)
    await _do(page, "StartItem", item=item, reason="rút gọn chương trình")


async def _vote(page: Page, matter: str, voters: int, form: str = "open") -> View:
    """Put a question, answer it where it is open, wait for so many votes, close; the vote as everybody sees it."""
    question = f"q-{matter}"
    asked = {"text": f"về {matter}", "matter": matter, "form": form, "everyone_heard": True}
    await _do(page, "OpenVote", question=question, **asked)
    if form == "open":
        await _do(page, "CastVote", question=question, answer="in_favour")
    await _until(page, lambda view: bool(view[f"vote:{question}"]["voted"] == voters))
    await _do(page, "CloseVote", question=question)
    await _until(page, lambda view: view[f"vote:{question}"]["result"] is not None)
    closed: View = page.view[f"vote:{question}"]
    return closed


def _sections(view: View, prefix: str) -> list[Any]:
    return [section for key, section in view.items() if key.startswith(prefix)]


def _member(view: View, name: str) -> str:
    return next(
        key.removeprefix("member:") for key, one in view.items() if key[:7] == "member:" and one["name"] == name
    )


def _heard(page: Page) -> set[str]:
    return {member for event, told in page.heard if event == "speaking" for member in told["members"]}


async def test_one_person_chairs_a_full_meeting_with_virtual_members(service: Service) -> None:
    secretary = await service.member(THANG)
    meeting = await _opened(secretary)
    chair = await secretary.enter(meeting)
    async with _playing(service, 4):
        await _gather(chair)
        await _adopt_programme(chair)
        await _discuss(chair)
        await _resolve(chair)
        await _close(chair)
    await chair.io.disconnect()


async def _gather(chair: Page) -> None:
    await _all_come(chair, 10)
    assert chair.at("counts", "probationary_present") == 1
    assert chair.at("counts", "base") == 14
    quy = _member(chair.view, "Mai Xuân Quý")
    assert chair.at(f"member:{quy}", "via") == _member(chair.view, "Đinh Văn Sơn")


async def _adopt_programme(chair: Page) -> None:
    await _do(chair, "CallToOrder")
    await _do(chair, "AppointMinuteTaker", member=_member(chair.view, "Bùi Thanh Hương"))
    await _do(chair, "TakeRoll")
    await _start(chair, "programme")
    result = (await _vote(chair, "programme", voters=9))["result"]
    assert (result["in_favour"], result["base"], result["passed"]) == (9, 14, True)


async def _discuss(chair: Page) -> None:
    await _start(chair, "discussion")
    await _until(chair, lambda view: len(view["floor"]["queue"]) == 3)
    assert not _heard(chair), "nobody is heard before the floor is given"
    first = chair.at("floor", "queue")[0]["member"]

    await _do(chair, "GiveFloor", member=first, limit_s=60)
    await _until(chair, lambda _: first in _heard(chair))
    await _until(chair, lambda view: view["floor"]["turn"] is None)
    await _until(chair, lambda view: all(one["gist"] or one["written"] for one in _sections(view, "contribution:")))
    await _until(chair, lambda view: any(one["written"] for one in _sections(view, "contribution:")))

    assert _heard(chair) == {first}


async def _resolve(chair: Page) -> None:
    chau, lam = _member(chair.view, "Lý Minh Châu"), _member(chair.view, "Cao Xuân Lâm")
    await _start(chair, "tasks")
    await _until(chair, lambda view: len(view["tasks"]) == 2)
    await _start(chair, "resolution")
    resolution = await _vote(chair, "resolution", voters=9)
    poll = (await _vote(chair, "opinion", voters=8, form="secret"))["result"]
    await _until(chair, lambda view: bool(view["vote:q-resolution"]["reserved"]))

    result = resolution["result"]
    assert (result["in_favour"], result["against"], result["not_voting"]) == (8, 1, 5)
    assert (result["needed"], result["passed"]) == (8, True)
    assert resolution["answers"][chau]["answer"] == "against"
    assert resolution["answers"][lam]["entered_by"] == chau
    assert (poll["in_favour"], poll["against"], poll["cast"], poll["passed"]) == (7, 1, 8, None)
    assert chair.at("vote:q-resolution", "reserved")[0]["member"] == chau


async def _close(chair: Page) -> None:
    await _start(chair, "score")
    await _until(chair, lambda view: view["score"] is not None)
    await _start(chair, "minutes")
    await _until(chair, lambda view: view["record"]["minutes_read_at"] is not None)
    assert (await _vote(chair, "minutes", voters=9))["result"]["passed"] is True
    await _do(chair, "CloseMeeting", reason="rút gọn chương trình")
    await _until(chair, lambda view: len(view["closing"]["filed"]) == 2)


async def test_virtual_members_come_back_after_the_service_was_killed(service: Service) -> None:
    secretary = await service.member(THANG)
    meeting = await _opened(secretary)
    async with _playing(service, 2):
        chair = await secretary.enter(meeting)
        await _all_come(chair, 7)

        await service.end(signal.SIGKILL)
        await service.start()
        again = await secretary.enter(meeting)
        son = _member(again.view, "Đinh Văn Sơn")
        await _until(again, lambda view: bool(view[f"member:{son}"]["connected"]))
        await _do(again, "CallToOrder")
        await _do(again, "GiveFloor", member=son)
        await _until(again, lambda _: son in _heard(again))

        await again.io.disconnect()


async def test_a_person_who_signs_in_as_a_virtual_member_has_the_place(service: Service) -> None:
    secretary = await service.member(THANG)
    meeting = await _opened(secretary)
    async with _playing(service, 1):
        chair = await secretary.enter(meeting)
        await _all_come(chair, 4)

        person = await (await service.member("huong@minhphu.example")).enter(meeting)
        await asyncio.sleep(2 * max(virtual_members.RETRY_S))

        assert person.io.connected
        assert not [event for event, _ in person.heard if event == "replaced"]
        await person.io.disconnect()
        await chair.io.disconnect()


async def test_the_virtual_members_of_the_command_come_by_themselves_and_go_even_when_it_is_killed(
    tmp_path: Path,
) -> None:
    async with a_service(tmp_path, virtual_members=1) as service:
        secretary = await service.member(THANG)
        chair = await secretary.enter(await _opened(secretary))
        await _all_come(chair, 4)
        assert service.process is not None
        (troupe,) = [child for child in _children(service.process.pid) if _runs_virtual_members(child)]

        await service.end(signal.SIGKILL)

        async with asyncio.timeout(WITHIN_S):
            while _runs_virtual_members(troupe):
                await asyncio.sleep(0.1)


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    if not tasks.exists():
        pytest.skip("no /proc to find the child process in")
    return [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]


def _runs_virtual_members(pid: int) -> bool:
    try:
        return b"signaling.virtual_members" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except FileNotFoundError:
        return False
