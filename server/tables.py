"""Every table of the service, in one MetaData; Alembic's steps lead to exactly this."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, in and out. SQLite forgets time zones, so the naive value there is UTC by our word."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


ID = String(64)
NAME = String(200)
LONG_NAME = String(400)
REASON = String(1000)
SHA256 = String(64)
CODE = String(40)


def _key(name: str = "id") -> Column[Any]:
    return Column(name, ID, primary_key=True)


def _one_of(column: str, values: Sequence[str], *, nullable: bool = False) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    test = f"{column} IN ({listed})"
    return CheckConstraint(f"{column} IS NULL OR {test}" if nullable else test, name=column)


def _dated(start: str = "valid_from", end: str = "valid_to") -> tuple[Column[Any], Column[Any], CheckConstraint]:
    """Both days belong to the period; an empty end means until further notice."""
    return (
        Column(start, Date, nullable=False),
        Column(end, Date),
        CheckConstraint(f"{end} IS NULL OR {end} >= {start}", name="period"),
    )


# The log ------------------------------------------------------------------------------------------

events = Table(
    "events",
    metadata,
    Column("meeting_id", ID, nullable=False),
    Column("version", Integer, nullable=False),
    Column("type", String(80), nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", ID),
    Column("command_id", ID),
    Column("hash", SHA256, nullable=False),
    PrimaryKeyConstraint("meeting_id", "version"),
)

commands = Table(
    "commands",
    metadata,
    Column("meeting_id", ID, nullable=False),
    Column("command_id", ID, nullable=False),
    Column("version", Integer, nullable=False),
    PrimaryKeyConstraint("meeting_id", "command_id"),
)

# No time, no order, no member. WITHOUT ROWID because a rowid would number the ballots as they came in.
ballots = Table(
    "ballots",
    metadata,
    Column("ballot_id", LargeBinary(16), nullable=False),
    Column("meeting_id", ID, nullable=False),
    Column("question_id", ID, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("ballot_id"),
    sqlite_with_rowid=False,
)

service_pulse = Table(
    "service_pulse",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("meeting_id", ID, nullable=False),
    Column("kind", String(60), nullable=False),
    Column("sha256", SHA256, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("media_type", String(120), nullable=False),
    Column("filed_at", Instant, nullable=False),
    PrimaryKeyConstraint("meeting_id", "kind"),
)

# The tree -----------------------------------------------------------------------------------------

organisations = Table(
    "organisations",
    metadata,
    _key(),
    Column("kind", CODE, nullable=False),
    Column("name", LONG_NAME, nullable=False),
    Column("code", String(19)),
    Column("founded_on", Date, nullable=False),
    Column("dissolved_on", Date),
    UniqueConstraint("code"),
    _one_of("kind", ("central", "province", "commune", "body", "cell")),
    CheckConstraint("dissolved_on IS NULL OR dissolved_on >= founded_on", name="life"),
)

organisation_parents = Table(
    "organisation_parents",
    metadata,
    _key(),
    Column("organisation_id", ForeignKey("organisations.id"), nullable=False, index=True),
    Column("parent_id", ForeignKey("organisations.id"), nullable=False, index=True),
    *_dated(),
    CheckConstraint("organisation_id <> parent_id", name="no_loop"),
)

cells = Table(
    "cells",
    metadata,
    Column("id", ForeignKey("organisations.id"), primary_key=True),
    Column("short_name", NAME, nullable=False),
    Column("term", String(40), nullable=False, server_default=""),
    Column("late_after_s", Integer, nullable=False, server_default="300"),
    Column("help_phone", String(40), nullable=False, server_default=""),
    CheckConstraint("late_after_s >= 0", name="late_after_s"),
)

online_authorisations = Table(
    "online_authorisations",
    metadata,
    _key(),
    Column("cell_id", ForeignKey("cells.id"), nullable=False, index=True),
    Column("document", LONG_NAME, nullable=False),
    Column("issued_on", Date, nullable=False),
    Column("ground", CODE, nullable=False),
    *_dated(),
    _one_of("ground", ("dispersed", "mobile", "on_duty", "emergency")),
)

ballot_permissions = Table(
    "ballot_permissions",
    metadata,
    _key(),
    Column("cell_id", ForeignKey("cells.id"), nullable=False, index=True),
    Column("document", LONG_NAME, nullable=False),
    Column("issued_on", Date, nullable=False),
    *_dated(),
)

recording_permissions = Table(
    "recording_permissions",
    metadata,
    _key(),
    Column("cell_id", ForeignKey("cells.id"), nullable=False, index=True),
    Column("document", LONG_NAME, nullable=False),
    Column("issued_on", Date, nullable=False),
    *_dated(),
)

sites = Table(
    "sites",
    metadata,
    _key(),
    Column("cell_id", ForeignKey("cells.id"), nullable=False, index=True),
    Column("name", NAME, nullable=False),
    Column("province", NAME, nullable=False),
    Column("closed_on", Date),
    UniqueConstraint("cell_id", "name"),
)

# Members ------------------------------------------------------------------------------------------

# The fields of the member's summary, and no identity number, family or file: those belong to the Party's own database.
members = Table(
    "members",
    metadata,
    _key(),
    Column("name", NAME, nullable=False),
    Column("sex", CODE, nullable=False),
    Column("birth_year", Integer),
    Column("card_number", String(20)),
    Column("admitted_on", Date),
    Column("official_on", Date),
    Column("workplace", LONG_NAME, nullable=False, server_default=""),
    Column("province", NAME, nullable=False, server_default=""),
    Column("other_office", LONG_NAME, nullable=False, server_default=""),
    Column("phone", String(20)),
    Column("email", String(254)),
    Column("added_at", Instant, nullable=False),
    UniqueConstraint("card_number"),
    _one_of("sex", ("male", "female")),
    CheckConstraint("official_on IS NULL OR admitted_on IS NOT NULL", name="official_after_admission"),
)

memberships = Table(
    "memberships",
    metadata,
    _key(),
    Column("member_id", ForeignKey("members.id"), nullable=False, index=True),
    Column("cell_id", ForeignKey("cells.id"), nullable=False, index=True),
    Column("party_group", NAME, nullable=False, server_default=""),
    Column("site_id", ForeignKey("sites.id")),
    *_dated(),
)

# A status belongs to a membership: the same person is attached *elsewhere* at home and attached *here* at the host.
statuses = Table(
    "statuses",
    metadata,
    _key(),
    Column("membership_id", ForeignKey("memberships.id"), nullable=False, index=True),
    Column("status", CODE, nullable=False),
    Column("decision_number", NAME, nullable=False, server_default=""),
    *_dated(),
    _one_of(
        "status",
        (
            "reduced",
            "exempt",
            "attached_elsewhere",
            "attached_here",
            "suspended",
            "prosecuted",
            "transfer_pending",
        ),
    ),
)

offices = Table(
    "offices",
    metadata,
    _key(),
    Column("member_id", ForeignKey("members.id"), nullable=False, index=True),
    Column("organisation_id", ForeignKey("organisations.id"), nullable=False, index=True),
    Column("office", CODE, nullable=False),
    Column("title", NAME, nullable=False, server_default=""),
    *_dated(),
    _one_of("office", ("secretary", "deputy", "cell_committee", "committee_officer", "standing_member")),
)

observer_assignments = Table(
    "observer_assignments",
    metadata,
    _key(),
    Column("member_id", ForeignKey("members.id"), nullable=False, index=True),
    Column("cell_id", ForeignKey("cells.id"), nullable=False, index=True),
    Column("title", NAME, nullable=False, server_default=""),
    *_dated(),
)

# Accounts -----------------------------------------------------------------------------------------

accounts = Table(
    "accounts",
    metadata,
    _key(),
    Column("member_id", ForeignKey("members.id")),
    Column("display_name", NAME, nullable=False),
    Column("password_hash", Text),
    Column("password_set_at", Instant),
    Column("is_administrator", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("disabled_at", Instant),
    UniqueConstraint("member_id"),
)

sign_in_names = Table(
    "sign_in_names",
    metadata,
    Column("name", String(254), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
)

# Tokens are kept as SHA-256 only: a stolen copy of the database opens no session and no invitation.
sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", SHA256, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

invitations = Table(
    "invitations",
    metadata,
    Column("token_hash", SHA256, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("created_by", ID),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

setup_codes = Table(
    "setup_codes",
    metadata,
    Column("code_hash", SHA256, primary_key=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)

sign_in_throttle = Table(
    "sign_in_throttle",
    metadata,
    Column("subject_hash", SHA256, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_failed_at", Instant, nullable=False),
)

# Before a meeting ---------------------------------------------------------------------------------

meetings = Table(
    "meetings",
    metadata,
    _key(),
    Column("cell_id", ForeignKey("cells.id"), nullable=False, index=True),
    Column("kind", CODE, nullable=False),
    Column("title", LONG_NAME, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("state", CODE, nullable=False),
    Column("chair_id", ForeignKey("members.id"), nullable=False),
    Column("minute_taker_id", ForeignKey("members.id")),
    Column("committee_met_on", Date),
    Column("created_by", ID, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("notified_at", Instant),
    Column("opened_at", Instant),
    Column("closed_at", Instant),
    Column("moved_from", Instant),  # the time that had been told before the last move
    Column("moved_at", Instant),
    Column("cancelled_at", Instant),
    Column("cancel_reason", REASON, nullable=False, server_default=""),
    Column("changed_at", Instant),  # what stands in a member's calendar; each change is one more revision
    Column("revision", Integer, nullable=False, server_default="0"),
    Column("called_at", Instant),  # noted at the close, from the log; empty: the meeting was never called to order
    _one_of("kind", ("regular", "thematic", "extraordinary", "congress")),
    _one_of("state", ("draft", "prepared", "notified", "open", "closed")),
)

# One meeting at a time per cell in session, whatever two browsers press in the same second.
Index(
    "uq_meetings_cell_in_session",
    meetings.c.cell_id,
    unique=True,
    sqlite_where=meetings.c.state == "open",
    postgresql_where=meetings.c.state == "open",
)

agenda_items = Table(
    "agenda_items",
    metadata,
    _key(),
    Column("meeting_id", ForeignKey("meetings.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("step", CODE, nullable=False),
    Column("stage", CODE, nullable=False),
    Column("title", LONG_NAME, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("presenter_id", ForeignKey("members.id")),
    Column("needs_vote", Boolean, nullable=False),
    _one_of("stage", ("opening", "business", "closing")),
    CheckConstraint("minutes BETWEEN 0 AND 480", name="minutes"),
)

papers = Table(
    "papers",
    metadata,
    _key(),
    Column("meeting_id", ForeignKey("meetings.id"), nullable=False, index=True),
    Column("item_id", ForeignKey("agenda_items.id", ondelete="SET NULL")),
    Column("title", LONG_NAME, nullable=False),
    Column("file_name", String(255), nullable=False),
    Column("media_type", String(120), nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("sha256", SHA256, nullable=False),
    Column("pages", Integer),
    Column("uploaded_by", ID, nullable=False),
    Column("uploaded_at", Instant, nullable=False),
    Column("removed_at", Instant),
)

replies = Table(
    "replies",
    metadata,
    Column("meeting_id", ForeignKey("meetings.id"), nullable=False),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("answer", CODE, nullable=False),
    Column("reason", REASON, nullable=False, server_default=""),
    Column("replied_at", Instant, nullable=False),
    Column("accepted", Boolean),
    Column("decided_by", ID),
    Column("decided_at", Instant),
    PrimaryKeyConstraint("meeting_id", "member_id"),
    _one_of("answer", ("will_attend", "leave")),
)

reading_marks = Table(
    "reading_marks",
    metadata,
    Column("paper_id", ForeignKey("papers.id"), nullable=False),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("read_at", Instant, nullable=False),
    PrimaryKeyConstraint("paper_id", "member_id"),
)

notifications = Table(
    "notifications",
    metadata,
    Column("meeting_id", ForeignKey("meetings.id"), nullable=False),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("sent_at", Instant, nullable=False),
    Column("seen_at", Instant),
    PrimaryKeyConstraint("meeting_id", "member_id"),
)

guests = Table(
    "guests",
    metadata,
    Column("meeting_id", ForeignKey("meetings.id"), nullable=False),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("title", NAME, nullable=False, server_default=""),
    PrimaryKeyConstraint("meeting_id", "member_id"),
)

# The tasks of the last resolution, for the review item by item in step 7.
reviewed_tasks = Table(
    "reviewed_tasks",
    metadata,
    Column("meeting_id", ForeignKey("meetings.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("task", REASON, nullable=False),
    Column("owner", NAME, nullable=False, server_default=""),
    Column("result", REASON, nullable=False, server_default=""),
    PrimaryKeyConstraint("meeting_id", "position"),
)

# What the readers of a closed meeting ask for most. A fold of the log, kept so that a year chart needs no replay.
attendance_records = Table(
    "attendance_records",
    metadata,
    Column("meeting_id", ForeignKey("meetings.id"), nullable=False),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("state", CODE, nullable=False),
    Column("is_counted", Boolean, nullable=False),
    PrimaryKeyConstraint("meeting_id", "member_id"),
)
