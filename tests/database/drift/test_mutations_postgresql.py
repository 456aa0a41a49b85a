"""Every single difference of a live PostgreSQL database is found and named, nothing else is, and nothing is written."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import psycopg
import pytest

from migralint.database.postgresql.server.server import Server
from tests.support.live_databases import found, look, scripted_project
from tests.support.postgresql import known_to, major, new_database
from tests.support.shop.postgresql import CHANGES, SHOP, SPELLINGS, Change

pytestmark = pytest.mark.slow

SILENT = ("rows", "sequence-position")
"""What changes by itself in a database that is used."""
OF_ALL = ("extension", "privileges")
"""What operators add to a database is no drift, although it is told."""
STAMP = (
    "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY); INSERT INTO alembic_version VALUES ('shop')"
)


def changes_for(server: Server) -> list[Change]:
    """Those that the server's version knows."""
    return [one for one in CHANGES if major(server) >= 15 or not one.name.endswith(" NULLS DISTINCT")]


def expected(change: Change) -> list[tuple[str, str | None, str | None]]:
    """Without what is silent; a schema beside those of the migrations is somebody else's."""
    return sorted((one for one in change.expected if one[0] not in (*SILENT, "schema")), key=repr)


@pytest.fixture(scope="module")
def template(postgresql: Server) -> Iterator[str]:
    url = new_database(postgresql, "shop_live")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(known_to(connection.info.server_version, SHOP))
        connection.execute(STAMP)
    yield "shop_live"


def copies(server: Server, template: str, scripts: dict[str, str]) -> dict[str, str]:
    """A database for each script, by the script's name."""
    urls = {}
    with psycopg.connect(server.url(), autocommit=True) as connection:
        for index, (name, script) in enumerate(scripts.items()):
            database = f"{template}_{index}"
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
            urls[name] = server.url(database)
            if script:
                with psycopg.connect(urls[name], autocommit=True) as live:
                    live.execute(script)
    return urls


def written(server: Server, urls: Sequence[str]) -> list[tuple[object, ...]]:
    """What would be different if somebody had changed a row: the statistics count each, in every database.

    The position in the log moves by itself (checkpoints, the scratch databases), the next transaction's number as well.
    """
    counted = []
    for url in urls:
        with psycopg.connect(url, autocommit=True) as connection:
            if connection.info.server_version >= 150_000:
                connection.execute("SELECT pg_stat_force_next_flush()")
            else:  # it has no such function: a process of its own collects what happened, twice a second
                time.sleep(1)
            counted.append(
                connection.execute(
                    "SELECT tup_inserted, tup_updated, tup_deleted FROM pg_stat_database "
                    "WHERE datname = current_database()"
                ).fetchone()
            )
    return counted  # type: ignore[return-value]


def test_what_a_database_has_beyond_lacks_or_has_otherwise(
    tmp_path_factory: pytest.TempPathFactory, postgresql: Server, template: str
) -> None:
    changes, version = changes_for(postgresql), major(postgresql) * 10_000
    revisions = {"shop": (None, known_to(version, SHOP))}
    project = scripted_project(tmp_path_factory.mktemp("project"), revisions, dialect="postgresql")
    scripts = {one.name: known_to(version, one.sql) for one in changes} | {
        f"spelled: {name}": known_to(version, sql) for name, sql in SPELLINGS.items()
    }
    scripts["used"] = (
        "INSERT INTO teams (name) VALUES ('more'); SELECT nextval('invoice_numbers'); ANALYZE; "
        "CREATE SCHEMA other_application; CREATE TABLE other_application.things (id serial PRIMARY KEY, x text); "
        "CREATE FUNCTION other_application.f() RETURNS int LANGUAGE sql AS 'SELECT 1'"
    )
    urls = copies(postgresql, template, scripts)
    before = written(postgresql, list(urls.values()))
    drift = look(project, urls, databases=(postgresql.url(),))
    assert written(postgresql, list(urls.values())) == before
    assert drift.not_judged == ()
    answers = found(drift)
    wanted = (
        {one.name: expected(one) for one in changes} | {f"spelled: {name}": [] for name in SPELLINGS} | {"used": []}
    )
    assert {name: answers[name] for name in wanted if answers[name] != wanted[name]} == {}
    drifting = {one.entry for one in drift.groups if one.is_drift()}
    noted = {one.name for one in changes if one.note or one.expected[0][0] in OF_ALL}
    assert drifting == {one.name for one in changes if expected(one)} - noted


def test_the_other_way_round(tmp_path_factory: pytest.TempPathFactory, postgresql: Server, template: str) -> None:
    changes, version = changes_for(postgresql), major(postgresql) * 10_000
    revisions = {f"m{index}": (None, known_to(version, f"{SHOP};{one.sql}")) for index, one in enumerate(changes)}
    project = scripted_project(tmp_path_factory.mktemp("project"), revisions, dialect="postgresql")
    stamps = {one.name: f"UPDATE alembic_version SET version_num = 'm{index}'" for index, one in enumerate(changes)}
    urls = {}
    with psycopg.connect(postgresql.url(), autocommit=True) as connection:
        for name, stamp in stamps.items():
            database = f"back_{stamp.rpartition(' ')[2].strip(chr(39))}"
            connection.execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')
            urls[name] = postgresql.url(database)
            with psycopg.connect(urls[name], autocommit=True) as live:
                live.execute(stamp)
    drift = look(project, urls, databases=(postgresql.url(),))
    assert drift.not_judged == ()
    answers = found(drift)
    for one in changes:
        kinds = sorted(kind for kind, *_ in one.expected if kind not in SILENT)
        assert sorted(kind for kind, *_ in answers[one.name]) == kinds, one.name
    drifting = {one.entry for one in drift.groups if one.is_drift()}
    by_name = {"primary key's name generated"}  # a revision names the constraint, so its name counts
    expected_drift = {one.name for one in changes if not one.note and {kind for kind, *_ in one.expected} - {*SILENT}}
    assert drifting == expected_drift | by_name
