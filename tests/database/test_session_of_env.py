"""What env.py's session sets decides where things land: for Alembic, for verify and for create alike."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from migralint.database.create import Created, create
from migralint.database.options import VerifyOptions
from migralint.database.postgresql.server.server import Server
from migralint.database.result import Status, Verification
from migralint.database.verify.verify import verify
from tests.support.postgresql import new_database
from tests.support.shop_with_env import shop_project

pytestmark = pytest.mark.slow

OPTIONS = VerifyOptions(python=sys.executable)
MIGRATE = "context.configure(connection=connection, target_metadata=Base.metadata{options})\n    run()\n"
SESSIONS = {
    "SQL": "with engine().connect() as connection:\n"
    '    connection.execute(text("CREATE SCHEMA IF NOT EXISTS shop"))\n'
    '    connection.execute(text("SET search_path TO shop"))\n'
    "    connection.commit()\n    " + MIGRATE.format(options=""),
    "set_config with a parameter": "with engine().connect() as connection:\n"
    '    connection.execute(CreateSchema("shop", if_not_exists=True))\n'
    "    connection.execute(text(\"SELECT set_config('search_path', :name, false)\"), {'name': 'shop'})\n"
    "    connection.commit()\n    " + MIGRATE.format(options=""),
    "after configure": "with engine().connect() as connection:\n"
    "    context.configure(connection=connection, target_metadata=Base.metadata)\n"
    "    with context.begin_transaction():\n"
    '        context.execute("CREATE SCHEMA IF NOT EXISTS shop")\n'
    '        connection.exec_driver_sql("SET search_path = shop, public")\n'
    "        context.run_migrations()\n",
    "options of the driver": 'e = engine(connect_args={"options": "-csearch_path=shop"})\n'
    "with e.begin() as connection:\n"
    '    connection.execute(text("CREATE SCHEMA IF NOT EXISTS shop"))\n    ' + MIGRATE.format(options=""),
    "a listener of the engine": "e = engine()\n\n\n"
    '@event.listens_for(e, "connect")\n'
    "def connected(driver, record):\n"
    "    with driver.cursor() as cursor:\n"
    '        cursor.execute("CREATE SCHEMA IF NOT EXISTS shop")\n'
    '        cursor.execute("SET search_path TO %s" % "shop")\n'
    "    driver.commit()\n\n\n"
    "with e.connect() as connection:\n    " + MIGRATE.format(options=""),
    "schema_translate_map": "with engine().connect() as connection:\n"
    '    connection.execute(text("CREATE SCHEMA IF NOT EXISTS shop"))\n'
    "    connection.commit()\n"
    '    connection = connection.execution_options(schema_translate_map={None: "shop"})\n    '
    + MIGRATE.format(options=', version_table_schema="shop"'),
    "a schema for the version table alone": "with engine().connect() as connection:\n"
    '    connection.execute(text("CREATE SCHEMA IF NOT EXISTS shop"))\n'
    "    connection.commit()\n    " + MIGRATE.format(options=', version_table_schema="shop"'),
    "the default schema, by its name": "with engine().connect() as connection:\n    "
    + MIGRATE.format(options=', version_table_schema="public"'),
    "a path through public": "with engine().connect() as connection:\n"
    "    connection.execute(text('SET search_path TO \"$user\", public'))\n"
    "    connection.commit()\n    " + MIGRATE.format(options=""),
}


@pytest.mark.parametrize("session", SESSIONS)
def test_everything_lands_where_alembic_puts_it(session: str, tmp_path: Path, postgresql: Server) -> None:
    script = shop_project(tmp_path, SESSIONS[session])
    _upgrade(tmp_path, new_database(postgresql, "upgraded"))
    verification = verify(script, OPTIONS, database=postgresql.url())
    assert (verification.status, _differences(verification), verification.notices) == (Status.MATCH, [], ())
    made = create(script, OPTIONS, new_database(postgresql, "created"))
    assert isinstance(made, Created)
    assert _where(postgresql, "created") == _where(postgresql, "upgraded")


@pytest.mark.parametrize(
    ("creates", "notices"),
    [
        ('op.execute("CREATE SCHEMA shop")', 0),
        ('op.execute("create schema if not exists \\"shop\\"")', 0),
        ('op.execute(sa.schema.CreateSchema("shop"))', 0),
        ("pass", 1),
    ],
)
def test_a_schema_of_the_models_is_there_on_both_sides(
    creates: str, notices: int, tmp_path: Path, postgresql: Server
) -> None:
    script = shop_project(
        tmp_path,
        "with engine().connect() as connection:\n    " + MIGRATE.format(options=", include_schemas=True"),
        schema="shop",
        first=creates,
    )
    verification = verify(script, OPTIONS, database=postgresql.url())
    assert (verification.status, _differences(verification)) == (Status.MATCH, [])
    assert len(verification.notices) == notices
    assert isinstance(create(script, OPTIONS, new_database(postgresql, "created")), Created)


@pytest.mark.parametrize(
    "loop",
    [
        # Each tenant has its version table, a search path, a translation, an argument, or models in its own schema.
        "context.configure(connection=connection, target_metadata=Base.metadata, version_table_schema=tenant)\n"
        "        run()\n",
        "connection.execute(text(f'SET search_path TO {tenant}'))\n"
        "        context.configure(connection=connection, target_metadata=Base.metadata)\n        run()\n",
        "translated = connection.execution_options(schema_translate_map={None: tenant})\n"
        "        context.configure(connection=translated, target_metadata=Base.metadata)\n        run()\n",
        "context.configure(connection=connection, target_metadata=copy_in(tenant), version_table_schema=tenant)\n"
        "        run()\n",
    ],
    ids=["version table", "search path", "translation", "models"],
)
def test_tenants_are_one_target(loop: str, tmp_path: Path, postgresql: Server) -> None:
    script = shop_project(
        tmp_path,
        "with engine().connect() as connection:\n    for tenant in [f'tenant_{n}' for n in range(40)]:\n        "
        + loop,
        enum=False,
    )
    for database in ("sqlite", postgresql.url()):
        assert [one.name for one in verify(script, OPTIONS, database=database).targets] == ["default"]


def test_two_databases_of_one_env_stay_two(tmp_path: Path) -> None:
    script = shop_project(
        tmp_path,
        "for name in ('one', 'two'):\n    with engine().connect() as connection:\n"
        "        context.configure(connection=connection, target_metadata=Base.metadata, upgrade_token=name)\n"
        "        run()\n",
    )
    assert len(verify(script, OPTIONS).targets) == 2


def _differences(verification: Verification) -> list[tuple[str, str | None]]:
    return [(one.kind, one.table) for target in verification.targets for one in target.differences]


def _upgrade(root: Path, url: str) -> None:
    environment = {**os.environ, "SHOP_URL": url.replace("postgresql:", "postgresql+psycopg:")}
    done = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"], cwd=root, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def _where(server: Server, database: str) -> set[tuple[str, ...]]:
    query = (
        "SELECT n.nspname, c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
        " WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"
        " UNION SELECT n.nspname, t.typname FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace"
        " WHERE t.typtype = 'e'"
    )
    with psycopg.connect(server.url(database)) as connection:
        return set(connection.execute(query).fetchall())
