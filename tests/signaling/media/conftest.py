"""Both ways a packet is forwarded and sent: in Python, and in C where there was a compiler at installation."""

from typing import cast

import pytest

from signaling.media import fan_out, sfu
from signaling.media.aiortc_seam import seal_place
from signaling.media.fan_out import compiled_send, send_in_python
from signaling.media.forwarder import compiled, forward_in_python
from tests.conftest import unavailable


@pytest.fixture(params=["in Python", "in C"])
def every_forwarder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test of the engine in this process once for each."""
    is_python = cast(str, request.param) == "in Python"
    forward = forward_in_python if is_python else compiled(seal_place())
    send = (None if is_python else compiled_send()) or send_in_python
    if forward is None:
        unavailable("no loop in C: Python's headers or gcc were missing at installation")
    monkeypatch.setattr(sfu, "forward", forward)
    monkeypatch.setattr(fan_out, "_SEND", send)
