"""Meetings that were moved or cancelled after their members had been told."""

import sqlalchemy as sa
from alembic import op

from server.tables import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("moved_from", "moved_at", "cancelled_at", "changed_at"):
        op.add_column("meetings", sa.Column(name, Instant(), nullable=True))
    op.add_column("meetings", sa.Column("cancel_reason", sa.String(length=1000), server_default="", nullable=False))
    op.add_column("meetings", sa.Column("revision", sa.Integer(), server_default="0", nullable=False))
