"""New addresses until confirmed; rewards handed over; indexes for lists and statistics."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "volunteer_contact_change",
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("is_email", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteer.id"],
            name=op.f("fk_volunteer_contact_change_volunteer_id_volunteer"),
        ),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_volunteer_contact_change")),
    )
    op.create_index(
        op.f("ix_volunteer_contact_change_volunteer_id"),
        "volunteer_contact_change",
        ["volunteer_id"],
    )
    op.create_table(
        "volunteer_reward_handover",
        sa.Column("points_entry_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["points_entry_id"],
            ["volunteer_points_entry.id"],
            name=op.f("fk_volunteer_reward_handover_points_entry_id_volunteer_points_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("points_entry_id", name=op.f("pk_volunteer_reward_handover")),
    )
    op.create_index(
        op.f("ix_volunteer_points_entry_reward_id"), "volunteer_points_entry", ["reward_id"]
    )
    op.create_index(
        "ix_volunteer_activity_unpublished",
        "volunteer_activity",
        ["id"],
        sqlite_where=sa.text("state <> 'published'"),
        postgresql_where=sa.text("state <> 'published'"),
    )
    op.create_index(
        "ix_volunteer_shift_listed",
        "volunteer_shift",
        ["state", "starts_at", "id", "activity_id"],
    )
    op.drop_index("ix_volunteer_shift_state_starts_at", table_name="volunteer_shift")
    op.create_index(
        "ix_volunteer_counted", "volunteer", ["state", "street_code", "birth_month"]
    )
    op.create_index(
        "ix_volunteer_total_counted",
        "volunteer_total",
        ["year", "volunteer_id", "credited_minutes", "honour_minutes"],
    )
    op.drop_index(op.f("ix_volunteer_total_year"), table_name="volunteer_total")


def downgrade() -> None:
    op.create_index(op.f("ix_volunteer_total_year"), "volunteer_total", ["year"])
    op.drop_index("ix_volunteer_total_counted", table_name="volunteer_total")
    op.drop_index("ix_volunteer_counted", table_name="volunteer")
    op.create_index(
        "ix_volunteer_shift_state_starts_at", "volunteer_shift", ["state", "starts_at"]
    )
    op.drop_index("ix_volunteer_shift_listed", table_name="volunteer_shift")
    op.drop_index("ix_volunteer_activity_unpublished", table_name="volunteer_activity")
    op.drop_index(
        op.f("ix_volunteer_points_entry_reward_id"), table_name="volunteer_points_entry"
    )
    op.drop_table("volunteer_reward_handover")
    op.drop_table("volunteer_contact_change")
