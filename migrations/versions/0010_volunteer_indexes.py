"""Indexes of redeemed rewards alone, of sample volunteers, of activities by audience."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # An index over all entries, most of them for service, sent SQLite the long way round.
    op.drop_index(
        op.f("ix_volunteer_points_entry_reward_id"), table_name="volunteer_points_entry"
    )
    op.create_index(
        "ix_volunteer_points_entry_redeemed",
        "volunteer_points_entry",
        ["reward_id"],
        sqlite_where=sa.text("reward_id IS NOT NULL"),
        postgresql_where=sa.text("reward_id IS NOT NULL"),
    )
    op.create_index(
        "ix_volunteer_sample_data",
        "volunteer",
        ["id"],
        sqlite_where=sa.text("is_sample_data = 1"),
        postgresql_where=sa.text("is_sample_data"),
    )
    op.create_index(op.f("ix_volunteer_activity_audience"), "volunteer_activity", ["audience"])


def downgrade() -> None:
    op.drop_index(op.f("ix_volunteer_activity_audience"), table_name="volunteer_activity")
    op.drop_index("ix_volunteer_sample_data", table_name="volunteer")
    op.drop_index("ix_volunteer_points_entry_redeemed", table_name="volunteer_points_entry")
    op.create_index(
        op.f("ix_volunteer_points_entry_reward_id"), "volunteer_points_entry", ["reward_id"]
    )
