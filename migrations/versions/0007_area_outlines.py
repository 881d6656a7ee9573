"""Outlines of areas; places that belong to a team; activities that look at the location."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEAM_KEY = "fk_volunteer_place_team_id_volunteer_team"
PAIR_CHECK = "ck_volunteer_place_coordinates"


def upgrade() -> None:
    op.create_table(
        "area_outline",
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("polygons", sa.Text(), nullable=False),
        sa.Column("name_longitude", sa.Double(), nullable=False),
        sa.Column("name_latitude", sa.Double(), nullable=False),
        sa.Column("name_width", sa.Double(), nullable=False),
        sa.Column("is_sample_data", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"],
            ["area.code"],
            name=op.f("fk_area_outline_area_code_area"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("area_code", name=op.f("pk_area_outline")),
    )
    with op.batch_alter_table("volunteer_place") as place:
        place.add_column(sa.Column("team_id", sa.Integer(), nullable=True))
        place.add_column(
            sa.Column("is_retired", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        place.create_foreign_key(op.f(TEAM_KEY), "volunteer_team", ["team_id"], ["id"])
        place.create_index(op.f("ix_volunteer_place_team_id"), ["team_id"])
        place.create_check_constraint(
            op.f(PAIR_CHECK), "(latitude IS NULL) = (longitude IS NULL)"
        )
    # Whatever one team alone has used so far is that team's.
    op.execute(
        "UPDATE volunteer_place SET team_id = (SELECT min(activity.team_id) "
        "FROM volunteer_shift shift JOIN volunteer_activity activity "
        "ON activity.id = shift.activity_id WHERE shift.place_id = volunteer_place.id "
        "HAVING count(DISTINCT activity.team_id) = 1)"
    )
    with op.batch_alter_table("volunteer_place") as place:
        place.alter_column("is_retired", server_default=None)
    with op.batch_alter_table("volunteer_activity") as activity:
        activity.add_column(
            sa.Column("checks_location", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("volunteer_activity") as activity:
        activity.alter_column("checks_location", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("volunteer_activity") as activity:
        activity.drop_column("checks_location")
    with op.batch_alter_table("volunteer_place") as place:
        place.drop_index(op.f("ix_volunteer_place_team_id"))
        place.drop_constraint(op.f(PAIR_CHECK), type_="check")
        place.drop_constraint(op.f(TEAM_KEY), type_="foreignkey")
        place.drop_column("is_retired")
        place.drop_column("team_id")
    op.drop_table("area_outline")
