"""A squash and a floor on PostgreSQL, of a history that makes everything PostgreSQL has."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from migralint.database.floor.build import BuildRequest, build
from migralint.database.floor.floor import Floors, written_down
from migralint.database.options import VerifyOptions
from migralint.database.postgresql.server.server import Server
from migralint.database.project.copied_directory import mirrored
from migralint.database.project.site import Site
from migralint.database.squash.squash import Squashed, squash
from migralint.database.squash.squash_proof import Piece
from migralint.loading.discovery.candidates import the_one
from migralint.loading.discovery.discovery import discover
from migralint.loading.script_directory import ScriptDirectory
from migralint.schema.compare import compare
from migralint.schema.squash.seeds.tokens import Window
from migralint.schema.squash.seeds.volatile import Run, compared, find_volatile
from migralint.schema.squash.source import Header

pytestmark = pytest.mark.slow

OPTIONS = VerifyOptions(python=sys.executable, dialect="postgresql")
ENV = """\
from alembic import context
from sqlalchemy import MetaData

context.configure(url="postgresql://", target_metadata=MetaData())
context.run_migrations()
"""
FIRST = """\
from alembic import op

revision = "a1a1"
down_revision = None


def upgrade():
    op.get_bind().connection.cursor().execute(open({path!r}).read())


def downgrade():
    pass
"""
SECOND = """\
import sqlalchemy as sa
from alembic import op

revision = "b2b2"
down_revision = {parent!r}


def upgrade():
    op.add_column("team", sa.Column("name", sa.String(10)))


def downgrade():
    op.drop_column("team", "name")
"""
MORE = """\
CREATE TABLE team (id INTEGER PRIMARY KEY, note TEXT, weight DOUBLE PRECISION, CHECK (note IN ('a', '$$:y%s', '')));
INSERT INTO team VALUES (1, '$$:y%s', '-0'), (2, '', 'NaN');
CREATE FUNCTION marked() RETURNS trigger LANGUAGE plpgsql AS $body$ BEGIN NEW.note := '$$:y%s'; RETURN NEW; END $body$;
CREATE TRIGGER mark BEFORE INSERT ON team FOR EACH ROW EXECUTE FUNCTION marked();
CREATE VIEW b_view AS SELECT 1 AS x;
CREATE VIEW a_view AS SELECT * FROM b_view;
CREATE FUNCTION rows_of_a_view() RETURNS SETOF a_view LANGUAGE sql AS 'SELECT * FROM a_view';
CREATE VIEW a_first AS SELECT * FROM rows_of_a_view();
CREATE FUNCTION number() RETURNS int LANGUAGE sql AS 'SELECT x FROM b_view';
CREATE MATERIALIZED VIEW counted AS SELECT number() AS x;
CREATE UNIQUE INDEX "Odd one" ON counted (x);
CREATE TABLE p (id int, k text, PRIMARY KEY (id, k)) PARTITION BY LIST (k);
CREATE TABLE p_a PARTITION OF p FOR VALUES IN ('a');
CREATE TABLE p_rest PARTITION OF p DEFAULT;
CREATE TABLE p_b PARTITION OF p FOR VALUES IN ('b', ' DEFAULT FOR VALUES ') PARTITION BY RANGE (id);
CREATE TABLE p_b1 PARTITION OF p_b FOR VALUES FROM (0) TO (10);
ALTER TABLE p_rest ADD CONSTRAINT positive CHECK (id > 0);
ALTER TABLE p_a ALTER COLUMN id SET DEFAULT 4;
INSERT INTO p VALUES (1, 'a'), (2, 'b'), (3, 'zz');
"""


@pytest.fixture
def script(tmp_path: Path) -> ScriptDirectory:
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True)
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (tmp_path / "migrations" / "env.py").write_text(ENV)
    everything = Path(__file__).parents[1] / "support" / "postgresql_everything.sql"
    (versions / "a1a1.py").write_text(FIRST.format(path=str(everything)))
    (versions / "b2b2.py").write_text(SECOND.format(parent="a1a1"))
    return the_one(discover(str(tmp_path)))


def squashed(script: ScriptDirectory, server: Server) -> Squashed:
    versions = script.version_locations[0]
    kept = {f"{versions}/b2b2.py": SECOND.format(parent="5qua5h").encode()}
    piece = Piece(Header("5qua5h", "Everything", ("a1a1",)), ("a1a1",), f"{versions}/5qua5h.py")
    return squash(script, OPTIONS, [server.url()], [piece], kept)


def test_the_squash_gives_all_of_it_and_the_same_bytes_twice(script: ScriptDirectory, postgresql: Server) -> None:
    first = squashed(script, postgresql)
    assert first.refusals == ()
    assert first.volatile == ("person.made", "person.uid")
    assert squashed(script, postgresql) == first
    (source,) = (data.decode() for data in first.files.values())
    # What has a word in SQLAlchemy is not written as SQL: one table has an exclusion constraint and a composite type.
    assert source.count("CREATE TABLE") == 2
    assert source.count("op.create_table(") == 5


def test_what_depends_on_each_other_and_what_is_a_part(
    script: ScriptDirectory, postgresql: Server, tmp_path: Path
) -> None:
    (tmp_path / "more.sql").write_text(MORE)
    Path(script.version_locations[0], "a1a1.py").write_text(FIRST.format(path=str(tmp_path / "more.sql")))
    result = squashed(script, postgresql)
    assert result.refusals == ()
    (source,) = (data.decode() for data in result.files.values())
    assert "public." not in source  # which database and schema it will run in, nobody knows
    assert "CREATE TABLE p_a PARTITION OF p (id DEFAULT 4) FOR VALUES IN ('a')" in source


def test_verify_goes_on_from_the_floor(script: ScriptDirectory, postgresql: Server, tmp_path: Path) -> None:
    site = Site(postgresql.url(), binaries=postgresql.binaries)
    start = datetime.now(UTC)
    wanted = [BuildRequest("floor", ("a1a1",)), BuildRequest("one"), BuildRequest("two", later=True)]
    made = build(script, OPTIONS, site, wanted, lambda built: (built.read(), written_down(built)))
    whole, again = made.results["default", "one"][0], made.results["default", "two"][0]
    floor = made.results["default", "floor"][1]
    assert floor is not None
    assert b"Dumped" not in floor
    assert b"alembic_version" not in floor
    path = tmp_path / "floor.sql"
    path.write_bytes(floor)
    versions = script.version_locations[0]
    with ExitStack() as stack:
        after = stack.enter_context(mirrored(script, {f"{versions}/b2b2.py": SECOND.format(parent=None).encode()}))
        asked = Floors({"default": str(path)}).asked()
        resumed = build(after, OPTIONS, site, [BuildRequest("whole")], lambda built: built.read(), asked=asked)
    window = Window(start, datetime.now(UTC))
    volatile = find_volatile([(Run(whole, window), Run(again, window))])
    both = whole, resumed.results["default", "whole"]
    assert compare(*(compared(one, window, volatile) for one in both)) == ()


def test_what_the_server_keeps_for_itself_blocks_nothing(
    script: ScriptDirectory, postgresql: Server, tmp_path: Path
) -> None:
    kept = "array_append(coalesce({0}::text[], '{{}}'), 'pg_attver=' || (random() * 1e6)::int)"
    (tmp_path / "kept.sql").write_text(
        "CREATE TABLE team (id INTEGER PRIMARY KEY, note TEXT);"
        "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';"
        f"UPDATE pg_attribute SET attoptions = {kept.format('attoptions')} WHERE attrelid = 'team'::regclass;"
        f"UPDATE pg_class SET reloptions = {kept.format('reloptions')} WHERE oid = 'team'::regclass;"
        f"UPDATE pg_proc SET proconfig = {kept.format('proconfig')} WHERE oid = 'one()'::regprocedure"
    )
    Path(script.version_locations[0], "a1a1.py").write_text(FIRST.format(path=str(tmp_path / "kept.sql")))
    assert squashed(script, postgresql).refusals == ()
