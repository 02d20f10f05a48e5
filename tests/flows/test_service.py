"""The service as people meet it: over HTTP and the socket, from sign-in to the filed minutes, through kill and stop."""

import asyncio
import hashlib
import io
import os
import shutil
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import psycopg
import pytest
from docx import Document
from psycopg import sql
from pypdf import PdfReader
from sqlalchemy import make_url

from signaling.virtual_members import Door
from tests.flows.service import Member, Service, a_service, seed
from tests.signaling.gateway_scene import Page

THANG, LAN, HUONG, NAM, KHANH, HA = (
    f"{name}@minhphu.example" for name in ("thang", "lan", "huong", "nam", "khanh", "ha")
)

OTHERS = tuple(f"{name}@minhphu.example" for name in ("son", "lam", "chau", "phuoc", "vinh"))  # enough for a majority


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo cell, made once; each test has a copy."""
    folder = tmp_path_factory.mktemp("demo")
    seed(folder)
    return folder


@pytest.fixture
async def service(seeded: Path, tmp_path: Path) -> AsyncIterator[Service]:
    folder = Path(shutil.copytree(seeded, tmp_path / "data"))
    async with a_service(folder) as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def either_service(request: pytest.FixtureRequest, seeded: Path, tmp_path: Path) -> AsyncIterator[Service]:
    """The service on each kind of database."""
    if request.param == "sqlite":
        folder, url = Path(shutil.copytree(seeded, tmp_path / "data")), ""
    else:
        folder, url = tmp_path / "data", request.getfixturevalue("postgres_url")
        folder.mkdir()
    async with a_service(folder, database_url=url) as running:
        yield running


async def _opened(secretary: Member) -> str:
    """Open tonight's meeting, by the button of its page."""
    for meeting in await secretary.browser.meetings():
        status, where = await secretary.post(f"/meetings/{meeting}/open")
        if status == 303 and where.endswith(f"/meetings/{meeting}/room"):
            return meeting
    raise AssertionError("no meeting could be opened")


async def _vote(chair: Page, voters: list[Page], question: str, matter: str, **more: object) -> None:
    opened = await chair.send("OpenVote", question=question, text="Đồng chí có tán thành không?", matter=matter, **more)
    assert "version" in opened, opened
    for page in voters:
        await page.sees("me", "vote", "question", value=question)
        answer = await page.send("CastVote", question=question, answer="in_favour")
        assert "version" in answer, answer
    assert "version" in await chair.send("CloseVote", question=question)


async def test_a_cell_holds_a_whole_meeting_and_its_minutes_are_filed_at_the_close(service: Service) -> None:
    names = (THANG, LAN, HUONG, NAM, KHANH, HA, *OTHERS)
    members = [await service.member(name) for name in names]
    thang, huong = members[0], members[2]
    meeting = await _opened(thang)
    pages = [await member.enter(meeting) for member in members]
    chair, taker, nam, observer = pages[0], pages[2], pages[3], pages[5]
    voters = [page for page in pages if page.at(f"member:{page.at('me', 'member')}", "votes")]

    await chair.send("CallToOrder")
    await chair.send("AppointMinuteTaker", member=taker.at("me", "member"))
    await taker.send("TakeRoll")
    items = [(key, chair.at(f"item:{key}", "step")) for key in chair.at("agenda", "order")]
    for key, step in items:
        started = await chair.send("StartItem", item=key)
        assert "version" in started, (step, started)
        if step == "programme":
            await _vote(chair, voters, "q-programme", "programme", item=key)
        elif step == "discussion":
            await nam.send("AskForFloor")
            await chair.send("GiveFloor", member=nam.at("me", "member"))
            await taker.send("WriteGist", contribution="c1", text="nhất trí; đề nghị thêm xe đưa đón dịp Tết.")
            await nam.send("YieldFloor")
        elif step == "superior":
            await chair.send("GiveFloor", member=observer.at("me", "member"))
            await observer.send("YieldFloor")
        elif step == "tasks":
            await taker.send(
                "AssignTask",
                task="t1",
                text="Kiểm định giàn giáo công trường",
                owner=nam.at("me", "member"),
                due_on="2026-12-12",
            )
        elif step == "score":
            await taker.send("RecordScore", points=[5, 4, 10, 37, 5, 27, 5])
        elif step == "minutes":
            await taker.send("ReadMinutes")
            await _vote(chair, voters, "q-minutes", "minutes", item=key)
        elif chair.at(f"item:{key}", "needs_vote"):
            await _vote(chair, voters, f"q-{key}", "resolution", item=key)
    closed = await chair.send("CloseMeeting")

    assert "version" in closed, closed
    async with asyncio.timeout(5):
        while not chair.at("closing", "filed"):
            chair.changed.clear()
            await chair.changed.wait()
    filed = {document["kind"]: document["sha256"] for document in chair.at("closing", "filed")}
    assert set(filed) == {"minutes.pdf", "minutes.docx"}
    for kind, sha256 in filed.items():
        status, content = await huong.get(f"/meetings/{meeting}/documents/{kind}")
        assert (status, hashlib.sha256(content).hexdigest()) == (200, sha256)
        text = _text(kind, content)
        assert "BIÊN BẢN" in text
        assert "Võ Hoài Nam" in text
        assert "đề nghị thêm xe đưa đón" in text
        assert "Trần Thu Hà" in text


async def test_after_kill_minus_nine_in_mid_vote_the_meeting_goes_on_where_it_was(either_service: Service) -> None:
    service = either_service
    members = [await service.member(name) for name in (THANG, LAN, HUONG, NAM)]
    meeting = await _opened(members[0])
    pages = [await member.enter(meeting) for member in members]
    chair, nam = pages[0], pages[3]
    await chair.send("CallToOrder")
    await chair.send("StartItem", item=chair.at("agenda", "order")[0])
    await nam.send("AskForFloor")
    await chair.send("OpenVote", question="q1", text="Thông qua?", matter="proposal", everyone_heard=True)
    for page in pages[:2]:
        await page.sees("me", "vote", "question", value="q1")
        await page.send("CastVote", "press-1", question="q1", answer="in_favour")
    joined_at = chair.at(f"member:{nam.at('me', 'member')}", "joined_at")

    await service.end(signal.SIGKILL)
    await service.start()
    back = [await member.enter(meeting) for member in members]

    chair = back[0]
    assert chair.at("agenda", "current") == chair.at("agenda", "order")[0]
    assert [request["member"] for request in chair.at("floor", "queue")] == [nam.at("me", "member")]
    assert chair.at(f"member:{nam.at('me', 'member')}", "joined_at") == joined_at
    await chair.sees("vote:q1", "voted", value=2)
    assert "version" in await chair.send("CastVote", "press-1", question="q1", answer="in_favour")  # an answer lost
    for page in back[2:]:
        await page.send("CastVote", question="q1", answer="in_favour")
    await chair.send("CloseVote", question="q1")
    await chair.sees("vote:q1", "result", "in_favour", value=4)
    await chair.sees("counts", "official_present", value=4)


async def test_a_stop_tells_the_pages_ends_cleanly_and_loses_nothing(either_service: Service) -> None:
    service = either_service
    thang = await service.member(THANG)
    meeting = await _opened(thang)
    page = await thang.enter(meeting)
    await page.send("CallToOrder")
    version = page.version

    ending = asyncio.create_task(service.end(signal.SIGTERM))
    await page.hears("stopping")
    code = await ending
    await service.start()
    again = await thang.enter(meeting)

    assert code == 0
    assert again.at("meeting", "phase") == "in_session"
    assert again.version >= version


async def test_what_is_not_mine_and_what_is_not_there_are_the_same_answer(service: Service) -> None:
    thang, admin = await service.member(THANG), await service.member("quantri@minhphu.example")
    meeting = await _opened(thang)

    mine = await thang.get(f"/meetings/{meeting}/room")
    not_mine = await admin.get(f"/meetings/{meeting}/room")
    not_there = await admin.get("/meetings/0123456789abcdef01234567/room")

    assert mine[0] == 200
    assert (not_mine[0], not_there[0]) == (404, 404)


async def test_a_virtual_member_whose_session_has_ended_signs_in_again(service: Service) -> None:
    meeting = await _opened(await service.member(THANG))
    nam = await service.member(NAM)
    assert await nam.browser.ticket(meeting)

    assert (await nam.post("/sign-out"))[0] == 303
    looked = await nam.browser.door(meeting)
    found = await nam.browser.door(meeting)
    await nam.post("/sign-out")
    ticket = await nam.browser.ticket(meeting)

    assert (looked, found) == (Door.NOT_YET, Door.OPEN), "an ended session is no closed meeting"
    assert ticket


async def test_a_service_without_sound_is_well_and_says_so_until_it_has_sound_again(service: Service) -> None:
    assert await service.health() == (200, {"database": True, "media": True})

    os.kill(service.media_worker(), signal.SIGKILL)

    for has_sound in (False, True):
        async with asyncio.timeout(10):
            while await service.health() != (200, {"database": True, "media": has_sound}):
                await asyncio.sleep(0.01)


@pytest.mark.postgres
async def test_a_service_whose_database_is_gone_is_not_well(tmp_path: Path, postgres_url: str) -> None:
    url = make_url(postgres_url)
    server = f"host={url.query['host']} user={url.username} dbname=postgres"
    async with a_service(tmp_path, database_url=postgres_url) as service:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(url.database or "")))

        assert await service.health() == (503, {"database": False})


def _text(kind: str, content: bytes) -> str:
    if kind.endswith(".pdf"):
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", " ")
    return " ".join(paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs)


async def test_figures_are_there_for_who_has_the_token_and_for_nobody_else(tmp_path: Path) -> None:
    seed(tmp_path)
    async with a_service(tmp_path, more={"CHIBO_METRICS_TOKEN": "a token"}) as service, aiohttp.ClientSession() as web:
        url = f"{service.url}/metrics"
        async with web.get(url) as stranger, web.get(url, headers={"Authorization": "Bearer another"}) as guess:
            assert (stranger.status, guess.status) == (401, 401)
        async with web.get(url, headers={"Authorization": "Bearer a token"}) as answer:
            text = await answer.text()

    assert answer.status == 200
    assert 'chibo_media_rooms{worker="0"} 0' in text
    assert "chibo_media_in_bits_per_second{} 0" in text


async def test_without_a_token_there_are_no_figures(tmp_path: Path) -> None:
    async with a_service(tmp_path) as service, aiohttp.ClientSession() as web, web.get(f"{service.url}/metrics") as it:
        assert it.status == 404
