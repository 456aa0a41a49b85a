"""Reading SQL never fails, whatever the text, and never takes long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.changes.change import Change
from migralint.changes.revision import read_changes
from migralint.changes.state.apply import apply
from migralint.changes.state.schema import SchemaState
from migralint.loading.revisions.revision_file import read_revision_file

_WORDS = (
    "ALTER TABLE ADD COLUMN DROP CONSTRAINT FOREIGN KEY REFERENCES CHECK NOT NULL VALID UNIQUE PRIMARY INDEX "
    "CREATE ON CONCURRENTLY IF EXISTS RENAME TO TYPE USING SET DEFAULT SELECT FROM WHERE UPDATE DELETE INSERT "
    "INTO VALUES WITH AS BEGIN END DO CASE WHEN THEN ELSE LOOP TRIGGER FUNCTION VIEW MATERIALIZED PARTITION OF "
    "BY RANGE ATTACH DETACH ENUM CASCADE TRUNCATE VACUUM FULL REINDEX LOCK COMMENT PRAGMA MODIFY CHANGE AFTER "
    "FIRST CHARACTER COLLATE GENERATED ALWAYS IDENTITY STORED LIMIT RETURNING MERGE UNION SCHEMA EXTENSION "
    "SEQUENCE DOMAIN POLICY ONLY COMMIT GRANT LIKE EXCLUDE WITHOUT ZONE VARYING DOUBLE PRECISION INTERVAL "
    "ARRAY "
)
WORDS = _WORDS.split()
SNIPPETS = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(
        ["orders", '"Orders"', "`day`", "public.", "[x]", "x", "int", "varchar(3)", "numeric(1,2)", "9", ":p"]
    ),
    st.sampled_from(
        ["(", ")", ",", ";", ".", "'", '"', "`", "$$", "$a$", "--", "\n", "/*", "*/", "=", "::", "[", "]", "*"]
    ),
    st.sampled_from(["'a'", "E'\\''", "'%s'", "$$ BEGIN; END $$", "\ufffc", "%", "{", "}", "\x00", "é", "@@", "#"]),
    st.text(max_size=5),
)
TEXTS = st.lists(SNIPPETS, max_size=40).flatmap(lambda parts: st.sampled_from([" ".join(parts), "".join(parts)]))


def changes_of(*texts: str) -> tuple[Change, ...]:
    calls = "".join(f"    op.execute({text!r})\n" for text in texts)
    source = f"from alembic import op\nrevision = 'a'\ndown_revision = None\ndef upgrade():\n    pass\n{calls}"
    file = read_revision_file("/versions/a.py", data=source.encode("utf-8", "surrogatepass"))
    return read_changes(file).upgrade


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_reading_and_applying_never_fails(texts: list[str]) -> None:
    state = SchemaState()
    for change in changes_of(*texts):
        apply(change, state, "a")


LONG = {
    "open parentheses": "(" * 4_000,
    "pairs of parentheses": "SELECT " + "(" * 2_000 + ")" * 2_000,
    "open quote": "'" + "a" * 4_000,
    "many quotes": "'" * 4_001,
    "dollars": "$" * 4_000,
    "dollar tags": "".join(f"$t{number}$" for number in range(800)),
    "comments": "/*" * 2_000,
    "dashes": "-- a\n" * 800,
    "semicolons": ";" * 4_000,
    "names": ".".join("a" * 2_000),
    "columns": "CREATE TABLE t (" + ", ".join(f"c{number} int" for number in range(500)) + ")",
    "actions": "ALTER TABLE t " + ", ".join(f"ADD COLUMN c{number} int" for number in range(200)),
    "joins": "UPDATE " + "a JOIN b " * 500 + " SET x = 1",
    "blocks": "DO $$ " + "BEGIN IF x THEN " * 250 + "$$",
    "triggers": "CREATE TRIGGER t " + "BEGIN CASE " * 400 + "END " * 400,
    "withs": "WITH " + ", ".join(f"a{number} AS (SELECT 1 FROM b)" for number in range(120)) + " UPDATE t SET x = 1",
    "nested withs": "WITH a AS (UPDATE t SET x = 1 " * 120,
    "casts": "SELECT 1" + "::int" * 800,
    "unknown": "FROBNICATE " + "x " * 2_000,
    "unknown and nested": "CALL f" + "(g" * 1_000,
    "braces": "SELECT '{" + '"a":' * 1_000 + "}'",
    "holes": "\ufffc" * 4_000,
    "spaces": "SELECT" + " " * 4_000 + "1",
    "deletes": "DELETE FROM a USING " + "b, " * 1_000,
    "interval": "DELETE FROM " + "a " * 2_000,
    "casts of text": "SELECT " + "CAST (" * 700,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG.keys())
def test_a_few_kilobytes_take_no_second(text: str) -> None:
    """Processor time of the slowest kind, for which a machine that is busy does not matter."""
    started = time.process_time()
    state = SchemaState()
    for change in changes_of(text):
        apply(change, state, "a")
    assert time.process_time() - started < 1
