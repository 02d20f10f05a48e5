"""Slows down guessing, without giving an outsider a way to lock somebody out.

A name tried from one address is answered later and later. An address that fails with many names is refused for a
while. A name attacked from everywhere is answered a little later, and never refused: its owner still comes in.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from server.tables import sign_in_throttle

FORGOTTEN_AFTER = timedelta(minutes=15)
FREE_TRIES = 5  # of one name from one address, before answers become slow
LONGEST_WAIT_S = 8.0
LONGEST_WAIT_ANYWHERE_S = 2.0
FREE_TRIES_ANYWHERE = 20
ADDRESS_TRIES = 30  # many members share the address of one office
ADDRESS_REST = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Pace:
    """How a try is treated: refused for `rest_s` seconds, or answered after `wait_s`; `left` tries are quick."""

    rest_s: int
    wait_s: float
    left: int


def pace(at: Connection, name: str, address: str, now: datetime) -> Pace:
    """What the failures so far mean for a try now."""
    here, _ = _failures(at, _pair(name, address), now)
    anywhere, _ = _failures(at, _name(name), now)
    from_address, last = _failures(at, _address(address), now)
    rest_s = 0
    if from_address >= ADDRESS_TRIES and last is not None:
        rest_s = max(0, int((last + ADDRESS_REST - now).total_seconds()))
    wait_s = 0.0 if here < FREE_TRIES else min(LONGEST_WAIT_S, 2.0 ** (here - FREE_TRIES))
    if anywhere >= FREE_TRIES_ANYWHERE:
        wait_s = max(wait_s, LONGEST_WAIT_ANYWHERE_S)
    return Pace(rest_s, wait_s, max(0, FREE_TRIES - here))


def note_failure(at: Connection, name: str, address: str, now: datetime) -> None:
    """One more wrong try."""
    upsert = sqlite_insert if at.dialect.name == "sqlite" else postgresql_insert
    for subject in (_pair(name, address), _name(name), _address(address)):
        first = upsert(sign_in_throttle).values(subject_hash=subject, failures=1, last_failed_at=now)
        known, last = sign_in_throttle.c.failures, sign_in_throttle.c.last_failed_at
        # In one statement: two who fail at once must both be counted, and neither may find the other's row in the way.
        again = {"failures": case((last < now - FORGOTTEN_AFTER, 1), else_=known + 1), "last_failed_at": now}
        at.execute(first.on_conflict_do_update(index_elements=["subject_hash"], set_=again))


def note_success(at: Connection, name: str, address: str, now: datetime) -> None:
    """The owner is in: this name is quick again. The address keeps its count: others may hide behind it."""
    subjects = (_pair(name, address), _name(name))
    at.execute(delete(sign_in_throttle).where(sign_in_throttle.c.subject_hash.in_(subjects)))
    at.execute(delete(sign_in_throttle).where(sign_in_throttle.c.last_failed_at < now - FORGOTTEN_AFTER))


def _failures(at: Connection, subject: str, now: datetime) -> tuple[int, datetime | None]:
    row = at.execute(select(sign_in_throttle).where(sign_in_throttle.c.subject_hash == subject)).first()
    if row is None or row.last_failed_at < now - FORGOTTEN_AFTER:
        return 0, None
    return row.failures, row.last_failed_at


def _pair(name: str, address: str) -> str:
    return _hash("pair", f"{name}\n{address}")


def _name(name: str) -> str:
    return _hash("name", name)


def _address(address: str) -> str:
    return _hash("address", address)


def _hash(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind}\n{text}".encode()).hexdigest()
