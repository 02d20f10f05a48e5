"""Both ways a packet is forwarded: in Python, and in C where there was a compiler at installation."""

from typing import cast

import pytest

from signaling.media import sfu
from signaling.media.aiortc_seam import seal_place
from signaling.media.forwarder import compiled, forward_in_python
from tests.conftest import unavailable


@pytest.fixture(params=["in Python", "in C"])
def every_forwarder(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a test of the engine in this process once for each."""
    way = forward_in_python if cast(str, request.param) == "in Python" else compiled(seal_place())
    if way is None:
        unavailable("no loop in C: Python's headers or gcc were missing at installation")
    monkeypatch.setattr(sfu, "forward", way)
