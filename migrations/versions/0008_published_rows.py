"""Published versions are never deleted or replaced, nor their questionnaire renamed.

Sample data may go: a version says from its first day on whether it belongs to them.
"""

import zlib
from base64 import b64decode

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MARK_SAMPLE_DATA = """
UPDATE questionnaire_version SET is_sample_data = true WHERE EXISTS (
    SELECT 1 FROM wave WHERE wave.version_id = questionnaire_version.id AND wave.is_sample_data
) AND NOT EXISTS (
    SELECT 1 FROM wave WHERE wave.version_id = questionnaire_version.id AND NOT wave.is_sample_data
)
"""
ON_SQLITE = {
    "questionnaire_version_is_immutable": """
        BEFORE UPDATE ON questionnaire_version
        BEGIN SELECT RAISE(ABORT, 'rows of questionnaire_version are never updated'); END""",
    "questionnaire_version_is_kept": """
        BEFORE DELETE ON questionnaire_version WHEN NOT OLD.is_sample_data
        BEGIN SELECT RAISE(ABORT, 'rows of questionnaire_version are never deleted'); END""",
    # INSERT OR REPLACE deletes without a word to the trigger above.
    "questionnaire_version_is_not_replaced": """
        BEFORE INSERT ON questionnaire_version WHEN EXISTS (
            SELECT 1 FROM questionnaire_version WHERE id = NEW.id
            OR (questionnaire_id = NEW.questionnaire_id AND number = NEW.number))
        BEGIN SELECT RAISE(ABORT, 'rows of questionnaire_version are never replaced'); END""",
    "questionnaire_keeps_its_code": """
        BEFORE UPDATE OF code ON questionnaire WHEN OLD.code <> NEW.code AND EXISTS (
            SELECT 1 FROM questionnaire_version WHERE questionnaire_id IN (
                SELECT id FROM questionnaire WHERE id = OLD.id OR code = NEW.code))
        BEGIN SELECT RAISE(ABORT, 'the code of a published questionnaire is never updated'); END""",
    "questionnaire_is_not_replaced": """
        BEFORE INSERT ON questionnaire WHEN EXISTS (
            SELECT 1 FROM questionnaire_version WHERE questionnaire_id IN (
                SELECT id FROM questionnaire WHERE id = NEW.id OR code = NEW.code))
        BEGIN SELECT RAISE(ABORT, 'a published questionnaire is never replaced'); END""",
}
FUNCTIONS_ON_POSTGRESQL = {
    "refuse_delete": """
        BEGIN RAISE EXCEPTION 'rows of % are never deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation'; END""",
    "refuse_rename_of_published": """
        BEGIN
        IF EXISTS (SELECT 1 FROM questionnaire_version WHERE questionnaire_id = OLD.id) THEN
            RAISE EXCEPTION 'the code of a published questionnaire is never updated'
            USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
        END""",
}
ON_POSTGRESQL = {
    "questionnaire_version_is_immutable": """
        BEFORE UPDATE ON questionnaire_version FOR EACH ROW EXECUTE FUNCTION refuse_update()""",
    "questionnaire_version_is_kept": """
        BEFORE DELETE ON questionnaire_version FOR EACH ROW WHEN (NOT OLD.is_sample_data)
        EXECUTE FUNCTION refuse_delete()""",
    "questionnaire_version_is_not_truncated": """
        BEFORE TRUNCATE ON questionnaire_version FOR EACH STATEMENT
        EXECUTE FUNCTION refuse_delete()""",
    "questionnaire_keeps_its_code": """
        BEFORE UPDATE OF code ON questionnaire FOR EACH ROW WHEN (OLD.code <> NEW.code)
        EXECUTE FUNCTION refuse_rename_of_published()""",
}
FIRST = "questionnaire_version_is_immutable"
"""The trigger that was there before; it steps aside while what is stored is marked."""


def upgrade() -> None:
    is_sample_data = sa.Column("is_sample_data", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("questionnaire_version", is_sample_data)
    _drop_trigger(FIRST)
    op.execute(MARK_SAMPLE_DATA)
    if _is_postgresql():
        for name, body in FUNCTIONS_ON_POSTGRESQL.items():
            op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body} $$")
    for name, body in _list_triggers().items():
        op.execute(f"CREATE TRIGGER {name} {body}")


def downgrade() -> None:
    for name in _list_triggers():
        if name != FIRST:
            _drop_trigger(name)
    if _is_postgresql():
        for name in FUNCTIONS_ON_POSTGRESQL:
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_column("questionnaire_version", "is_sample_data")
    _unpack_steps()


def _unpack_steps() -> None:
    """Steps of drafts are stored compressed since; before, nobody can read them so."""
    steps = sa.table(
        "questionnaire_draft_step",
        *map(sa.column, ("draft_id", "number", "definition")),
    )
    connection = op.get_bind()
    packed = sa.select(steps).where(~steps.c.definition.startswith("{"))
    for draft_id, number, definition in connection.execute(packed).all():
        plain = zlib.decompress(b64decode(definition)).decode()
        which = (steps.c.draft_id == draft_id, steps.c.number == number)
        connection.execute(sa.update(steps).where(*which).values(definition=plain))


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _list_triggers() -> dict[str, str]:
    return ON_POSTGRESQL if _is_postgresql() else ON_SQLITE


def _drop_trigger(name: str) -> None:
    table = "questionnaire_version" if name.startswith("questionnaire_version") else "questionnaire"
    op.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if _is_postgresql() else ""))
