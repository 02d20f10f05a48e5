"""A meeting that decides to be recorded, over the real service: permission, vote, sound and picture, the mixed file."""

import asyncio
import io
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import pytest

from recordings.sealed import MAGIC
from signaling.media.virtual_media import VirtualMedia
from tests.flows.service import Member, Service, a_service
from tests.signaling.gateway_scene import Page

THANG, NAM, KHANH = (f"{name}@minhphu.example" for name in ("thang", "nam", "khanh"))
OTHERS = tuple(f"{name}@minhphu.example" for name in ("lan", "son", "lam", "chau", "phuoc", "vinh"))
PERMIT, DECISION = "Công văn số 52-CV/ĐU", "ghi âm, ghi hình buổi sinh hoạt"
GAP = "[đoạn này không ghi được]"
SPEECH_S = 4.0
WITHIN_S = 60.0
EBML_MAGIC = b"\x1a\x45\xdf\xa3"


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with a_service(tmp_path) as running:
        yield running


@dataclass
class Seat:
    """Somebody in the room with a real connection for sound and picture."""

    page: Page
    media: VirtualMedia

    @property
    def member(self) -> str:
        return str(self.page.at("me", "member"))

    async def speaks(self, seconds: float) -> None:
        self.media.set_speaking(is_speaking=True)
        await self.page.io.call("media-state", {"microphone": True, "camera": True, "screen": False})
        await asyncio.sleep(seconds)
        self.media.set_speaking(is_speaking=False)


async def _seat(member: Member, meeting: str, tone_hz: float) -> Seat:
    page = await member.enter(meeting)

    async def exchange(offer: str) -> str:
        told = await page.io.call("media-offer", {"sdp": offer, "device": "virtual"})
        assert "sdp" in told, told
        return str(told["sdp"])

    seat = Seat(page, VirtualMedia(exchange, "", tone_hz))
    await page.io.call("media-state", {"microphone": True, "camera": True, "screen": False})
    await seat.media.connect()
    async with asyncio.timeout(WITHIN_S):
        while not seat.media.is_connected:
            await asyncio.sleep(0.05)
    return seat


async def _opened(secretary: Member) -> str:
    for meeting in await secretary.browser.meetings():
        status, where = await secretary.post(f"/meetings/{meeting}/open")
        if status == 303 and where.endswith("/room"):
            return meeting
    raise AssertionError("no meeting could be opened")


async def _do(page: Page, command: str, **fields: Any) -> None:
    told = await page.send(command, **fields)
    assert "version" in told, told


async def _decide(chair: Page, voters: list[Page]) -> None:
    await _do(chair, "OpenVote", question="q-record", text=DECISION, matter="proposal")
    for page in voters:
        await page.sees("me", "vote", "question", value="q-record")
        await _do(page, "CastVote", question="q-record", answer="in_favour")
    await _do(chair, "CloseVote", question="q-record")


async def _mixed(secretary: Member, meeting: str) -> str:
    """Wait for the mix as a person would: by looking at the page of the meeting."""
    async with asyncio.timeout(WITHIN_S):
        while True:
            page = (await secretary.get(f"/meetings/{meeting}"))[1].decode()
            if "Đã dựng xong" in page:
                return page
            await asyncio.sleep(0.3)


@dataclass(frozen=True)
class Product:
    """What a player finds in the file."""

    length_s: float
    streams: list[str]
    chapters: list[str]
    names: list[str]
    pictures: int


def _probe(content: bytes) -> Product:
    with av.open(io.BytesIO(content), "r") as container:
        chapters = [
            f"{float(one['start'] * (one['time_base'] or 0)):.1f}–{float(one['end'] * (one['time_base'] or 0)):.1f} s "
            f"{one['metadata']['title']}"
            for one in container.chapters()
        ]
        streams = [f"{one.type} {one.codec_context.name if one.codec_context else ''}" for one in container.streams]
        names, pictures = [], 0
        for packet in container.demux():
            if packet.stream.type == "subtitle" and packet.size:
                names.append(bytes(packet).decode())
            pictures += packet.stream.type == "video" and packet.size > 0
        assert container.duration is not None
        return Product(container.duration / 1_000_000, streams, chapters, names, pictures)


@pytest.mark.timeout(240)
async def test_a_meeting_that_decides_to_be_recorded_leaves_one_file_with_chapters(service: Service) -> None:
    thang = await service.member(THANG)
    await thang.is_permitted_to_record(PERMIT)
    meeting = await _opened(thang)
    nam_with_pages = await service.member(NAM)
    chair, nam = await _seat(thang, meeting, 300), await _seat(nam_with_pages, meeting, 500)
    unheard = await _seat(await service.member(KHANH), meeting, 900)
    others = [await (await service.member(name)).enter(meeting) for name in OTHERS]
    await _do(chair.page, "CallToOrder")
    items = list(chair.page.at("agenda", "order"))
    refused = await chair.page.send("StartRecording")
    assert refused["refused"] == "recording-undecided"

    # Decided, announced, and Nam speaks; Khánh's browser sends all the time, without the floor.
    await _decide(chair.page, [chair.page, nam.page, *others])
    await _do(chair.page, "StartRecording", question="q-record")
    for screen in (nam.page, unheard.page, *others):
        await screen.sees("recording", "running", "decision", value=DECISION)
    unheard.media.set_speaking(is_speaking=True)
    await _do(chair.page, "GiveFloor", member=nam.member)
    await nam.page.sees("floor", "turn", "member", value=nam.member)
    await nam.speaks(SPEECH_S)
    await _do(nam.page, "YieldFloor")
    await _do(chair.page, "StartItem", item=items[0], reason="rút gọn")
    await chair.speaks(SPEECH_S)
    await _do(chair.page, "StopRecording")
    await others[0].sees("recording", "running", value=None)
    await _do(chair.page, "CloseMeeting", reason="thử máy")

    page = await _mixed(thang, meeting)
    status, content = await thang.get(f"/meetings/{meeting}/recordings/1")
    product = _probe(content)
    print("product:", product)
    assert DECISION in page
    assert status == 200
    assert product.streams == ["video vp8", "audio opus", "subtitle webvtt"]
    assert product.length_s > 2 * SPEECH_S
    assert len(product.chapters) == 2
    assert product.names == [
        nam.page.at(f"member:{nam.member}", "name"),
        chair.page.at(f"member:{chair.member}", "name"),
    ]
    assert product.pictures == pytest.approx(product.length_s * 10, abs=10)

    # Nobody else may have it, no other site may ask for it, and the disk shows nothing of it.
    assert (await nam_with_pages.get(f"/meetings/{meeting}/recordings/1"))[0] == 404
    url = f"{service.url}/meetings/{meeting}/recordings/1"
    async with thang.browser.session.get(url, headers={"Sec-Fetch-Site": "cross-site"}) as answer:
        assert answer.status == 403
    async with thang.browser.session.get(url) as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    files = list((service.folder / "recordings").rglob("*.sealed"))
    assert len(files) > 3
    for file in files:
        assert file.read_bytes().startswith(MAGIC)
        assert EBML_MAGIC not in file.read_bytes()
    for seat in (chair, nam, unheard):
        await seat.media.close()
        await seat.page.io.disconnect()


@pytest.mark.timeout(240)
async def test_a_service_that_is_killed_goes_on_recording_when_it_is_back(service: Service) -> None:
    thang = await service.member(THANG)
    await thang.is_permitted_to_record(PERMIT)
    meeting = await _opened(thang)
    chair = await _seat(thang, meeting, 300)
    await _do(chair.page, "CallToOrder")
    await _do(chair.page, "StartRecording", document="Kế hoạch số 7-KH/CB")
    await chair.speaks(3)

    await service.end(signal.SIGKILL)
    await chair.media.close()
    await service.start()
    again = await _seat(thang, meeting, 300)
    await again.page.sees("recording", "running", "number", value=1)
    await again.speaks(3)
    await _do(again.page, "CloseMeeting", reason="thử máy")

    page = await _mixed(thang, meeting)
    product = _probe((await thang.get(f"/meetings/{meeting}/recordings/1"))[1])
    print("after kill -9:", product)
    assert "Thiếu" in page
    assert [name for name in product.names if name.startswith("[")] == [GAP]
    await again.media.close()
    await again.page.io.disconnect()


@pytest.mark.timeout(240)
async def test_a_media_worker_that_is_killed_leaves_a_gap_and_nothing_else(service: Service) -> None:
    thang = await service.member(THANG)
    await thang.is_permitted_to_record(PERMIT)
    meeting = await _opened(thang)
    chair = await _seat(thang, meeting, 300)
    await _do(chair.page, "CallToOrder")
    await _do(chair.page, "StartRecording", document="Kế hoạch số 7-KH/CB")
    await chair.speaks(3)

    os.kill(service.media_worker(), signal.SIGKILL)
    await chair.page.hears("media-lost")
    await asyncio.sleep(1)  # what a page needs to come back; here it is certain
    await chair.media.connect()
    await chair.speaks(3)
    await _do(chair.page, "StopRecording")
    await asyncio.sleep(2)
    await _do(chair.page, "CloseMeeting", reason="thử máy")

    page = await _mixed(thang, meeting)
    product = _probe((await thang.get(f"/meetings/{meeting}/recordings/1"))[1])
    print("after the worker's death:", product)
    assert "Thiếu 1 đoạn" in page
    assert [name for name in product.names if name.startswith("[")] == [GAP]
    await chair.media.close()
    await chair.page.io.disconnect()
