"""The locks that rules count with are those that a server takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from msgspec.structs import replace

from migralint.findings.operation_context import Step
from migralint.findings.operation_settings import OperationSettings
from migralint.findings.problem import Problem
from migralint.findings.rule import OperationRule
from migralint.findings.severity import Severity
from migralint.linting.walking.operations import run_operation_rules
from migralint.loading.history_context import subject_of
from migralint.loading.revisions.directory import load_directory
from migralint.loading.script_directory import ScriptDirectory
from migralint.rules.operation.postgresql.tables.locks import LOCKING, locks_of

SCHEMA = """
CREATE TABLE u (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, c int, d text);
ALTER TABLE t ADD CONSTRAINT held CHECK (c > 0) NOT VALID;
ALTER TABLE t ADD CONSTRAINT refers FOREIGN KEY (c) REFERENCES u NOT VALID;
CREATE UNIQUE INDEX ready ON t (c);
CREATE TABLE events (n int) PARTITION BY RANGE (n);
CREATE TABLE part PARTITION OF events FOR VALUES FROM (500) TO (600);
CREATE TABLE old (n int);
CREATE MATERIALIZED VIEW totals AS SELECT id FROM u;
CREATE UNIQUE INDEX key ON totals (id);
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER hook BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION nothing();
"""
STATEMENTS = (
    "ALTER TABLE t ADD COLUMN x int", "ALTER TABLE t ADD COLUMN x int REFERENCES u", "ALTER TABLE t DROP COLUMN d",
    "ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES u", "ALTER TABLE t ADD FOREIGN KEY (c) REFERENCES u NOT VALID",
    "ALTER TABLE t VALIDATE CONSTRAINT held", "ALTER TABLE t DROP CONSTRAINT held",
    "ALTER TABLE t DROP CONSTRAINT refers", "DROP TABLE t", "ALTER TABLE t ADD CHECK (c > 1)",
    "ALTER TABLE t ADD CHECK (c > 1) NOT VALID", "ALTER TABLE t ADD UNIQUE (d)",
    "ALTER TABLE t ADD CONSTRAINT uq UNIQUE USING INDEX ready", "ALTER TABLE t ALTER c SET NOT NULL",
    "ALTER TABLE t ALTER c DROP NOT NULL", "ALTER TABLE t ALTER c SET DEFAULT 1", "ALTER TABLE t ALTER c TYPE bigint",
    "ALTER TABLE t RENAME c TO x", "ALTER TABLE t RENAME CONSTRAINT held TO x", "CREATE INDEX ON t (d)",
    "DROP INDEX ready", "ALTER INDEX ready RENAME TO x", "REINDEX TABLE t", "CLUSTER t USING ready", "TRUNCATE t",
    "LOCK TABLE t", "LOCK TABLE t NOWAIT", "LOCK TABLE t IN SHARE MODE", "LOCK TABLE t IN ROW EXCLUSIVE MODE",
    "LOCK TABLE t IN EXCLUSIVE MODE", "CREATE TABLE w (id int REFERENCES u)",
    "CREATE TABLE w (id int, FOREIGN KEY (id) REFERENCES u)", "DROP TRIGGER hook ON t",
    "CREATE TRIGGER h BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION nothing()", "CREATE POLICY p ON t",
    "COMMENT ON TABLE t IS 'x'", "COMMENT ON COLUMN t.c IS 'x'", "ALTER TABLE t SET (fillfactor = 70)",
    "ALTER TABLE t ALTER c SET STATISTICS 50", "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE t DISABLE TRIGGER hook", "ALTER TABLE t SET UNLOGGED", "ALTER TABLE t OWNER TO CURRENT_USER",
    "ALTER TABLE t REPLICA IDENTITY FULL", "ALTER TABLE t CLUSTER ON ready", "UPDATE t SET c = 1",
    "DELETE FROM t", "CREATE VIEW v AS SELECT * FROM t", "CREATE STATISTICS s ON c, d FROM t",
    "ALTER TABLE events ATTACH PARTITION old FOR VALUES FROM (0) TO (9)", "ALTER TABLE events DETACH PARTITION part",
    "CREATE TABLE p PARTITION OF events FOR VALUES FROM (0) TO (9)", "REFRESH MATERIALIZED VIEW totals",
)  # fmt: skip
NAMES = {
    "AccessExclusiveLock": "ACCESS EXCLUSIVE", "ExclusiveLock": "EXCLUSIVE", "ShareLock": "SHARE",
    "ShareRowExclusiveLock": "SHARE ROW EXCLUSIVE",
}  # fmt: skip
"""The locks that keep writes waiting."""
TABLES = frozenset({"t", "u", "events", "old", "part", "totals"})


def known_locks(folder: Path) -> dict[str, dict[str, str]]:
    """The locks that rules expect of each statement, by its revision."""
    template = "from alembic import op\nrevision = {!r}\ndown_revision = {!r}\n\ndef upgrade():\n    op.execute({!r})\n"
    (folder / "base.py").write_text(template.format("base", None, SCHEMA), "utf-8")
    for number, statement in enumerate(STATEMENTS):
        (folder / f"r{number}.py").write_text(template.format(f"r{number}", "base", statement), "utf-8")
    found: dict[str, dict[str, str]] = {}

    def collect(step: Step) -> Iterator[Problem]:
        held = found.setdefault(step.view.revision.id, {})
        held.update({table.name: lock for table, lock in locks_of(step, step.change)})
        yield from ()

    subject = subject_of(load_directory(ScriptDirectory(path=str(folder), version_locations=(str(folder),))))
    subject = replace(subject, operation_settings=OperationSettings(frozenset({"postgresql"})))
    list(run_operation_rules(subject, [OperationRule("ML999", collect, Severity.INFO, on=LOCKING)]))
    return found


def test_every_statement(
    connection: psycopg.Connection, locks: Callable[[str], dict[str, str]], tmp_path: Path
) -> None:
    known = known_locks(tmp_path)
    connection.execute(SCHEMA)
    connection.commit()
    wrong = []
    for number, statement in enumerate(STATEMENTS):
        held = locks(statement)
        names = {"x": "t"} if "RENAME TO" in statement else {}
        taken = {names.get(table, table): NAMES[mode] for table, mode in held.items() if mode in NAMES}
        taken = {table: mode for table, mode in taken.items() if table in TABLES}
        expected = dict(known.get(f"r{number}", {}))
        if statement == "DROP TABLE t":
            expected.pop("t")  # it is gone, and shown by its number
        if expected != taken:
            wrong.append(f"{statement}: {taken}, not {expected}")
        connection.rollback()
    assert wrong == [], "\n".join(wrong)
