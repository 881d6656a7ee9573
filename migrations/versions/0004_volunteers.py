"""Volunteers: people, teams, activities, sign-ups, attendance, recognition, certificates, notices."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Rows of these are never updated; a correction is one more row.
LEDGERS = (
    "volunteer_hours_entry",
    "volunteer_points_entry",
    "volunteer_sign_up_step",
    "volunteer_certificate",
)


def upgrade() -> None:
    op.create_table(
        "volunteer_reward",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("n_in_stock", sa.Integer(), nullable=False),
        sa.Column("is_sample_data", sa.Boolean(), nullable=False),
        sa.CheckConstraint("n_in_stock >= 0", name=op.f("ck_volunteer_reward_n_in_stock")),
        sa.CheckConstraint("price > 0", name=op.f("ck_volunteer_reward_price")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_reward")),
    )
    op.create_table(
        "volunteer_service_total",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("district_code", sa.String(length=12), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("credited_minutes", sa.Integer(), nullable=False),
        sa.Column("honour_minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "month", "district_code", "field", name=op.f("pk_volunteer_service_total")
        ),
    )
    op.create_table(
        "volunteer_setting",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_volunteer_setting")),
    )
    op.create_table(
        "volunteer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=7), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=True),
        sa.Column("birth_month", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=True),
        sa.Column("mobile", sa.String(length=11), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("session_stamp", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("street_code", sa.String(length=12), nullable=False),
        sa.Column("identity_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("identity_digest", sa.String(length=64), nullable=True),
        sa.Column("is_sample_data", sa.Boolean(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("language IN ('zh', 'en')", name=op.f("ck_volunteer_language")),
        sa.CheckConstraint("sex IN ('0', '1', '2', '9')", name=op.f("ck_volunteer_sex")),
        sa.CheckConstraint(
            "state = 'active' OR (name IS NULL AND birth_month IS NULL AND email IS NULL AND mobile IS NULL AND password_hash IS NULL AND identity_sealed IS NULL AND identity_digest IS NULL)",
            name=op.f("ck_volunteer_deleted_is_nameless"),
        ),
        sa.CheckConstraint(
            "state = 'deleted' OR (name IS NOT NULL AND birth_month IS NOT NULL AND (email IS NOT NULL OR mobile IS NOT NULL))",
            name=op.f("ck_volunteer_active_is_reachable"),
        ),
        sa.CheckConstraint("state IN ('active', 'deleted')", name=op.f("ck_volunteer_state")),
        sa.ForeignKeyConstraint(
            ["street_code"], ["area.code"], name=op.f("fk_volunteer_street_code_area")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer")),
        sa.UniqueConstraint("email", name=op.f("uq_volunteer_email")),
        sa.UniqueConstraint("identity_digest", name=op.f("uq_volunteer_identity_digest")),
        sa.UniqueConstraint("mobile", name=op.f("uq_volunteer_mobile")),
        sa.UniqueConstraint("number", name=op.f("uq_volunteer_number")),
    )
    op.create_index(op.f("ix_volunteer_street_code"), "volunteer", ["street_code"], unique=False)
    op.create_table(
        "volunteer_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=120), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("radius_metres", sa.Integer(), nullable=False),
        sa.Column("is_sample_data", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_volunteer_place_area_code_area")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_place")),
    )
    op.create_index(
        op.f("ix_volunteer_place_area_code"), "volunteer_place", ["area_code"], unique=False
    )
    op.create_table(
        "volunteer_team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name_zh", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.String(length=80), nullable=False),
        sa.Column("purpose_zh", sa.String(length=200), nullable=False),
        sa.Column("purpose_en", sa.String(length=400), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("area_code", sa.String(length=12), nullable=False),
        sa.Column("founded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_sample_data", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_volunteer_team_area_code_area")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_team")),
        sa.UniqueConstraint("code", name=op.f("uq_volunteer_team_code")),
    )
    op.create_index(
        op.f("ix_volunteer_team_area_code"), "volunteer_team", ["area_code"], unique=False
    )
    op.create_table(
        "volunteer_activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("title_zh", sa.String(length=60), nullable=False),
        sa.Column("title_en", sa.String(length=120), nullable=False),
        sa.Column("content_zh", sa.String(length=1000), nullable=False),
        sa.Column("content_en", sa.String(length=2000), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("risk", sa.String(length=9), nullable=False),
        sa.Column("risk_note", sa.String(length=300), nullable=False),
        sa.Column("insurance_note", sa.String(length=300), nullable=False),
        sa.Column("cost_note", sa.String(length=300), nullable=False),
        sa.Column("contact", sa.String(length=120), nullable=False),
        sa.Column("min_age", sa.Integer(), nullable=False),
        sa.Column("max_age", sa.Integer(), nullable=True),
        sa.Column("cancel_reason", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=40), nullable=False),
        sa.Column("is_sample_data", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "risk IN ('ordinary', 'dangerous')", name=op.f("ck_volunteer_activity_risk")
        ),
        sa.CheckConstraint(
            "state <> 'cancelled' OR cancel_reason <> ''",
            name=op.f("ck_volunteer_activity_cancel_reason"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'cancelled')", name=op.f("ck_volunteer_activity_state")
        ),
        sa.CheckConstraint(
            "max_age IS NULL OR max_age >= min_age", name=op.f("ck_volunteer_activity_ages")
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["volunteer_team.id"],
            name=op.f("fk_volunteer_activity_team_id_volunteer_team"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_activity")),
    )
    op.create_index(
        op.f("ix_volunteer_activity_field"), "volunteer_activity", ["field"], unique=False
    )
    op.create_index(
        op.f("ix_volunteer_activity_team_id"), "volunteer_activity", ["team_id"], unique=False
    )
    op.create_table(
        "volunteer_certificate",
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteer.id"],
            name=op.f("fk_volunteer_certificate_volunteer_id_volunteer"),
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_volunteer_certificate")),
    )
    op.create_index(
        op.f("ix_volunteer_certificate_volunteer_id"),
        "volunteer_certificate",
        ["volunteer_id"],
        unique=False,
    )
    op.create_table(
        "volunteer_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteer.id"],
            name=op.f("fk_volunteer_consent_volunteer_id_volunteer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_consent")),
    )
    op.create_index(
        op.f("ix_volunteer_consent_volunteer_id"),
        "volunteer_consent",
        ["volunteer_id"],
        unique=False,
    )
    op.create_index(
        "uq_volunteer_consent_standing",
        "volunteer_consent",
        ["volunteer_id", "kind"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "volunteer_guardian_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("guardian_name", sa.String(length=40), nullable=True),
        sa.Column("guardian_contact", sa.String(length=120), nullable=True),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "given_at IS NULL OR used_at IS NOT NULL",
            name=op.f("ck_volunteer_guardian_consent_given"),
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteer.id"],
            name=op.f("fk_volunteer_guardian_consent_volunteer_id_volunteer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_guardian_consent")),
        sa.UniqueConstraint(
            "token_digest", name=op.f("uq_volunteer_guardian_consent_token_digest")
        ),
    )
    op.create_index(
        op.f("ix_volunteer_guardian_consent_volunteer_id"),
        "volunteer_guardian_consent",
        ["volunteer_id"],
        unique=False,
    )
    op.create_table(
        "volunteer_link",
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteer.id"],
            name=op.f("fk_volunteer_link_volunteer_id_volunteer"),
        ),
        sa.PrimaryKeyConstraint("token_digest", name=op.f("pk_volunteer_link")),
    )
    op.create_index(
        op.f("ix_volunteer_link_volunteer_id"), "volunteer_link", ["volunteer_id"], unique=False
    )
    op.create_table(
        "volunteer_membership",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=9), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "role = 'member' OR state IN ('active', 'left')",
            name=op.f("ck_volunteer_membership_role_is_active"),
        ),
        sa.CheckConstraint(
            "role IN ('member', 'organiser', 'leader')", name=op.f("ck_volunteer_membership_role")
        ),
        sa.CheckConstraint(
            "state IN ('requested', 'active', 'refused', 'left')",
            name=op.f("ck_volunteer_membership_state"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["volunteer_team.id"],
            name=op.f("fk_volunteer_membership_team_id_volunteer_team"),
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteer.id"],
            name=op.f("fk_volunteer_membership_volunteer_id_volunteer"),
        ),
        sa.PrimaryKeyConstraint("team_id", "volunteer_id", name=op.f("pk_volunteer_membership")),
    )
    op.create_index(
        op.f("ix_volunteer_membership_volunteer_id"),
        "volunteer_membership",
        ["volunteer_id"],
        unique=False,
    )
    op.create_table(
        "volunteer_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=120), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=11), nullable=False),
        sa.Column("n_tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_volunteer_notice_sent_at")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'unsure', 'failed', 'unaddressed')",
            name=op.f("ck_volunteer_notice_state"),
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteer.id"],
            name=op.f("fk_volunteer_notice_volunteer_id_volunteer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_volunteer_notice_key")),
    )
    op.create_index(
        "ix_volunteer_notice_due",
        "volunteer_notice",
        ["next_try_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('waiting', 'sending')"),
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    )
    op.create_index(
        op.f("ix_volunteer_notice_volunteer_id"), "volunteer_notice", ["volunteer_id"], unique=False
    )
    op.create_table(
        "volunteer_points_balance",
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.CheckConstraint("points >= 0", name=op.f("ck_volunteer_points_balance_points")),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteer.id"],
            name=op.f("fk_volunteer_points_balance_volunteer_id_volunteer"),
        ),
        sa.PrimaryKeyConstraint("volunteer_id", name=op.f("pk_volunteer_points_balance")),
    )
    op.create_table(
        "volunteer_points_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("reward_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "act IN ('service', 'correction', 'training', 'reward')",
            name=op.f("ck_volunteer_points_entry_act"),
        ),
        sa.CheckConstraint("points <> 0", name=op.f("ck_volunteer_points_entry_points")),
        sa.ForeignKeyConstraint(
            ["reward_id"],
            ["volunteer_reward.id"],
            name=op.f("fk_volunteer_points_entry_reward_id_volunteer_reward"),
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteer.id"],
            name=op.f("fk_volunteer_points_entry_volunteer_id_volunteer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_points_entry")),
    )
    op.create_index(
        op.f("ix_volunteer_points_entry_volunteer_id"),
        "volunteer_points_entry",
        ["volunteer_id"],
        unique=False,
    )
    op.create_table(
        "volunteer_total",
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("credited_minutes", sa.Integer(), nullable=False),
        sa.Column("honour_minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteer.id"],
            name=op.f("fk_volunteer_total_volunteer_id_volunteer"),
        ),
        sa.PrimaryKeyConstraint("volunteer_id", "year", name=op.f("pk_volunteer_total")),
    )
    op.create_index(op.f("ix_volunteer_total_year"), "volunteer_total", ["year"], unique=False)
    op.create_table(
        "volunteer_training",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteer.id"],
            name=op.f("fk_volunteer_training_volunteer_id_volunteer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_training")),
    )
    op.create_index(
        op.f("ix_volunteer_training_volunteer_id"),
        "volunteer_training",
        ["volunteer_id"],
        unique=False,
    )
    op.create_table(
        "volunteer_trait",
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "kind IN ('skill', 'field', 'language', 'area', 'time')",
            name=op.f("ck_volunteer_trait_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteer.id"],
            name=op.f("fk_volunteer_trait_volunteer_id_volunteer"),
        ),
        sa.PrimaryKeyConstraint("volunteer_id", "kind", "code", name=op.f("pk_volunteer_trait")),
    )
    op.create_table(
        "volunteer_activity_skill",
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["volunteer_activity.id"],
            name=op.f("fk_volunteer_activity_skill_activity_id_volunteer_activity"),
        ),
        sa.PrimaryKeyConstraint("activity_id", "skill", name=op.f("pk_volunteer_activity_skill")),
    )
    op.create_table(
        "volunteer_shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("task_zh", sa.String(length=60), nullable=False),
        sa.Column("task_en", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=9), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("min_places", sa.Integer(), nullable=False),
        sa.Column("max_places", sa.Integer(), nullable=False),
        sa.Column("n_taken", sa.Integer(), nullable=False),
        sa.Column("n_waiting", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'cancelled', 'closed')", name=op.f("ck_volunteer_shift_state")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_volunteer_shift_times")),
        sa.CheckConstraint("min_places <= max_places", name=op.f("ck_volunteer_shift_min_places")),
        sa.CheckConstraint(
            "min_places >= 0 AND max_places >= 1", name=op.f("ck_volunteer_shift_places")
        ),
        sa.CheckConstraint(
            "n_taken >= 0 AND n_taken <= max_places", name=op.f("ck_volunteer_shift_n_taken")
        ),
        sa.CheckConstraint("n_waiting >= 0", name=op.f("ck_volunteer_shift_n_waiting")),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["volunteer_activity.id"],
            name=op.f("fk_volunteer_shift_activity_id_volunteer_activity"),
        ),
        sa.ForeignKeyConstraint(
            ["place_id"],
            ["volunteer_place.id"],
            name=op.f("fk_volunteer_shift_place_id_volunteer_place"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_shift")),
    )
    op.create_index(
        op.f("ix_volunteer_shift_activity_id"), "volunteer_shift", ["activity_id"], unique=False
    )
    op.create_index(
        "ix_volunteer_shift_state_starts_at",
        "volunteer_shift",
        ["state", "starts_at"],
        unique=False,
    )
    op.create_table(
        "volunteer_attendance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_by", sa.String(length=40), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by", sa.String(length=40), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("was_inside", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "source <> 'backfill' OR state NOT IN ('settled', 'held') OR (approved_by IS NOT NULL AND approved_by <> entered_by)",
            name=op.f("ck_volunteer_attendance_second_person"),
        ),
        sa.CheckConstraint(
            "source IN ('code', 'list', 'backfill')", name=op.f("ck_volunteer_attendance_source")
        ),
        sa.CheckConstraint(
            "state IN ('present', 'left', 'proposed', 'held', 'settled', 'refused')",
            name=op.f("ck_volunteer_attendance_state"),
        ),
        sa.CheckConstraint(
            "state IN ('present', 'refused') OR left_at IS NOT NULL",
            name=op.f("ck_volunteer_attendance_left_is_known"),
        ),
        sa.CheckConstraint(
            "left_at IS NULL OR left_at > arrived_at", name=op.f("ck_volunteer_attendance_left_at")
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"],
            ["volunteer_shift.id"],
            name=op.f("fk_volunteer_attendance_shift_id_volunteer_shift"),
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteer.id"],
            name=op.f("fk_volunteer_attendance_volunteer_id_volunteer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_attendance")),
    )
    op.create_index(
        "ix_volunteer_attendance_entered_by_entered_at",
        "volunteer_attendance",
        ["entered_by", "entered_at"],
        unique=False,
    )
    op.create_index(
        "ix_volunteer_attendance_volunteer_id_arrived_at",
        "volunteer_attendance",
        ["volunteer_id", "arrived_at"],
        unique=False,
    )
    op.create_index(
        "uq_volunteer_attendance_once",
        "volunteer_attendance",
        ["shift_id", "volunteer_id"],
        unique=True,
        sqlite_where=sa.text("state <> 'refused'"),
        postgresql_where=sa.text("state <> 'refused'"),
    )
    op.create_table(
        "volunteer_correction_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'refused')",
            name=op.f("ck_volunteer_correction_request_state"),
        ),
        sa.CheckConstraint(
            "left_at > arrived_at", name=op.f("ck_volunteer_correction_request_left_at")
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"],
            ["volunteer_shift.id"],
            name=op.f("fk_volunteer_correction_request_shift_id_volunteer_shift"),
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteer.id"],
            name=op.f("fk_volunteer_correction_request_volunteer_id_volunteer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_correction_request")),
    )
    op.create_index(
        op.f("ix_volunteer_correction_request_volunteer_id"),
        "volunteer_correction_request",
        ["volunteer_id"],
        unique=False,
    )
    op.create_index(
        "uq_volunteer_correction_request_open",
        "volunteer_correction_request",
        ["shift_id", "volunteer_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "volunteer_sign_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift_id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=14), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("is_accompanied", sa.Boolean(), nullable=False),
        sa.Column("is_excused", sa.Boolean(), nullable=False),
        sa.Column("excuse", sa.String(length=200), nullable=False),
        sa.Column("offer_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'offered') = (offer_expires_at IS NOT NULL)",
            name=op.f("ck_volunteer_sign_up_offer_expires_at"),
        ),
        sa.CheckConstraint(
            "NOT is_excused OR state IN ('no-show', 'withdrawn late')",
            name=op.f("ck_volunteer_sign_up_is_excused"),
        ),
        sa.CheckConstraint(
            "state IN ('attended', 'cancelled', 'expired', 'no-show', 'offered', 'signed up', 'waiting', 'withdrawn', 'withdrawn late')",
            name=op.f("ck_volunteer_sign_up_state"),
        ),
        sa.ForeignKeyConstraint(
            ["shift_id"],
            ["volunteer_shift.id"],
            name=op.f("fk_volunteer_sign_up_shift_id_volunteer_shift"),
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["volunteer_team.id"],
            name=op.f("fk_volunteer_sign_up_team_id_volunteer_team"),
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteer.id"],
            name=op.f("fk_volunteer_sign_up_volunteer_id_volunteer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_sign_up")),
    )
    op.create_index(
        "ix_volunteer_sign_up_offer_expires_at",
        "volunteer_sign_up",
        ["offer_expires_at"],
        unique=False,
        sqlite_where=sa.text("state = 'offered'"),
        postgresql_where=sa.text("state = 'offered'"),
    )
    op.create_index(
        "ix_volunteer_sign_up_shift_id_state",
        "volunteer_sign_up",
        ["shift_id", "state"],
        unique=False,
    )
    op.create_index(
        op.f("ix_volunteer_sign_up_volunteer_id"),
        "volunteer_sign_up",
        ["volunteer_id"],
        unique=False,
    )
    op.create_index(
        "uq_volunteer_sign_up_live",
        "volunteer_sign_up",
        ["shift_id", "volunteer_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('attended', 'no-show', 'offered', 'signed up', 'waiting')"),
        postgresql_where=sa.text(
            "state IN ('attended', 'no-show', 'offered', 'signed up', 'waiting')"
        ),
    )
    op.create_table(
        "volunteer_attendance_flag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attendance_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cleared_by", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "kind IN ('two places', 'long day', 'late entry', 'bulk entry', 'own record')",
            name=op.f("ck_volunteer_attendance_flag_kind"),
        ),
        sa.CheckConstraint(
            "(cleared_by IS NULL) = (cleared_at IS NULL)",
            name=op.f("ck_volunteer_attendance_flag_cleared"),
        ),
        sa.ForeignKeyConstraint(
            ["attendance_id"],
            ["volunteer_attendance.id"],
            name=op.f("fk_volunteer_attendance_flag_attendance_id_volunteer_attendance"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_attendance_flag")),
        sa.UniqueConstraint(
            "attendance_id", "kind", name=op.f("uq_volunteer_attendance_flag_attendance_id_kind")
        ),
    )
    op.create_table(
        "volunteer_hours_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("volunteer_id", sa.Integer(), nullable=False),
        sa.Column("attendance_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("hours_class", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("district_code", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "hours_class IN ('credited', 'honour')",
            name=op.f("ck_volunteer_hours_entry_hours_class"),
        ),
        sa.CheckConstraint("minutes <> 0", name=op.f("ck_volunteer_hours_entry_minutes")),
        sa.ForeignKeyConstraint(
            ["attendance_id"],
            ["volunteer_attendance.id"],
            name=op.f("fk_volunteer_hours_entry_attendance_id_volunteer_attendance"),
        ),
        sa.ForeignKeyConstraint(
            ["volunteer_id"],
            ["volunteer.id"],
            name=op.f("fk_volunteer_hours_entry_volunteer_id_volunteer"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_hours_entry")),
    )
    op.create_index(
        op.f("ix_volunteer_hours_entry_attendance_id"),
        "volunteer_hours_entry",
        ["attendance_id"],
        unique=False,
    )
    op.create_index(
        "ix_volunteer_hours_entry_volunteer_id_day",
        "volunteer_hours_entry",
        ["volunteer_id", "day"],
        unique=False,
    )
    op.create_table(
        "volunteer_sign_up_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sign_up_id", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(length=14), nullable=False),
        sa.Column("state", sa.String(length=14), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["sign_up_id"],
            ["volunteer_sign_up.id"],
            name=op.f("fk_volunteer_sign_up_step_sign_up_id_volunteer_sign_up"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_sign_up_step")),
    )
    op.create_index(
        op.f("ix_volunteer_sign_up_step_sign_up_id"),
        "volunteer_sign_up_step",
        ["sign_up_id"],
        unique=False,
    )

    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for table in LEDGERS:
        if is_postgresql:
            op.execute(
                f"CREATE TRIGGER {table}_is_immutable BEFORE UPDATE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_update()"
            )
        else:
            op.execute(
                f"CREATE TRIGGER {table}_is_immutable BEFORE UPDATE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never updated'); END"
            )


def downgrade() -> None:
    on_table = " ON {0}" if op.get_bind().dialect.name == "postgresql" else ""
    for table in LEDGERS:
        op.execute(f"DROP TRIGGER {table}_is_immutable" + on_table.format(table))
    op.drop_index(op.f("ix_volunteer_sign_up_step_sign_up_id"), table_name="volunteer_sign_up_step")
    op.drop_table("volunteer_sign_up_step")
    op.drop_index("ix_volunteer_hours_entry_volunteer_id_day", table_name="volunteer_hours_entry")
    op.drop_index(
        op.f("ix_volunteer_hours_entry_attendance_id"), table_name="volunteer_hours_entry"
    )
    op.drop_table("volunteer_hours_entry")
    op.drop_table("volunteer_attendance_flag")
    op.drop_index(
        "uq_volunteer_sign_up_live",
        table_name="volunteer_sign_up",
        sqlite_where=sa.text("state IN ('attended', 'no-show', 'offered', 'signed up', 'waiting')"),
        postgresql_where=sa.text(
            "state IN ('attended', 'no-show', 'offered', 'signed up', 'waiting')"
        ),
    )
    op.drop_index(op.f("ix_volunteer_sign_up_volunteer_id"), table_name="volunteer_sign_up")
    op.drop_index("ix_volunteer_sign_up_shift_id_state", table_name="volunteer_sign_up")
    op.drop_index(
        "ix_volunteer_sign_up_offer_expires_at",
        table_name="volunteer_sign_up",
        sqlite_where=sa.text("state = 'offered'"),
        postgresql_where=sa.text("state = 'offered'"),
    )
    op.drop_table("volunteer_sign_up")
    op.drop_index(
        "uq_volunteer_correction_request_open",
        table_name="volunteer_correction_request",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index(
        op.f("ix_volunteer_correction_request_volunteer_id"),
        table_name="volunteer_correction_request",
    )
    op.drop_table("volunteer_correction_request")
    op.drop_index(
        "uq_volunteer_attendance_once",
        table_name="volunteer_attendance",
        sqlite_where=sa.text("state <> 'refused'"),
        postgresql_where=sa.text("state <> 'refused'"),
    )
    op.drop_index(
        "ix_volunteer_attendance_volunteer_id_arrived_at", table_name="volunteer_attendance"
    )
    op.drop_index(
        "ix_volunteer_attendance_entered_by_entered_at", table_name="volunteer_attendance"
    )
    op.drop_table("volunteer_attendance")
    op.drop_index("ix_volunteer_shift_state_starts_at", table_name="volunteer_shift")
    op.drop_index(op.f("ix_volunteer_shift_activity_id"), table_name="volunteer_shift")
    op.drop_table("volunteer_shift")
    op.drop_table("volunteer_activity_skill")
    op.drop_table("volunteer_trait")
    op.drop_index(op.f("ix_volunteer_training_volunteer_id"), table_name="volunteer_training")
    op.drop_table("volunteer_training")
    op.drop_index(op.f("ix_volunteer_total_year"), table_name="volunteer_total")
    op.drop_table("volunteer_total")
    op.drop_index(
        op.f("ix_volunteer_points_entry_volunteer_id"), table_name="volunteer_points_entry"
    )
    op.drop_table("volunteer_points_entry")
    op.drop_table("volunteer_points_balance")
    op.drop_index(op.f("ix_volunteer_notice_volunteer_id"), table_name="volunteer_notice")
    op.drop_index(
        "ix_volunteer_notice_due",
        table_name="volunteer_notice",
        sqlite_where=sa.text("state IN ('waiting', 'sending')"),
        postgresql_where=sa.text("state IN ('waiting', 'sending')"),
    )
    op.drop_table("volunteer_notice")
    op.drop_index(op.f("ix_volunteer_membership_volunteer_id"), table_name="volunteer_membership")
    op.drop_table("volunteer_membership")
    op.drop_index(op.f("ix_volunteer_link_volunteer_id"), table_name="volunteer_link")
    op.drop_table("volunteer_link")
    op.drop_index(
        op.f("ix_volunteer_guardian_consent_volunteer_id"), table_name="volunteer_guardian_consent"
    )
    op.drop_table("volunteer_guardian_consent")
    op.drop_index(
        "uq_volunteer_consent_standing",
        table_name="volunteer_consent",
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.drop_index(op.f("ix_volunteer_consent_volunteer_id"), table_name="volunteer_consent")
    op.drop_table("volunteer_consent")
    op.drop_index(op.f("ix_volunteer_certificate_volunteer_id"), table_name="volunteer_certificate")
    op.drop_table("volunteer_certificate")
    op.drop_index(op.f("ix_volunteer_activity_team_id"), table_name="volunteer_activity")
    op.drop_index(op.f("ix_volunteer_activity_field"), table_name="volunteer_activity")
    op.drop_table("volunteer_activity")
    op.drop_index(op.f("ix_volunteer_team_area_code"), table_name="volunteer_team")
    op.drop_table("volunteer_team")
    op.drop_index(op.f("ix_volunteer_place_area_code"), table_name="volunteer_place")
    op.drop_table("volunteer_place")
    op.drop_index(op.f("ix_volunteer_street_code"), table_name="volunteer")
    op.drop_table("volunteer")
    op.drop_table("volunteer_setting")
    op.drop_table("volunteer_service_total")
    op.drop_table("volunteer_reward")
