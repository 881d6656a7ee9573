"""The tables of the river: questionnaires to published results."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("level", sa.String(length=9), nullable=False),
        sa.Column("parent_code", sa.String(length=12), nullable=True),
        sa.Column("name_zh", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "level IN ('city', 'district', 'street', 'community')", name=op.f("ck_area_level")
        ),
        sa.ForeignKeyConstraint(
            ["parent_code"], ["area.code"], name=op.f("fk_area_parent_code_area")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_area")),
    )
    op.create_index(op.f("ix_area_parent_code"), "area", ["parent_code"], unique=False)
    op.create_table(
        "questionnaire",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire")),
        sa.UniqueConstraint("code", name=op.f("uq_questionnaire_code")),
    )
    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name=op.f("fk_indicator_questionnaire_id_questionnaire"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint(
            "questionnaire_id", "code", name=op.f("uq_indicator_questionnaire_id_code")
        ),
    )
    op.create_table(
        "questionnaire_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"],
            ["questionnaire.id"],
            name=op.f("fk_questionnaire_version_questionnaire_id_questionnaire"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_version")),
        sa.UniqueConstraint(
            "questionnaire_id",
            "number",
            name=op.f("uq_questionnaire_version_questionnaire_id_number"),
        ),
    )
    op.create_table(
        "sampling_frame",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("city_code", sa.String(length=12), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("source_zh", sa.String(length=300), nullable=False),
        sa.Column("source_en", sa.String(length=500), nullable=False),
        sa.Column("is_sample_data", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["city_code"], ["area.code"], name=op.f("fk_sampling_frame_city_code_area")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sampling_frame")),
    )
    op.create_table(
        "frame_count",
        sa.Column("frame_id", sa.Integer(), nullable=False),
        sa.Column("street_code", sa.String(length=12), nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("age_group", sa.String(length=8), nullable=False),
        sa.Column("n_adults", sa.Integer(), nullable=False),
        sa.CheckConstraint("n_adults >= 0", name=op.f("ck_frame_count_n_adults")),
        sa.ForeignKeyConstraint(
            ["frame_id"], ["sampling_frame.id"], name=op.f("fk_frame_count_frame_id_sampling_frame")
        ),
        sa.ForeignKeyConstraint(
            ["street_code"], ["area.code"], name=op.f("fk_frame_count_street_code_area")
        ),
        sa.PrimaryKeyConstraint(
            "frame_id", "street_code", "sex", "age_group", name=op.f("pk_frame_count")
        ),
    )
    op.create_table(
        "frame_psu",
        sa.Column("frame_id", sa.Integer(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("street_code", sa.String(length=12), nullable=False),
        sa.Column("n_adults", sa.Integer(), nullable=False),
        sa.CheckConstraint("n_adults > 0", name=op.f("ck_frame_psu_n_adults")),
        sa.ForeignKeyConstraint(
            ["community_code"], ["area.code"], name=op.f("fk_frame_psu_community_code_area")
        ),
        sa.ForeignKeyConstraint(
            ["frame_id"], ["sampling_frame.id"], name=op.f("fk_frame_psu_frame_id_sampling_frame")
        ),
        sa.ForeignKeyConstraint(
            ["street_code"], ["area.code"], name=op.f("fk_frame_psu_street_code_area")
        ),
        sa.PrimaryKeyConstraint("frame_id", "community_code", name=op.f("pk_frame_psu")),
    )
    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Numeric(precision=5, scale=2, asdecimal=False), nullable=False),
        sa.Column("basis_zh", sa.String(length=300), nullable=False),
        sa.Column("basis_en", sa.String(length=300), nullable=False),
        sa.Column("set_by", sa.String(length=80), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("percent > 0 AND percent <= 100", name=op.f("ck_target_percent")),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_target_indicator_id_indicator")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    op.create_index(op.f("ix_target_indicator_id"), "target", ["indicator_id"], unique=False)
    op.create_table(
        "wave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=24), nullable=False),
        sa.Column("title_zh", sa.String(length=80), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("frame_id", sa.Integer(), nullable=False),
        sa.Column("sample_type", sa.String(length=1), nullable=False),
        sa.Column("state", sa.String(length=7), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("n_accepted", sa.Integer(), nullable=False),
        sa.Column("is_sample_data", sa.Boolean(), nullable=False),
        sa.CheckConstraint("sample_type IN ('R', 'Q', 'O')", name=op.f("ck_wave_sample_type")),
        sa.CheckConstraint("state IN ('planned', 'open', 'closed')", name=op.f("ck_wave_state")),
        sa.CheckConstraint(
            "capacity IS NULL OR n_accepted <= capacity", name=op.f("ck_wave_capacity")
        ),
        sa.ForeignKeyConstraint(
            ["frame_id"], ["sampling_frame.id"], name=op.f("fk_wave_frame_id_sampling_frame")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["questionnaire_version.id"],
            name=op.f("fk_wave_version_id_questionnaire_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("code", name=op.f("uq_wave_code")),
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by", sa.String(length=80), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_publication_wave_id_wave")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    op.create_index(op.f("ix_publication_wave_id"), "publication", ["wave_id"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("submission_key", sa.String(length=43), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_receipt_wave_id_wave")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_receipt")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_receipt_submission_key")),
    )
    op.create_index(op.f("ix_receipt_wave_id"), "receipt", ["wave_id"], unique=False)
    op.create_table(
        "response",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("mode", sa.String(length=11), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_response_wave_id_wave")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
    )
    op.create_index("ix_response_wave_id_id", "response", ["wave_id", "id"], unique=False)
    op.create_table(
        "response_inbox",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("mode", sa.String(length=11), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wave_id"], ["wave.id"], name=op.f("fk_response_inbox_wave_id_wave")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response_inbox")),
    )
    op.create_index(op.f("ix_response_inbox_wave_id"), "response_inbox", ["wave_id"], unique=False)
    op.create_table(
        "sampled_psu",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("street_code", sa.String(length=12), nullable=False),
        sa.Column("n_communities_in_street", sa.Integer(), nullable=False),
        sa.Column("n_communities_drawn", sa.Integer(), nullable=False),
        sa.Column("n_adults_in_community", sa.Integer(), nullable=False),
        sa.Column("n_adults_drawn", sa.Integer(), nullable=False),
        sa.Column("design_weight", sa.Double(), nullable=False),
        sa.CheckConstraint("design_weight > 0", name=op.f("ck_sampled_psu_design_weight")),
        sa.ForeignKeyConstraint(
            ["community_code"], ["area.code"], name=op.f("fk_sampled_psu_community_code_area")
        ),
        sa.ForeignKeyConstraint(
            ["street_code"], ["area.code"], name=op.f("fk_sampled_psu_street_code_area")
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_sampled_psu_wave_id_wave")),
        sa.PrimaryKeyConstraint("wave_id", "community_code", name=op.f("pk_sampled_psu")),
    )
    op.create_table(
        "tally_cell",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("street_code", sa.String(length=12), nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("age_group", sa.String(length=8), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_tally_cell_wave_id_wave")),
        sa.PrimaryKeyConstraint(
            "wave_id",
            "community_code",
            "street_code",
            "sex",
            "age_group",
            name=op.f("pk_tally_cell"),
        ),
    )
    op.create_table(
        "tally_day",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_tally_day_wave_id_wave")),
        sa.PrimaryKeyConstraint("wave_id", "received_on", name=op.f("pk_tally_day")),
    )
    op.create_table(
        "tally_state",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("layout_digest", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("n_counted", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_tally_state_wave_id_wave")),
        sa.PrimaryKeyConstraint("wave_id", name=op.f("pk_tally_state")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("community_code", sa.String(length=12), nullable=False),
        sa.Column("unit_number", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("disposition", sa.String(length=13), nullable=False),
        sa.CheckConstraint(
            "disposition IN ('issued', 'completed', 'not eligible', 'refused', 'not contacted')",
            name=op.f("ck_invitation_disposition"),
        ),
        sa.ForeignKeyConstraint(
            ["wave_id", "community_code"],
            ["sampled_psu.wave_id", "sampled_psu.community_code"],
            name="fk_invitation_sampled_psu",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("code", name=op.f("uq_invitation_code")),
        sa.UniqueConstraint(
            "wave_id",
            "community_code",
            "unit_number",
            name=op.f("uq_invitation_wave_id_community_code_unit_number"),
        ),
    )
    op.create_index(op.f("ix_invitation_wave_id"), "invitation", ["wave_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_invitation_wave_id"), table_name="invitation")
    op.drop_table("invitation")
    op.drop_table("tally_state")
    op.drop_table("tally_day")
    op.drop_table("tally_cell")
    op.drop_table("sampled_psu")
    op.drop_index(op.f("ix_response_inbox_wave_id"), table_name="response_inbox")
    op.drop_table("response_inbox")
    op.drop_index("ix_response_wave_id_id", table_name="response")
    op.drop_table("response")
    op.drop_index(op.f("ix_receipt_wave_id"), table_name="receipt")
    op.drop_table("receipt")
    op.drop_index(op.f("ix_publication_wave_id"), table_name="publication")
    op.drop_table("publication")
    op.drop_table("wave")
    op.drop_index(op.f("ix_target_indicator_id"), table_name="target")
    op.drop_table("target")
    op.drop_table("frame_psu")
    op.drop_table("frame_count")
    op.drop_table("sampling_frame")
    op.drop_table("questionnaire_version")
    op.drop_table("indicator")
    op.drop_table("questionnaire")
    op.drop_index(op.f("ix_area_parent_code"), table_name="area")
    op.drop_table("area")
