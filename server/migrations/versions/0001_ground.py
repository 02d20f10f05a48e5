"""The log, the registry, the accounts and what happens before a meeting."""

import sqlalchemy as sa
from alembic import op

from server.tables import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ballots",
        sa.Column("ballot_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("meeting_id", sa.String(length=64), nullable=False),
        sa.Column("question_id", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("ballot_id", name=op.f("pk_ballots")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "commands",
        sa.Column("meeting_id", sa.String(length=64), nullable=False),
        sa.Column("command_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", "command_id", name=op.f("pk_commands")),
    )
    op.create_table(
        "documents",
        sa.Column("meeting_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("filed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", "kind", name=op.f("pk_documents")),
    )
    op.create_table(
        "events",
        sa.Column("meeting_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("command_id", sa.String(length=64), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", "version", name=op.f("pk_events")),
    )
    op.create_table(
        "members",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sex", sa.String(length=40), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("card_number", sa.String(length=20), nullable=True),
        sa.Column("admitted_on", sa.Date(), nullable=True),
        sa.Column("official_on", sa.Date(), nullable=True),
        sa.Column("workplace", sa.String(length=400), server_default="", nullable=False),
        sa.Column("province", sa.String(length=200), server_default="", nullable=False),
        sa.Column("other_office", sa.String(length=400), server_default="", nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("added_at", Instant(), nullable=False),
        sa.CheckConstraint("sex IN ('male', 'female')", name=op.f("ck_members_sex")),
        sa.CheckConstraint(
            "official_on IS NULL OR admitted_on IS NOT NULL", name=op.f("ck_members_official_after_admission")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
        sa.UniqueConstraint("card_number", name=op.f("uq_members_card_number")),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=400), nullable=False),
        sa.Column("code", sa.String(length=19), nullable=True),
        sa.Column("founded_on", sa.Date(), nullable=False),
        sa.Column("dissolved_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('central', 'province', 'commune', 'body', 'cell')", name=op.f("ck_organisations_kind")
        ),
        sa.CheckConstraint("dissolved_on IS NULL OR dissolved_on >= founded_on", name=op.f("ck_organisations_life")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("code", name=op.f("uq_organisations_code")),
    )
    op.create_table(
        "service_pulse",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_pulse")),
    )
    op.create_table(
        "setup_codes",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_setup_codes")),
    )
    op.create_table(
        "sign_in_throttle",
        sa.Column("subject_hash", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_failed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("subject_hash", name=op.f("pk_sign_in_throttle")),
    )
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=True),
        sa.Column("display_name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("password_set_at", Instant(), nullable=True),
        sa.Column("is_administrator", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("disabled_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_accounts_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("member_id", name=op.f("uq_accounts_member_id")),
    )
    op.create_table(
        "cells",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("short_name", sa.String(length=200), nullable=False),
        sa.Column("term", sa.String(length=40), server_default="", nullable=False),
        sa.Column("late_after_s", sa.Integer(), server_default="300", nullable=False),
        sa.Column("help_phone", sa.String(length=40), server_default="", nullable=False),
        sa.CheckConstraint("late_after_s >= 0", name=op.f("ck_cells_late_after_s")),
        sa.ForeignKeyConstraint(["id"], ["organisations.id"], name=op.f("fk_cells_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cells")),
    )
    op.create_table(
        "offices",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column("office", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), server_default="", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "office IN ('secretary', 'deputy', 'cell_committee', 'committee_officer', 'standing_member')",
            name=op.f("ck_offices_office"),
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_offices_period")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_offices_member_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_offices_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
    )
    op.create_index(op.f("ix_offices_member_id"), "offices", ["member_id"], unique=False)
    op.create_index(op.f("ix_offices_organisation_id"), "offices", ["organisation_id"], unique=False)
    op.create_table(
        "organisation_parents",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.String(length=64), nullable=False),
        sa.Column("parent_id", sa.String(length=64), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("organisation_id <> parent_id", name=op.f("ck_organisation_parents_no_loop")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_organisation_parents_period")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_organisation_parents_organisation_id")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["organisations.id"], name=op.f("fk_organisation_parents_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_parents")),
    )
    op.create_index(
        op.f("ix_organisation_parents_organisation_id"), "organisation_parents", ["organisation_id"], unique=False
    )
    op.create_index(op.f("ix_organisation_parents_parent_id"), "organisation_parents", ["parent_id"], unique=False)
    op.create_table(
        "ballot_permissions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("cell_id", sa.String(length=64), nullable=False),
        sa.Column("document", sa.String(length=400), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_ballot_permissions_period")),
        sa.ForeignKeyConstraint(["cell_id"], ["cells.id"], name=op.f("fk_ballot_permissions_cell_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballot_permissions")),
    )
    op.create_index(op.f("ix_ballot_permissions_cell_id"), "ballot_permissions", ["cell_id"], unique=False)
    op.create_table(
        "invitations",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=True),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_invitations_account_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitations")),
    )
    op.create_index(op.f("ix_invitations_account_id"), "invitations", ["account_id"], unique=False)
    op.create_table(
        "meetings",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("cell_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("chair_id", sa.String(length=64), nullable=False),
        sa.Column("minute_taker_id", sa.String(length=64), nullable=True),
        sa.Column("committee_met_on", sa.Date(), nullable=True),
        sa.Column("created_by", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("notified_at", Instant(), nullable=True),
        sa.Column("opened_at", Instant(), nullable=True),
        sa.Column("closed_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('regular', 'thematic', 'extraordinary', 'congress')", name=op.f("ck_meetings_kind")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'prepared', 'notified', 'open', 'closed')", name=op.f("ck_meetings_state")
        ),
        sa.ForeignKeyConstraint(["cell_id"], ["cells.id"], name=op.f("fk_meetings_cell_id")),
        sa.ForeignKeyConstraint(["chair_id"], ["members.id"], name=op.f("fk_meetings_chair_id")),
        sa.ForeignKeyConstraint(["minute_taker_id"], ["members.id"], name=op.f("fk_meetings_minute_taker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    op.create_index(op.f("ix_meetings_cell_id"), "meetings", ["cell_id"], unique=False)
    op.create_index(
        "uq_meetings_cell_in_session",
        "meetings",
        ["cell_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "observer_assignments",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("cell_id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), server_default="", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_observer_assignments_period")),
        sa.ForeignKeyConstraint(["cell_id"], ["cells.id"], name=op.f("fk_observer_assignments_cell_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_observer_assignments_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observer_assignments")),
    )
    op.create_index(op.f("ix_observer_assignments_cell_id"), "observer_assignments", ["cell_id"], unique=False)
    op.create_index(op.f("ix_observer_assignments_member_id"), "observer_assignments", ["member_id"], unique=False)
    op.create_table(
        "online_authorisations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("cell_id", sa.String(length=64), nullable=False),
        sa.Column("document", sa.String(length=400), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "ground IN ('dispersed', 'mobile', 'on_duty', 'emergency')", name=op.f("ck_online_authorisations_ground")
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_online_authorisations_period")),
        sa.ForeignKeyConstraint(["cell_id"], ["cells.id"], name=op.f("fk_online_authorisations_cell_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_authorisations")),
    )
    op.create_index(op.f("ix_online_authorisations_cell_id"), "online_authorisations", ["cell_id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_account_id"), "sessions", ["account_id"], unique=False)
    op.create_table(
        "sign_in_names",
        sa.Column("name", sa.String(length=254), nullable=False),
        sa.Column("account_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sign_in_names_account_id")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sign_in_names")),
    )
    op.create_index(op.f("ix_sign_in_names_account_id"), "sign_in_names", ["account_id"], unique=False)
    op.create_table(
        "sites",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("cell_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("province", sa.String(length=200), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["cell_id"], ["cells.id"], name=op.f("fk_sites_cell_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
        sa.UniqueConstraint("cell_id", "name", name=op.f("uq_sites_cell_id_name")),
    )
    op.create_index(op.f("ix_sites_cell_id"), "sites", ["cell_id"], unique=False)
    op.create_table(
        "agenda_items",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("meeting_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("presenter_id", sa.String(length=64), nullable=True),
        sa.Column("needs_vote", sa.Boolean(), nullable=False),
        sa.CheckConstraint("stage IN ('opening', 'business', 'closing')", name=op.f("ck_agenda_items_stage")),
        sa.CheckConstraint("minutes BETWEEN 0 AND 480", name=op.f("ck_agenda_items_minutes")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_agenda_items_meeting_id")),
        sa.ForeignKeyConstraint(["presenter_id"], ["members.id"], name=op.f("fk_agenda_items_presenter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_items")),
    )
    op.create_index(op.f("ix_agenda_items_meeting_id"), "agenda_items", ["meeting_id"], unique=False)
    op.create_table(
        "attendance_records",
        sa.Column("meeting_id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_attendance_records_meeting_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_attendance_records_member_id")),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name=op.f("pk_attendance_records")),
    )
    op.create_table(
        "guests",
        sa.Column("meeting_id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_guests_meeting_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_guests_member_id")),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name=op.f("pk_guests")),
    )
    op.create_table(
        "memberships",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("cell_id", sa.String(length=64), nullable=False),
        sa.Column("party_group", sa.String(length=200), server_default="", nullable=False),
        sa.Column("site_id", sa.String(length=64), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_memberships_period")),
        sa.ForeignKeyConstraint(["cell_id"], ["cells.id"], name=op.f("fk_memberships_cell_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_memberships_member_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_memberships_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
    )
    op.create_index(op.f("ix_memberships_cell_id"), "memberships", ["cell_id"], unique=False)
    op.create_index(op.f("ix_memberships_member_id"), "memberships", ["member_id"], unique=False)
    op.create_table(
        "notifications",
        sa.Column("meeting_id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_notifications_meeting_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_notifications_member_id")),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name=op.f("pk_notifications")),
    )
    op.create_table(
        "replies",
        sa.Column("meeting_id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=1000), server_default="", nullable=False),
        sa.Column("replied_at", Instant(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.CheckConstraint("answer IN ('will_attend', 'leave')", name=op.f("ck_replies_answer")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_replies_meeting_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_replies_member_id")),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name=op.f("pk_replies")),
    )
    op.create_table(
        "reviewed_tasks",
        sa.Column("meeting_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("task", sa.String(length=1000), nullable=False),
        sa.Column("owner", sa.String(length=200), server_default="", nullable=False),
        sa.Column("result", sa.String(length=1000), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_reviewed_tasks_meeting_id")),
        sa.PrimaryKeyConstraint("meeting_id", "position", name=op.f("pk_reviewed_tasks")),
    )
    op.create_table(
        "papers",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("meeting_id", sa.String(length=64), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=True),
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("uploaded_by", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", Instant(), nullable=False),
        sa.Column("removed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_items.id"], name=op.f("fk_papers_item_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_papers_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_papers")),
    )
    op.create_index(op.f("ix_papers_meeting_id"), "papers", ["meeting_id"], unique=False)
    op.create_table(
        "statuses",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("membership_id", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("decision_number", sa.String(length=200), server_default="", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "status IN ('reduced', 'exempt', 'attached_elsewhere', 'attached_here', "
            "'suspended', 'prosecuted', 'transfer_pending')",
            name=op.f("ck_statuses_status"),
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_statuses_period")),
        sa.ForeignKeyConstraint(["membership_id"], ["memberships.id"], name=op.f("fk_statuses_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statuses")),
    )
    op.create_index(op.f("ix_statuses_membership_id"), "statuses", ["membership_id"], unique=False)
    op.create_table(
        "reading_marks",
        sa.Column("paper_id", sa.String(length=64), nullable=False),
        sa.Column("member_id", sa.String(length=64), nullable=False),
        sa.Column("read_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_reading_marks_member_id")),
        sa.ForeignKeyConstraint(["paper_id"], ["papers.id"], name=op.f("fk_reading_marks_paper_id")),
        sa.PrimaryKeyConstraint("paper_id", "member_id", name=op.f("pk_reading_marks")),
    )
