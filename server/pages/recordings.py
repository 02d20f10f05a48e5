"""The mixed file of a recording as a download, for those who may have it."""

import asyncio
import logging
from collections.abc import Iterator

from aiohttp import web

from recordings.keeper import NotReady
from server.pages.gate import page
from server.pages.keys import CELL, DESK, SHEET, VISITOR
from server.pages.meeting_after import closed_meeting
from server.pages.rights import Action
from server.papers import disposition
from server.vietnam_time import day_of

log = logging.getLogger(__name__)

OWN_PAGES = frozenset({"same-origin", "none"})  # our link, or the address typed
BLOCK_BYTES = 256 << 10


def routes(app: web.Application) -> None:
    page(app, "GET", "/meetings/{meeting}/recordings/{recording}", download, Action.READ_RECORDINGS)


async def download(request: web.Request) -> web.StreamResponse:
    """The mixed file, opened piece by piece on its way out; another site's page gets nothing (ASVS 3.5.8)."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in OWN_PAGES:
        raise web.HTTPForbidden
    meeting = await closed_meeting(request)
    number = next((one.number for one in meeting.recordings if str(one.number) == request.match_info["recording"]), 0)
    try:
        size, pieces = await asyncio.to_thread(request.app[DESK].keeper.open, meeting.plan.id, number)
    except NotReady:
        raise web.HTTPNotFound from None
    log.info("recording downloaded", extra={"meeting": meeting.plan.id, "member": request[VISITOR].member})
    name = f"ghi-hinh-{number}-{request[CELL].short_name}-{day_of(request[SHEET].starts_at):%Y-%m-%d}.webm"
    response = web.StreamResponse(
        headers={
            "Content-Disposition": disposition(name, inline=False),
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "no-store",
            "Content-Type": "video/webm",
            "Content-Length": str(size),
        }
    )
    await response.prepare(request)
    blocks = _in_blocks(pieces)
    while block := await asyncio.to_thread(next, blocks, b""):
        await response.write(block)
    await response.write_eof()
    return response


def _in_blocks(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Many small pieces as few larger ones: each costs a trip to a thread."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= BLOCK_BYTES:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)
