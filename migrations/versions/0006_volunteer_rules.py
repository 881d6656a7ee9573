"""The rest of the volunteers' rules: two languages, spot checks, corrections, purges."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# The length of the English words; Chinese ones need half of it.
NOTES = {"risk_note": 600, "insurance_note": 600, "cost_note": 600, "contact": 240}
KINDS = "'two places', 'long day', 'late entry', 'bulk entry', 'own record'"
STATES = "state IN ('open', 'accepted', 'refused')"
IS_DECIDED = "(state = 'open') = (decided_at IS NULL)"


def upgrade() -> None:
    for name, length in NOTES.items():
        op.execute(f"ALTER TABLE volunteer_activity RENAME COLUMN {name} TO {name}_zh")
        column = sa.Column(f"{name}_en", sa.String(length), nullable=False, server_default=sa.text("''"))
        op.add_column("volunteer_activity", column)
    op.add_column(
        "volunteer_team",
        sa.Column("is_on_board", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "volunteer_attendance",
        sa.Column("reason", sa.String(length=300), nullable=False, server_default=sa.text("''")),
    )
    _set_kinds(f"{KINDS}, 'spot check'")
    _create_people_tables()
    _create_attendance_tables()
    op.create_table(
        "volunteer_purge",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("service_before", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("n_records", sa.Integer(), nullable=False),
        sa.Column("n_others", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_volunteer_purge")),
    )


def downgrade() -> None:
    for table in (
        "volunteer_purge",
        "volunteer_spot_check_item",
        "volunteer_spot_check",
        "volunteer_evaluation",
        "volunteer_excuse_request",
        "volunteer_birth_correction",
    ):
        op.drop_table(table)
    op.execute("DELETE FROM volunteer_attendance_flag WHERE kind = 'spot check'")
    _set_kinds(KINDS)
    op.drop_column("volunteer_attendance", "reason")
    op.drop_column("volunteer_team", "is_on_board")
    for name in NOTES:
        op.drop_column("volunteer_activity", f"{name}_en")
        op.execute(f"ALTER TABLE volunteer_activity RENAME COLUMN {name}_zh TO {name}")


def _create_people_tables() -> None:
    op.create_table(
        "volunteer_birth_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("former_month", sa.Date(), nullable=True),
        sa.Column("claimed_month", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.CheckConstraint(STATES, name=op.f("ck_volunteer_birth_correction_state")),
        sa.CheckConstraint(IS_DECIDED, name=op.f("ck_volunteer_birth_correction_decided_at")),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteer.id"],
            name=op.f("fk_volunteer_birth_correction_volunteer_id_volunteer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_birth_correction")),
    )
    op.create_index(
        op.f("ix_volunteer_birth_correction_volunteer_id"),
        "volunteer_birth_correction",
        ["volunteer_id"],
    )
    op.create_index(
        "uq_volunteer_birth_correction_open",
        "volunteer_birth_correction",
        ["volunteer_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "volunteer_excuse_request",
        sa.Column("sign_up_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.CheckConstraint(STATES, name=op.f("ck_volunteer_excuse_request_state")),
        sa.CheckConstraint(IS_DECIDED, name=op.f("ck_volunteer_excuse_request_decided_at")),
        sa.ForeignKeyConstraint(
            ["sign_up_id"],
            ["volunteer_sign_up.id"],
            name=op.f("fk_volunteer_excuse_request_sign_up_id_volunteer_sign_up"),
        ),
        sa.PrimaryKeyConstraint("sign_up_id", name=op.f("pk_volunteer_excuse_request")),
    )


def _create_attendance_tables() -> None:
    op.create_table(
        "volunteer_evaluation",
        sa.Column("attendance_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=9), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "grade IN ('excellent', 'good', 'fair')", name=op.f("ck_volunteer_evaluation_grade")
        ),
        sa.ForeignKeyConstraint(
            ["attendance_id"],
            ["volunteer_attendance.id"],
            name=op.f("fk_volunteer_evaluation_attendance_id_volunteer_attendance"),
        ),
        sa.PrimaryKeyConstraint("attendance_id", name=op.f("pk_volunteer_evaluation")),
    )
    op.create_table(
        "volunteer_spot_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("n_records", sa.Integer(), nullable=False),
        sa.Column("n_drawn", sa.Integer(), nullable=False),
        sa.Column("drawn_by", sa.String(length=40), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "n_drawn > 0 AND n_drawn <= n_records", name=op.f("ck_volunteer_spot_check_n_drawn")
        ),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_volunteer_spot_check_days")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_spot_check")),
    )
    op.create_table(
        "volunteer_spot_check_item",
        sa.Column("spot_check_id", sa.Integer(), nullable=False),
        sa.Column("attendance_id", sa.Integer(), nullable=False),
        sa.Column("finding", sa.String(length=7), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_by", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "finding IN ('true', 'inexact', 'false', 'unclear')",
            name=op.f("ck_volunteer_spot_check_item_finding"),
        ),
        sa.CheckConstraint(
            "(finding IS NULL) = (found_at IS NULL)",
            name=op.f("ck_volunteer_spot_check_item_found_at"),
        ),
        sa.CheckConstraint(
            "(finding IS NULL) = (found_by IS NULL)",
            name=op.f("ck_volunteer_spot_check_item_found_by"),
        ),
        sa.ForeignKeyConstraint(
            ["attendance_id"],
            ["volunteer_attendance.id"],
            name=op.f("fk_volunteer_spot_check_item_attendance_id_volunteer_attendance"),
        ),
        sa.ForeignKeyConstraint(
            ["spot_check_id"],
            ["volunteer_spot_check.id"],
            name=op.f("fk_volunteer_spot_check_item_spot_check_id_volunteer_spot_check"),
        ),
        sa.PrimaryKeyConstraint(
            "spot_check_id", "attendance_id", name=op.f("pk_volunteer_spot_check_item")
        ),
    )
    op.create_index(
        op.f("ix_volunteer_spot_check_item_attendance_id"),
        "volunteer_spot_check_item",
        ["attendance_id"],
    )


def _set_kinds(kinds: str) -> None:
    """Replace the list of a flag's kinds; SQLite does so by copying the table."""
    name = op.f("ck_volunteer_attendance_flag_kind")
    with op.batch_alter_table("volunteer_attendance_flag") as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"kind IN ({kinds})")
