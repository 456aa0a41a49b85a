"""Seed rows of every common type, and with values of each run, squashed on PostgreSQL."""

from __future__ import annotations

import json
import random
import re
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from migralint.database.postgresql.server.server import Server
from migralint.database.squash.squash import Squashed
from tests.support.postgresql import new_database
from tests.support.squashes import running, source, upgrade
from tests.support.squashes import squashed as squash

pytestmark = pytest.mark.slow

Work = Callable[..., Squashed]


@pytest.fixture
def squashed(tmp_path: Path, postgresql: Server) -> Work:
    """Squashes a revision with this body; what is accepted by keyword, with __ for the dot."""

    def work(body: str, **accepted: str) -> Squashed:
        return squash(tmp_path, postgresql, body, {name.replace("__", "."): how for name, how in accepted.items()})

    return work


VALUES = {
    "smallint": ["-32768", "0"],
    "bigint": ["9223372036854775807", "-9223372036854775808"],
    "numeric(20, 5)": ["123456789012345.67890", "-0.00001", "'NaN'"],
    "numeric": ["1" + "0" * 60, "0.1000", "'Infinity'"],
    "real": ["'NaN'", "'-Infinity'", "1.5", "'-0'"],
    "double precision": ["0.1", "1e308", "'NaN'", "'Infinity'"],
    "boolean": ["true", "false"],
    "text": ["''", "E'a\\n\\t\\\\b'", "'it''s :a %s %(x)s {y} \"q\"'", "'ünïcødé 🐘 ‮'", "E'\\x01\\u2028'", "'NULL'"],
    "varchar(300)": ["'x'", "' padded '"],
    "char(5)": ["'ab'"],
    "json": ['\'{"b": 1.10, "a": [null, ":x"]}\'', "'null'"],
    "jsonb": ['\'{"a": 1.10, "b": {"c": "%s"}}\'', "'[]'", "'12345678901234567890.5'"],
    "integer[]": ["'{1,NULL,3}'", "'{}'", "'{{1,2},{3,4}}'"],
    "text[]": ["ARRAY['a,b', 'c\"d', '', NULL, 'NULL']"],
    "bytea": ["'\\x00ff'", "''", "decode('deadbeef', 'hex')"],
    "interval": ["'1 year 2 mons 3 days 04:05:06.789'", "'-1 day'"],
    "date": ["'2024-02-29'", "'infinity'", "'0044-03-15 BC'"],
    "time": ["'23:59:59.999999'", "'24:00'"],
    "timetz": ["'12:00:00+05:30'"],
    "timestamp": ["'2024-01-02 03:04:05'", "'2024-01-02 03:04:05.6'", "'infinity'", "'-infinity'"],
    "timestamptz": ["'2024-01-02 03:04:05+02'", "'infinity'", "'2024-01-02 03:04:05.000001Z'"],
    "uuid": ["'00000000-0000-0000-0000-000000000000'", "'3f8e7c1a-0000-4000-8000-123456789abc'"],
    "inet": ["'10.0.0.1/24'", "'::1'"],
    "cidr": ["'10.0.0.0/8'"],
    "macaddr": ["'08:00:2b:01:02:03'"],
    "bit(3)": ["B'101'"],
    "bit varying(5)": ["B'11'", "B''"],
    "money": ["'1234.56'"],
    "int4range": ["'[1,5)'", "'empty'", "'(,)'"],
    "tstzrange": ["'[2024-01-01 00:00+00,)'"],
    "int4multirange": ["'{[1,3),[5,9)}'"],
    "xml": ["'<a b=\":c\">d</a>'"],
    "tsvector": ["to_tsvector('simple', 'a quick : fox')"],
    "tsquery": ["'fat & (rat | cat)'"],
    "point": ["'(1,2)'"],
    "polygon": ["'((0,0),(1,1),(2,0))'"],
    "mood": ["'sad'", "'so '':so'''"],
    "pair": ["ROW(1, 'a,b')", "ROW(NULL, '')"],
    "positive": ["5"],
    "hstore": ["'a=>1, \"b c\"=>NULL'"],
    "citext": ["'MiXed'"],
    "ltree": ["'a.b.c'"],
    "jsonpath": ["'$.a[*] ? (@ > 1)'"],
    "pg_lsn": ["'16/B374D848'"],
    "oid": ["42"],
}
"""Values of each type, as SQL."""
EXTENSIONS = ("hstore", "citext", "ltree")


def available(server: Server) -> set[str]:
    with psycopg.connect(server.url()) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM pg_available_extensions").fetchall()}


def every_type(server: Server, beside: str = "") -> tuple[str, int]:
    """The body of a revision that makes a table of each type, with `beside` (columns) and what fills these first."""
    lacking = set(EXTENSIONS) - available(server)
    extensions = [name for name in EXTENSIONS if name not in lacking]
    statements = [f"CREATE EXTENSION {name}" for name in extensions]
    statements += [
        "CREATE TYPE mood AS ENUM ('sad', 'so '':so''')",
        "CREATE TYPE pair AS (n integer, t text)",
        "CREATE DOMAIN positive AS integer CHECK (VALUE > 0)",
    ]
    types = {name: values for name, values in VALUES.items() if name not in lacking}
    for number, (name, values) in enumerate(types.items()):
        statements.append(f"CREATE TABLE t{number} (id serial PRIMARY KEY{beside}, v {name})")
        rows = ", ".join(f"({value})" for value in [*values, "NULL"])
        statements.append(f"INSERT INTO t{number} (v) VALUES {rows}")
    return running(*statements), len(types)


def test_rows_of_every_type(squashed: Work, postgresql: Server) -> None:
    body, _ = every_type(postgresql)
    result = squashed(body)
    assert result.volatile == ()
    assert "uuid4" not in source(result)


def test_rows_of_every_type_beside_values_of_each_run(squashed: Work, postgresql: Server) -> None:
    """Each table has random keys and times, and still every type comes through."""
    beside = ", key uuid DEFAULT gen_random_uuid(), made timestamptz DEFAULT clock_timestamp()"
    body, count = every_type(postgresql, beside)
    result = squashed(body)
    assert len(result.volatile) == 2 * count
    assert source(result).count("uuid.uuid4()") > count
    assert "datetime" not in source(result)  # the database gives the times, as before


def drawn(source: random.Random) -> list[str]:
    """A value of each column of `anything`, as SQL."""
    alphabet = "aZ09 '\"\\\\\t\n\r%:{}$,;\u00e9\u202e\U0001f418\u2028\u0085\x01\x7f"

    def text() -> str:
        return "".join(source.choice(alphabet) for _ in range(source.randrange(9)))

    def quoted(value: str) -> str:
        return "'" + value.replace("'", "''") + "'"

    whole = source.randrange(-(10**18), 10**18)
    value = {text(): [source.random(), None, text()], "n": whole}
    moment = datetime(1900, 1, 1) + timedelta(microseconds=source.randrange(2 * 10**15))
    return [
        str(whole),
        f"{whole}.{source.randrange(10**9):09}",
        f"'{source.choice([repr(source.uniform(-1e300, 1e300)), 'NaN', '-0', 'Infinity'])}'",
        quoted(text()),
        quoted(json.dumps(value)),
        quoted(json.dumps(value, ensure_ascii=False).replace("\\u0000", "")),
        f"ARRAY[{', '.join(quoted(text()) for _ in range(3))}]",
        f"'\\x{source.randbytes(source.randrange(20)).hex()}'",
        f"'{source.randrange(-40, 40)} mons {source.randrange(-40, 40)} days {source.random():.6f} sec'",
        f"'{moment}'",
        f"'{moment}+05:45'",
        f"'{moment:%Y-%m-%d}'",
        source.choice(["true", "false"]),
        f"'{uuid.UUID(int=source.getrandbits(128), version=4)}'",
    ]


@pytest.mark.parametrize("seed", range(3))
def test_any_values(seed: int, squashed: Work, postgresql: Server, tmp_path: Path) -> None:
    """What both runs give alike comes through to the last character, beside a key that each run makes anew."""
    source_of_values = random.Random(seed)
    types = (
        "bigint", "numeric", "double precision", "text", "json", "jsonb", "text[]", "bytea", "interval", "timestamp",
        "timestamptz", "date", "boolean", "uuid",
    )  # fmt: skip
    columns = ", ".join(f"c{at} {name}" for at, name in enumerate(types))
    statements = [f"CREATE TABLE anything (n int, key uuid DEFAULT gen_random_uuid() PRIMARY KEY, {columns})"]
    names = ", ".join(f"c{at}" for at in range(len(types)))
    for number in range(60):
        values = [one if source_of_values.random() < 0.9 else "NULL" for one in drawn(source_of_values)]
        statements.append(f"INSERT INTO anything (n, {names}) VALUES ({number}, {', '.join(values)})")
    result = squashed(running(*statements))
    assert result.volatile == ("anything.key",)
    rows = f"SELECT n, ({names})::text FROM (SELECT n, {names} FROM anything) a ORDER BY n".replace(
        f"({names})", f"ROW({names})"
    )
    with upgrade(tmp_path, result, postgresql, f"any_{seed}") as connection:
        through = connection.execute(rows).fetchall()
    with psycopg.connect(new_database(postgresql, f"any_before_{seed}"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())
        assert connection.execute(rows).fetchall() == through


KEYS = """
role, admin, team = (str(uuid.uuid4()) for _ in range(3))
fixed = "3f8e7c1a-0000-4000-8000-123456789abc"
now = datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)
run(
    "CREATE TABLE role (id uuid PRIMARY KEY, name text UNIQUE, parent uuid REFERENCES role, made timestamp)",
    "CREATE TABLE person (id varchar(36) PRIMARY KEY, role uuid REFERENCES role, email text, hex char(32), data jsonb)",
    f"INSERT INTO role VALUES ('{role}', 'user', NULL, '{now}'), ('{admin}', 'admin', '{role}', '{now}')",
    f"INSERT INTO role VALUES ('{fixed}', 'fixed', '{admin}', '2020-01-01')",
    f"INSERT INTO person VALUES ('{team}', '{admin}', 'a-{team}@example.com', '{team.replace('-', '')}',"
    f" '{json.dumps({'roles': [role, admin, fixed], 'at': now.isoformat() + 'Z'})}')",
)
"""


def test_references_among_random_keys_stay(squashed: Work, postgresql: Server, tmp_path: Path) -> None:
    result = squashed(KEYS)
    assert result.volatile == (
        "person.data", "person.email", "person.hex", "person.id", "person.role", "role.id", "role.made", "role.parent",
    )  # fmt: skip
    text = source(result)
    assert "role_id_1 = uuid.uuid4()" in text
    assert '"3f8e7c1a-0000-4000-8000-123456789abc"' in text or "'3f8e7c1a-0000-4000-8000-123456789abc'" in text
    seen = []
    for name in ("keys_1", "keys_2"):
        with upgrade(tmp_path, result, postgresql, name) as connection:
            rows = connection.execute(
                "SELECT p.id, r.id::text, u.id::text, p.email = 'a-' || p.id || '@example.com',"
                " p.hex = replace(p.id, '-', ''), p.data->'roles' = jsonb_build_array(u.id, r.id, f.id),"
                " abs(extract(epoch FROM (p.data->>'at')::timestamptz - now())) < 600, f.parent = r.id, f.made::text"
                " FROM person p JOIN role r ON r.id = p.role JOIN role u ON u.id = r.parent, role f"
                " WHERE r.name = 'admin' AND u.name = 'user' AND f.name = 'fixed'"
            ).fetchall()
        assert [row[3:] for row in rows] == [(True, True, True, True, True, "2020-01-01 00:00:00")]
        seen.append(rows[0][:3])
    assert not set(seen[0]) & set(seen[1])


TIMES = """
now = datetime.datetime.now(datetime.timezone.utc)
run(
    "CREATE TABLE a (id int PRIMARY KEY, tz timestamptz, naive timestamp, short timestamp(0), d time, dz timetz,"
    " s bigint, ms bigint, f double precision, iso text, z text, j json, arr timestamptz[], given timestamptz"
    " DEFAULT now(), ends timestamptz, ago timestamp, NULLED timestamptz)",
    f"INSERT INTO a VALUES (1, '{now}', '{now.replace(tzinfo=None)}', now(), localtime, current_time,"
    f" {int(now.timestamp())}, {int(now.timestamp() * 1000)}, {now.timestamp()}, '{now.isoformat()}',"
    f" '{now:%Y-%m-%dT%H:%M:%S}Z', '{json.dumps({'at': str(now)})}', ARRAY[now(), NULL, 'infinity'], DEFAULT,"
    f" now() + interval '30 days', now() - interval '6 hours', NULL)",
    "INSERT INTO a (id, tz, naive, ago) VALUES (2, 'infinity', '2020-02-02', '-infinity')",
)
"""


def test_times_of_the_run_are_those_of_the_next_run(squashed: Work, postgresql: Server, tmp_path: Path) -> None:
    result = squashed(TIMES)
    assert result.volatile == tuple(
        f"a.{name}"
        for name in ("ago", "arr", "d", "dz", "ends", "f", "given", "iso", "j", "ms", "naive", "s", "short", "tz", "z")
    )
    assert re.search(r"20[2-9]\d-\d\d-\d\dT", source(result)) is None
    with upgrade(tmp_path, result, postgresql, "times") as connection:
        (row,) = connection.execute(
            "SELECT array_agg(abs(extract(epoch FROM v)) < 600) FROM a, LATERAL (VALUES (tz - now()),"
            " (naive - now() AT TIME ZONE 'utc'), (to_timestamp(s) - now()), (to_timestamp(ms / 1000.0) - now()),"
            " (to_timestamp(f) - now()), (iso::timestamptz - now()), (z::timestamptz - now()),"
            " ((j->>'at')::timestamptz - now()), (arr[1] - now()), (given - now()),"
            " (ends - now() - interval '30 days'), (ago - now() AT TIME ZONE 'utc' + interval '6 hours')) t(v)"
            " WHERE id = 1"
        ).fetchall()
        assert row[0] == [True] * 12
        other = connection.execute("SELECT tz::text, naive::text, ago::text FROM a WHERE id = 2").fetchall()
        assert other == [("infinity", "2020-02-02 00:00:00", "-infinity")]


def test_what_nobody_can_know_is_named_at_once(squashed: Work) -> None:
    result = squashed(
        """
        run(
            "CREATE TABLE person (id int PRIMARY KEY, token text, secret varchar(80), score int)",
            "CREATE TABLE audit (at int, what text)",
            "CREATE TABLE many (id int)",
            "INSERT INTO many SELECT generate_series(1, 1200)",
            f"INSERT INTO person VALUES (1, '{secrets.token_hex(24)}', '{secrets.token_urlsafe(30)}', 1),"
            f" (2, 'fixed', NULL, {secrets.randbelow(10**9)})",
            f"INSERT INTO audit SELECT i, 'x' FROM generate_series(1, {secrets.randbelow(500)}) i",
        )
        """
    )
    values, rows, many = result.refusals
    assert "different values in person.score, person.secret, person.token" in values.message
    for way in (
        "person.score=frozen",
        "'person.secret=secrets.token_urlsafe(30)'",
        "'person.token=secrets.token_hex(24)'",
    ):
        assert f"--accept-volatile {way}" in values.help
    assert "different rows in audit" in rows.message
    assert "--accept-volatile audit=frozen" in rows.help
    assert "many (1200 rows)" in many.message
    assert "--accept-volatile many=leave-out" in many.help


def test_what_was_accepted(squashed: Work, postgresql: Server, tmp_path: Path) -> None:
    result = squashed(
        """
        run(
            "CREATE TABLE person (id int PRIMARY KEY, token text, raw bytea, score int)",
            "CREATE TABLE audit (at int, what text)",
            "CREATE TABLE key (id int PRIMARY KEY, value text)",
            f"INSERT INTO person VALUES (1, '{secrets.token_hex(24)}', decode('{secrets.token_hex(9)}', 'hex'), 1),"
            f" (2, 'fixed', NULL, {secrets.randbelow(10**9)})",
            f"INSERT INTO audit SELECT i, 'x' FROM generate_series(1, {secrets.randbelow(500)} + 2) i",
            f"INSERT INTO key VALUES (1, 'kept'), (2, '{secrets.token_hex(3)}')",
        )
        """,
        person__token="secrets.token_hex(24)",
        person__raw=r"'\\x' + secrets.token_hex(9)",
        person__score="frozen",
        audit="leave-out",
        key__value="leave-out",
    )
    tokens = set()
    for name in ("accepted_1", "accepted_2"):
        with upgrade(tmp_path, result, postgresql, name) as connection:
            (first, second) = connection.execute("SELECT token, length(raw), score FROM person ORDER BY id").fetchall()
            assert (len(first[0]), first[1:], second[0]) == (48, (9, 1), "fixed")
            tokens.add((first[0], second[2]))
            assert connection.execute("SELECT count(*) FROM audit").fetchone() == (0,)
            assert connection.execute("SELECT * FROM key").fetchall() == [(1, "kept")]
    assert len(tokens) == 2
    assert len({score for _, score in tokens}) == 1
