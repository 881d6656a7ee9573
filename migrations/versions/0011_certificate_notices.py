"""Public notice before a certificate is given out, and objections to it."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

REQUEST, OBJECTION = "volunteer_certificate_request", "volunteer_certificate_objection"
IS_NOTICED = sa.text("state = 'noticed'")


def upgrade() -> None:
    op.create_table(
        REQUEST,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("services", sa.JSON(), nullable=False),
        sa.Column("ready_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('noticed', 'issued', 'changed', 'refused', 'withdrawn')",
            name=op.f(f"ck_{REQUEST}_state"),
        ),
        sa.CheckConstraint(
            "(state = 'noticed') = (ended_at IS NULL)", name=op.f(f"ck_{REQUEST}_ended_at")
        ),
        sa.CheckConstraint("last_day >= first_day", name=op.f(f"ck_{REQUEST}_days")),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f(f"fk_{REQUEST}_volunteer_id_volunteer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{REQUEST}")),
    )
    op.create_index(op.f(f"ix_{REQUEST}_volunteer_id"), REQUEST, ["volunteer_id"])
    op.create_index(op.f(f"ix_{REQUEST}_ready_on"), REQUEST, ["ready_on"])
    op.create_index(
        f"uq_{REQUEST}_noticed",
        REQUEST,
        ["volunteer_id"],
        unique=True,
        sqlite_where=IS_NOTICED,
        postgresql_where=IS_NOTICED,
    )
    op.create_table(
        OBJECTION,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'refused')", name=op.f(f"ck_{OBJECTION}_state")
        ),
        sa.CheckConstraint(
            "(state = 'open') = (decided_at IS NULL)", name=op.f(f"ck_{OBJECTION}_decided_at")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            [f"{REQUEST}.id"],
            name=op.f(f"fk_{OBJECTION}_request_id_{REQUEST}"),
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"], ["volunteer.id"], name=op.f(f"fk_{OBJECTION}_volunteer_id_volunteer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{OBJECTION}")),
        sa.UniqueConstraint(
            "request_id", "volunteer_id", name=op.f(f"uq_{OBJECTION}_request_id_volunteer_id")
        ),
    )
    op.create_index(op.f(f"ix_{OBJECTION}_volunteer_id"), OBJECTION, ["volunteer_id"])


def downgrade() -> None:
    op.drop_table(OBJECTION)
    op.drop_table(REQUEST)
