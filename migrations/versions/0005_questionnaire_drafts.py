"""Drafts of questionnaires and their steps."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "questionnaire_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("based_on_id", sa.Integer(), nullable=True),
        sa.Column("published_id", sa.Integer(), nullable=True),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'published', 'removed')",
            name=op.f("ck_questionnaire_draft_state"),
        ),
        sa.ForeignKeyConstraint(
            ["based_on_id"],
            ["questionnaire_version.id"],
            name=op.f("fk_questionnaire_draft_based_on_id_questionnaire_version"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["published_id"],
            ["questionnaire_version.id"],
            name=op.f("fk_questionnaire_draft_published_id_questionnaire_version"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_draft")),
    )
    op.create_index(
        op.f("ix_questionnaire_draft_state"), "questionnaire_draft", ["state"], unique=False
    )
    op.create_table(
        "questionnaire_draft_step",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["questionnaire_draft.id"],
            name=op.f("fk_questionnaire_draft_step_draft_id_questionnaire_draft"),
        ),
        sa.PrimaryKeyConstraint("draft_id", "number", name=op.f("pk_questionnaire_draft_step")),
    )


def downgrade() -> None:
    op.drop_table("questionnaire_draft_step")
    op.drop_index(op.f("ix_questionnaire_draft_state"), table_name="questionnaire_draft")
    op.drop_table("questionnaire_draft")
