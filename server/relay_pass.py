"""Passes for the TURN relay, made for one member and a few hours, checked by the relay from the shared secret alone.

The convention is draft-uberti-behave-turn-rest-00, section 2.2: the name says when it ends and whose it is, the
password is its HMAC-SHA1. (SHA-1 as a MAC is what every relay understands; nothing rests on its collisions.)"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.meeting.identity import MemberId


@dataclass(frozen=True, slots=True)
class RelayPass:
    """What a browser's RTCPeerConnection takes as one of its `iceServers`."""

    urls: tuple[str, ...]
    username: str
    credential: str

    def as_ice_server(self) -> dict[str, object]:
        return {"urls": list(self.urls), "username": self.username, "credential": self.credential}


def issue(urls: Sequence[str], secret: str, member: MemberId, now: datetime, life: timedelta) -> RelayPass | None:
    """Return a pass, or None where no relay is set."""
    if not urls:
        return None
    username = f"{int((now + life).timestamp())}:{member}"
    signature = hmac.new(secret.encode(), username.encode(), hashlib.sha1).digest()
    return RelayPass(tuple(urls), username, base64.b64encode(signature).decode())
