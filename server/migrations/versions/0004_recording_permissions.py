"""Which documents permit a cell to record sound and picture."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recording_permissions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("cell_id", sa.String(length=64), nullable=False),
        sa.Column("document", sa.String(length=400), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_recording_permissions_period")),
        sa.ForeignKeyConstraint(["cell_id"], ["cells.id"], name=op.f("fk_recording_permissions_cell_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_permissions")),
    )
    op.create_index(op.f("ix_recording_permissions_cell_id"), "recording_permissions", ["cell_id"], unique=False)
