"""Sign-in, passwords, sessions and invitations. Tokens leave this module once and are kept as hashes only."""

import asyncio
import base64
import hashlib
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NewType
from weakref import WeakValueDictionary

from sqlalchemy import ColumnElement, Connection, Executable, Row, and_, delete, exists, insert, select, update

from server import passwords, sign_in_throttle, vietnam_time
from server.contact import email_of, phone_of, sign_in_name
from server.database import Database
from server.declined import Declined
from server.invitation_rule import may_invite, require_right_to_invite
from server.meeting.identity import MemberId
from server.member_fields import clean, read_required_line
from server.organisations import new_id
from server.sign_in_names import name_account
from server.tables import accounts, invitations, members, sessions, setup_codes, sign_in_names
from server.vietnam_time import Clock
from server.visitor import Visitor, visitor_on

log = logging.getLogger(__name__)

AccountId = NewType("AccountId", str)
SessionId = NewType("SessionId", str)  # the hash of the cookie's token: names the session, opens nothing

SESSION_LIFE = timedelta(hours=12)
IDLE_LIMIT = timedelta(minutes=30)  # outside meetings; a room keeps its members' sessions alive
IN_A_MEETING = timedelta(minutes=15)  # how far a live room carries a session beyond its end
INVITATION_LIFE = timedelta(hours=24)
SETUP_CODE_LIFE = timedelta(hours=24)
SEEN_EVERY = timedelta(seconds=60)  # a write per page view would make every reader a writer
TOKEN_BYTES = 32
SETUP_CODE_BYTES = 10
AT_ONCE_FROM_AN_ADDRESS = 4  # tries whose failure is not noted yet; more, and a burst would pass the throttle uncounted


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long things are good for; an operator may choose others."""

    session: timedelta = SESSION_LIFE
    idle: timedelta = IDLE_LIMIT
    invitation: timedelta = INVITATION_LIFE


DEFAULT_LENGTHS = Lengths()


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser."""

    id: SessionId
    account: AccountId
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What the cookie carries, once."""

    token: str
    session: Session


@dataclass(frozen=True, slots=True)
class InvitedAccount:
    account: AccountId
    name: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that was made to one's account, as its owner sees it. `by` is empty for the service itself."""

    made_at: datetime
    by: str
    used_at: datetime | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account as the administrator sees it."""

    id: AccountId
    name: str
    is_administrator: bool
    has_password: bool
    disabled_at: datetime | None


class Accounts:
    """Accounts of members and administrators."""

    def __init__(self, database: Database, clock: Clock = vietnam_time.now, lengths: Lengths = DEFAULT_LENGTHS) -> None:
        self._database = database
        self._clock = clock
        self.lengths = lengths
        self._one_try: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._few_tries: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self.on_sign_out: list[Callable[[frozenset[SessionId]], None]] = []  # the gateway closes what these opened

    async def sign_in(self, name: str, password: str, address: str) -> SignedIn:
        """A new session. Raises wrong-sign-in (one answer for every cause), sign-in-slow.

        `address` is the client's; tries of one name from one address wait for each other."""
        wanted = sign_in_name(name) or f"?{clean(name)[:200]}".replace("\0", "?")  # PostgreSQL looks for no NUL
        async with self._one_try.setdefault(f"{wanted}\n{address}", asyncio.Lock()):
            return await self._try(wanted, password, address)

    async def _try(self, name: str, password: str, address: str) -> SignedIn:
        await self._wait_turn(name, address)
        async with self._few_tries.setdefault(address, asyncio.Semaphore(AT_ONCE_FROM_AN_ADDRESS)):
            pace = await self._pace(name, address)  # again: others from there may have failed meanwhile
            return await self._try_now(name, password, address, pace.left)

    async def _try_now(self, name: str, password: str, address: str, left: int) -> SignedIn:
        found = await self._database.read(lambda at: _account_named(at, name))
        account, stored = found or (None, None)
        is_right = await passwords.matches(password, stored)
        if account is None or not is_right:
            await self._database.write(lambda at: sign_in_throttle.note_failure(at, name, address, self._clock()))
            raise Declined("wrong-sign-in", left=max(0, left - 1))

        def work(at: Connection) -> SignedIn:
            sign_in_throttle.note_success(at, name, address, self._clock())
            return _open_session(at, account, self._clock(), self.lengths)

        return await self._database.write(work)

    async def session(self, token: str) -> Session | None:
        """The session of a cookie; None if unknown, ended, idle for too long, or its account is disabled."""
        now = self._clock()
        found = await self._database.read(lambda at: _session(at, _hash(token), now, self.lengths.idle))
        if found is None:
            return None
        session, seen_at = found
        if now - seen_at > SEEN_EVERY:
            mine = sessions.c.token_hash == session.id
            await self._database.write(lambda at: _run(at, update(sessions).where(mine).values(seen_at=now)))
        return session

    async def keep_alive(self, session: SessionId) -> bool:
        """A live room is activity: call once a minute. False if the session has ended and the socket must too."""

        def work(at: Connection) -> bool:
            now = self._clock()
            found = _session(at, session, now, self.lengths.idle)
            if found is None:
                return False
            until = max(found[0].expires_at, now + IN_A_MEETING)
            mine = sessions.c.token_hash == session
            at.execute(update(sessions).where(mine).values(seen_at=now, expires_at=until))
            return True

        return await self._database.write(work)

    async def sign_out(self, session: SessionId) -> None:
        """End one session."""
        await self._end(sessions.c.token_hash == session)

    async def sign_out_everywhere(self, account: AccountId, but: SessionId | None = None) -> None:
        """End all sessions of an account, or all but one."""
        mine = sessions.c.account_id == account
        await self._end(mine if but is None else and_(mine, sessions.c.token_hash != but))

    async def change_password(self, session: Session, old: str, new: str, address: str) -> None:
        """Raises password-wrong, sign-in-slow, and as passwords.require_good. Other sessions end."""
        key = f"account:{session.account}"
        await self._wait_turn(key, address)
        stored = await self._database.read(lambda at: _password_hash(at, session.account))
        if not await passwords.matches(old, stored):
            await self._database.write(lambda at: sign_in_throttle.note_failure(at, key, address, self._clock()))
            raise Declined("password-wrong", field="old_password")
        await self.set_password(session.account, new)
        await self.sign_out_everywhere(session.account, but=session.id)

    async def set_password(self, account: AccountId, password: str) -> None:
        """Raises as passwords.require_good, with the account's own names refused as passwords."""
        own = await self._database.read(lambda at: _own_words(at, account))
        passwords.require_good(password, own_words=own)
        values = {"password_hash": await passwords.hashed(password), "password_set_at": self._clock()}
        mine = accounts.c.id == account
        await self._database.write(lambda at: _run(at, update(accounts).where(mine).values(**values)))

    async def account_for(self, member: MemberId) -> AccountId:
        """The member's account, made if there is none. Raises nothing-there, no-sign-in-name, sign-in-name-taken."""
        return await self._database.write(lambda at: _account_for(at, member, self._clock()))

    async def invite(self, member: MemberId, by: AccountId | None) -> str:
        """The token of a link by which the member sets a password: one use, lengths.invitation. Earlier ones are void.

        `by` is None for the service itself. Raises as account_for, and as require_right_to_invite."""

        def work(at: Connection) -> str:
            now = self._clock()
            if by is not None:
                day = vietnam_time.day_of(now)
                require_right_to_invite(at, visitor_on(at, by, day), member, day)
            account = _account_for(at, member, now)
            _void_invitations(at, account, now)
            token = secrets.token_urlsafe(TOKEN_BYTES)
            values = {"created_at": now, "created_by": by, "expires_at": now + self.lengths.invitation}
            at.execute(insert(invitations).values(token_hash=_hash(token), account_id=account, **values))
            log.info("invitation made", extra={"account": account, "by": by or ""})
            return token

        return await self._database.write(work)

    async def may_invite(self, by: Visitor, member: MemberId) -> bool:
        """Whether `invite` would let this person make a link for that member."""
        return await self._database.read(lambda at: may_invite(at, by, member, vietnam_time.day_of(self._clock())))

    async def invitations_to(self, account: AccountId) -> tuple[Invitation, ...]:
        """Every link that was ever made to this account, newest first."""
        return await self._database.read(lambda at: _invitations_to(at, account, self._clock()))

    async def void_invitations(self, account: AccountId) -> None:
        """The links that are still open do not work any more."""
        await self._database.write(lambda at: _void_invitations(at, account, self._clock()))

    async def invited(self, token: str) -> InvitedAccount:
        """Whom the link is for. Raises link-expired, also for a used or unknown one."""
        return await self._database.read(lambda at: _invited(at, token, self._clock()))

    async def accept_invitation(self, token: str, password: str) -> SignedIn:
        """Set the password and sign in; the link is spent. Raises link-expired, and as passwords.require_good."""
        invited = await self.invited(token)
        own = await self._database.read(lambda at: _own_words(at, invited.account))
        passwords.require_good(password, own_words=own)
        hashed = await passwords.hashed(password)
        await self.sign_out_everywhere(invited.account)

        def work(at: Connection) -> SignedIn:
            now = self._clock()
            _invited(at, token, now)  # again: the same link may have been used in another tab meanwhile
            at.execute(update(invitations).where(invitations.c.token_hash == _hash(token)).values(used_at=now))
            mine = accounts.c.id == invited.account
            at.execute(update(accounts).where(mine).values(password_hash=hashed, password_set_at=now))
            return _open_session(at, invited.account, now, self.lengths)

        return await self._database.write(work)

    async def make_setup_code(self, *, again: bool = False) -> str:
        """The one-use code by which the first administrator signs up. Raises setup-done if there is one already.

        With `again` there is a code all the same: whoever has the machine's shell has the service, and an administrator
        who has lost the password has no other way back."""

        def work(at: Connection) -> str:
            if not again and at.execute(select(exists().where(accounts.c.is_administrator))).scalar():
                raise Declined("setup-done")
            at.execute(delete(setup_codes))
            letters = base64.b32encode(secrets.token_bytes(SETUP_CODE_BYTES)).decode()
            now = self._clock()
            times = {"created_at": now, "expires_at": now + SETUP_CODE_LIFE}
            at.execute(insert(setup_codes).values(code_hash=_hash(letters), **times))
            log.info("setup code made", extra={"again": again})
            return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))

        return await self._database.write(work)

    async def set_up(self, code: str, name: str, contact: str, password: str, address: str) -> SignedIn:
        """The first administrator, or one whose contact it is, back with a new password and all sessions ended.

        Raises setup-code-wrong, sign-in-slow, field-missing, sign-in-name-taken (a member's), and for the password."""
        await self._wait_turn("setup", address)
        display_name = read_required_line(name, "name")
        phone, email = phone_of(contact), email_of(contact)
        if phone is None and email is None:
            raise Declined("no-sign-in-name", field="contact")
        passwords.require_good(password, own_words=(contact,))
        hashed = await passwords.hashed(password)
        letters = "".join(letter for letter in code.upper() if letter.isalnum())

        def work(at: Connection) -> SignedIn | None:
            now = self._clock()
            if not _spend_setup_code(at, _hash(letters), now):
                sign_in_throttle.note_failure(at, "setup", address, now)
                return None
            values = {"password_hash": hashed, "password_set_at": now}
            account = _administrator_named(at, phone or email or "")
            if account is not None:
                at.execute(update(accounts).where(accounts.c.id == account).values(disabled_at=None, **values))
                _void_invitations(at, account, now)
                log.warning("administrator set up again", extra={"account": account})
            else:
                account = AccountId(new_id())
                values |= {"is_administrator": True, "created_at": now}
                at.execute(insert(accounts).values(id=account, display_name=display_name, **values))
                name_account(at, account, phone, email)
            return _open_session(at, account, now, self.lengths)

        signed_in = await self._database.write(work)
        if signed_in is None:
            raise Declined("setup-code-wrong", field="code")
        await self.sign_out_everywhere(signed_in.session.account, but=signed_in.session.id)
        return signed_in

    async def lines(self) -> tuple[AccountLine, ...]:
        """Every account by name."""
        return await self._database.read(_account_lines)

    async def disable(self, account: AccountId) -> None:
        """Nobody signs in with it any more; its sessions and links end now. Raises last-administrator."""

        def work(at: Connection) -> None:
            now = self._clock()
            _require_another_administrator(at, account)
            at.execute(update(accounts).where(accounts.c.id == account).values(disabled_at=now))
            _void_invitations(at, account, now)
            log.info("account disabled", extra={"account": account})

        await self._database.write(work)
        await self.sign_out_everywhere(account)

    async def enable(self, account: AccountId) -> None:
        """Its owner signs in again, with the same password."""
        mine = accounts.c.id == account
        await self._database.write(lambda at: _run(at, update(accounts).where(mine).values(disabled_at=None)))
        log.info("account enabled", extra={"account": account})

    async def make_administrator(self, account: AccountId) -> None:
        """One more administrator: one alone who is ill or has lost the password leaves a service without any."""
        mine = accounts.c.id == account
        await self._database.write(lambda at: _run(at, update(accounts).where(mine).values(is_administrator=True)))
        log.info("administrator made", extra={"account": account})

    async def end_administrator(self, account: AccountId) -> None:
        """The account stays, without the administration. Raises last-administrator."""

        def work(at: Connection) -> None:
            _require_another_administrator(at, account)
            at.execute(update(accounts).where(accounts.c.id == account).values(is_administrator=False))
            log.info("administrator ended", extra={"account": account})

        await self._database.write(work)

    async def _wait_turn(self, name: str, address: str) -> int:
        """Wait as long as earlier failures ask for; how many tries are still quick. Raises sign-in-slow."""
        pace = await self._pace(name, address)
        if pace.wait_s:
            await asyncio.sleep(pace.wait_s)
        return pace.left

    async def _pace(self, name: str, address: str) -> sign_in_throttle.Pace:
        """How a try is treated now. Raises sign-in-slow."""
        pace = await self._database.read(lambda at: sign_in_throttle.pace(at, name, address, self._clock()))
        if pace.rest_s:
            raise Declined("sign-in-slow", seconds=pace.rest_s)
        return pace

    async def _end(self, which: ColumnElement[bool]) -> None:
        def work(at: Connection) -> frozenset[SessionId]:
            ended = frozenset(
                SessionId(row.token_hash) for row in at.execute(select(sessions.c.token_hash).where(which))
            )
            at.execute(delete(sessions).where(which))
            return ended

        ended = await self._database.write(work)
        for tell in self.on_sign_out:
            tell(ended)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()  # cookies may hold bytes that are no letters


def _run(at: Connection, statement: Executable) -> None:
    at.execute(statement)


def _account_named(at: Connection, name: str) -> tuple[AccountId, str | None] | None:
    query = (
        select(accounts.c.id, accounts.c.password_hash)
        .join(sign_in_names, sign_in_names.c.account_id == accounts.c.id)
        .where(sign_in_names.c.name == name, accounts.c.disabled_at.is_(None))
    )
    row = at.execute(query).first()
    return (AccountId(row.id), row.password_hash) if row else None


def _password_hash(at: Connection, account: AccountId) -> str | None:
    return at.execute(select(accounts.c.password_hash).where(accounts.c.id == account)).scalar()


def _own_words(at: Connection, account: AccountId) -> tuple[str, ...]:
    query = select(sign_in_names.c.name).where(sign_in_names.c.account_id == account)
    return tuple(row.name.partition("@")[0] for row in at.execute(query))


def _open_session(at: Connection, account: AccountId, now: datetime, lengths: Lengths) -> SignedIn:
    at.execute(delete(sessions).where(sessions.c.expires_at < now))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session = Session(SessionId(_hash(token)), account, now + lengths.session)
    times = {"created_at": now, "seen_at": now, "expires_at": session.expires_at}
    at.execute(insert(sessions).values(token_hash=session.id, account_id=account, **times))
    return SignedIn(token, session)


def _session(at: Connection, token_hash: str, now: datetime, idle: timedelta) -> tuple[Session, datetime] | None:
    query = (
        select(sessions)
        .join(accounts, accounts.c.id == sessions.c.account_id)
        .where(sessions.c.token_hash == token_hash, accounts.c.disabled_at.is_(None))
    )
    row: Row[*tuple[Any, ...]] | None = at.execute(query).first()
    if row is None or row.expires_at <= now or row.seen_at + idle <= now:
        return None
    return Session(SessionId(row.token_hash), AccountId(row.account_id), row.expires_at), row.seen_at


def _account_for(at: Connection, member: MemberId, now: datetime) -> AccountId:
    found = at.execute(select(accounts.c.id).where(accounts.c.member_id == member)).scalar()
    if found is not None:
        return AccountId(found)
    person = at.execute(select(members).where(members.c.id == member)).first()
    if person is None:
        raise Declined("nothing-there")
    if person.phone is None and person.email is None:
        raise Declined("no-sign-in-name", field="phone")
    account = AccountId(new_id())
    values = {"display_name": person.name, "is_administrator": False, "created_at": now}
    at.execute(insert(accounts).values(id=account, member_id=member, **values))
    name_account(at, account, person.phone, person.email)
    return account


def _invited(at: Connection, token: str, now: datetime) -> InvitedAccount:
    query = (
        select(invitations.c.account_id, accounts.c.display_name)
        .join(accounts, accounts.c.id == invitations.c.account_id)
        .where(
            invitations.c.token_hash == _hash(token),
            invitations.c.used_at.is_(None),
            invitations.c.expires_at > now,
            accounts.c.disabled_at.is_(None),
        )
    )
    row = at.execute(query).first()
    if row is None:
        raise Declined("link-expired")
    return InvitedAccount(AccountId(row.account_id), row.display_name)


def _void_invitations(at: Connection, account: AccountId, now: datetime) -> None:
    """The rows stay: they say who could have come into the account, and when."""
    mine = and_(invitations.c.account_id == account, invitations.c.used_at.is_(None), invitations.c.expires_at > now)
    at.execute(update(invitations).where(mine).values(expires_at=now))


def _invitations_to(at: Connection, account: AccountId, now: datetime) -> tuple[Invitation, ...]:
    maker = accounts.alias("maker")
    query = (
        select(invitations, maker.c.display_name)
        .outerjoin(maker, maker.c.id == invitations.c.created_by)
        .where(invitations.c.account_id == account)
        .order_by(invitations.c.created_at.desc())
    )
    return tuple(
        Invitation(
            made_at=row.created_at,
            by=row.display_name or "",
            used_at=row.used_at,
            is_open=row.used_at is None and row.expires_at > now,
        )
        for row in at.execute(query)
    )


def _account_lines(at: Connection) -> tuple[AccountLine, ...]:
    return tuple(
        AccountLine(
            AccountId(row.id),
            row.display_name,
            row.is_administrator,
            row.password_hash is not None,
            row.disabled_at,
        )
        for row in at.execute(select(accounts).order_by(accounts.c.display_name, accounts.c.id))
    )


def _require_another_administrator(at: Connection, account: AccountId) -> None:
    """Raises last-administrator if without this account nobody could administer the service."""
    others = [one for one in _account_lines(at) if one.id != account and one.is_administrator]
    if not any(one.has_password and one.disabled_at is None for one in others):
        own = select(accounts.c.is_administrator).where(accounts.c.id == account)
        if at.execute(own).scalar():
            raise Declined("last-administrator")


def _administrator_named(at: Connection, name: str) -> AccountId | None:
    query = (
        select(accounts.c.id)
        .join(sign_in_names, sign_in_names.c.account_id == accounts.c.id)
        .where(sign_in_names.c.name == name, accounts.c.is_administrator)
    )
    found = at.execute(query).scalar()
    return None if found is None else AccountId(found)


def _spend_setup_code(at: Connection, code_hash: str, now: datetime) -> bool:
    good = and_(setup_codes.c.code_hash == code_hash, setup_codes.c.used_at.is_(None), setup_codes.c.expires_at > now)
    return bool(at.execute(update(setup_codes).where(good).values(used_at=now)).rowcount)
