"""Accidents that projects reported in public, in other spellings: what `verify` and `create` say on real servers."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from migralint.database.postgresql.server.server import Server
from tests.support.command_line import migralint
from tests.support.postgresql import new_database
from tests.support.shop_with_env import shop_project

CONFIGURE = "context.configure(connection=connection, target_metadata=Base.metadata{})\n{}run()\n"
ONCE = "with engine().connect() as connection:\n    "


# Schemas that the models and the version table name


@pytest.mark.slow
@pytest.mark.parametrize("schema", ["shop", "my-shop", "Shop", "user", 'a"b', "größe"])
def test_a_schema_of_any_name_is_made_for_verify_and_create(tmp_path: Path, schema: str, postgresql: Server) -> None:
    shop_project(
        tmp_path,
        ONCE
        + "connection.execute(CreateSchema(Base.metadata.schema, if_not_exists=True))\n    connection.commit()\n    "
        + CONFIGURE.format(f", include_schemas=True, version_table_schema={schema!r}", "    "),
        schema=schema,
    )
    done = migralint("verify", "--database", postgresql.url(), cwd=tmp_path)
    assert (done.code, "match" in done.stdout) == (0, True), done.stdout + done.stderr
    url = new_database(postgresql, "field_schema")
    made = migralint("create", url, cwd=tmp_path)
    assert made.code == 0, made.stdout + made.stderr
    with psycopg.connect(url) as connection:
        places = connection.execute(
            "SELECT DISTINCT n.nspname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
            "WHERE c.relname IN ('item', 'alembic_version')"
        ).fetchall()
    assert places == [(schema,)]


# What the filters of env.py leave out

FILTERS = {
    "a list of schemas": 'lambda name, kind, parents: kind != "schema" or name in (None, "shop")',
    "the default schema alone": 'lambda name, kind, parents: kind != "schema" or name is None',
    "by the schema of a table": 'lambda name, kind, parents: parents.get("schema_name") != "topology" '
    'and (kind, name) != ("schema", "topology")',
    "a prefix": 'lambda name, kind, parents: not (name or "").startswith("topo")',
}


@pytest.mark.slow
@pytest.mark.parametrize("asked", FILTERS)
def test_a_schema_that_is_left_out_is_no_drift(tmp_path: Path, asked: str, postgresql: Server) -> None:
    shop_project(
        tmp_path,
        ONCE + CONFIGURE.format(f", include_schemas=True, include_name={FILTERS[asked]}", "    "),
        first='op.execute("CREATE SCHEMA topology")\n    op.execute("CREATE TABLE topology.layer (id int)")\n'
        '    op.execute("CREATE SEQUENCE topology.seq")\n    op.execute("CREATE VIEW topology.v AS SELECT 1 AS a")',
    )
    done = migralint("verify", "--database", postgresql.url(), cwd=tmp_path)
    assert done.code == 0, done.stdout + done.stderr
    assert "topology" not in done.stdout


# Tenants

TENANTS = {
    "from settings": "for tenant in ('acme', 'umbrella'):\n        "
    "connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS {tenant}'))\n        connection.commit()\n        ",
    "from the catalogue": "for name in ('acme', 'umbrella'):\n        "
    "connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS {name}'))\n    connection.commit()\n    "
    "names = connection.execute(text(\"SELECT nspname FROM pg_namespace WHERE nspname IN ('acme', 'umbrella')\"))\n"
    "    for (tenant,) in names.fetchall():\n        ",
}


@pytest.mark.slow
@pytest.mark.parametrize("tenants", TENANTS)
def test_tenants_of_one_shape_are_one_target(tmp_path: Path, tenants: str, postgresql: Server) -> None:
    shop_project(
        tmp_path,
        ONCE
        + TENANTS[tenants]
        + "connection.execute(text(f'SET search_path TO {tenant}'))\n        connection.commit()\n        "
        + CONFIGURE.format(", version_table_schema=tenant", "        "),
        enum=False,
    )
    # Where a database is asked for the tenants there are none yet, and the models have to be named.
    named = ["--metadata", "models:Base.metadata"] if tenants == "from the catalogue" else []
    done = migralint("verify", "--database", postgresql.url(), *named, cwd=tmp_path)
    assert done.code == 0, done.stdout + done.stderr
    assert done.stdout.count("match") == 1


def test_env_without_any_configure_is_no_match(tmp_path: Path, postgresql: Server) -> None:
    """Tenants of a table that is empty in a new database: nothing was compared, and that is not a match."""
    shop_project(
        tmp_path,
        ONCE + "for tenant in []:\n        " + CONFIGURE.format(", version_table_schema=tenant", "        "),
        enum=False,
    )
    done = migralint("verify", "--database", postgresql.url(), cwd=tmp_path)
    assert done.code != 0
    assert "match" not in done.stdout


# Options of columns that only the server reads


@pytest.mark.slow
def test_a_change_of_statistics_options_is_seen_and_nothing_else_of_that_column(
    tmp_path: Path, postgresql: Server
) -> None:
    shop_project(
        tmp_path,
        ONCE + CONFIGURE.format("", "    "),
        first="pass",
    )
    path = tmp_path / "migrations/versions/a1.py"
    path.write_text(path.read_text() + '    op.execute("ALTER TABLE item ALTER COLUMN id SET (n_distinct = -0.5)")\n')
    done = migralint("verify", "--database", postgresql.url(), cwd=tmp_path)
    assert "n_distinct=-0.5" in done.stdout
    assert "pg_attver" not in done.stdout
