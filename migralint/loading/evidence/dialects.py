"""Which databases a project runs on: by the scheme in Alembic's ini, its requirements, its compose files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from migralint.loading.evidence.sign import Sign, lines_of

_URL = re.compile(r"\s*sqlalchemy\.url\s*=\s*([a-z]+)(?:\+\w+)?://", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_IMAGE = re.compile(r"\s*image:\s*[\"']?(?:[\w.:-]+/)*([a-z]+)(?:[:@\"'\s]|$)")
_DRIVERS = {
    "psycopg": "postgresql",
    "psycopg2": "postgresql",
    "psycopg2-binary": "postgresql",
    "psycopg-binary": "postgresql",
    "asyncpg": "postgresql",
    "pg8000": "postgresql",
    "pymysql": "mysql",
    "mysqlclient": "mysql",
    "aiomysql": "mysql",
    "asyncmy": "mysql",
    "mysql-connector-python": "mysql",
    "mariadb": "mariadb",
    "aiosqlite": "sqlite",
    "oracledb": "oracle",
    "cx-oracle": "oracle",
    "pymssql": "mssql",
    "sqlalchemy-cockroachdb": "cockroachdb",
    "clickhouse-sqlalchemy": "clickhouse",
    "snowflake-sqlalchemy": "snowflake",
    "sqlalchemy-bigquery": "bigquery",
    "duckdb-engine": "duckdb",
}
_SCHEMES = {"postgres": "postgresql"}
_IMAGES = {"postgres": "postgresql", "postgis": "postgresql", "timescaledb": "postgresql", "pgvector": "postgresql"} | {
    name: name for name in ("mysql", "mariadb")
}
_REQUIREMENTS = re.compile(r"(?:pyproject\.toml|setup\.(?:py|cfg)|Pipfile|requirements[\w.-]*\.(?:txt|in))$")


def url_dialects(ini: str | None, known: Iterable[str]) -> Iterator[Sign]:
    """The scheme of `sqlalchemy.url` in Alembic's ini file, if it is one of the `known` dialects."""
    for number, line in enumerate(lines_of(ini) if ini else (), start=1):
        if match := _URL.match(line):
            name = _SCHEMES.get(match[1].lower(), match[1].lower())
            if name in known and ini is not None:
                yield Sign(name, ini, number)


def driver_dialects(paths: Iterable[str]) -> Iterator[Sign]:
    """The databases whose drivers the requirements files among `paths` name."""
    for path in paths:
        name = os.path.basename(path)
        if not _REQUIREMENTS.match(name) and os.path.basename(os.path.dirname(path)) != "requirements":
            continue
        for number, line in enumerate(lines_of(path), start=1):
            for word in _WORD.findall(line.partition("#")[0]):
                if (dialect := _DRIVERS.get(word.lower().replace("_", "-"))) is not None:
                    yield Sign(dialect, path, number)


def compose_dialects(paths: Iterable[str]) -> Iterator[Sign]:
    """The databases that compose files among `paths` start."""
    for path in paths:
        if is_compose_file(path):
            for number, line in enumerate(lines_of(path), start=1):
                match = _IMAGE.match(line)
                if match and match[1] in _IMAGES:
                    yield Sign(_IMAGES[match[1]], path, number)


def is_compose_file(path: str) -> bool:
    """Whether the file has the name of a Docker or Podman compose file."""
    name = os.path.basename(path).lower()
    return name.endswith((".yml", ".yaml")) and name.startswith(("compose", "docker-compose", "podman-compose"))
