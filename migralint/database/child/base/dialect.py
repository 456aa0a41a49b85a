"""The database that the migrations are written for, as far as the project shows; SQLite may only be its substitute."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

BACKEND = re.compile(r"^\s*([A-Za-z0-9]+)(?:\+\w+)?:")
NAMES = {
    "postgres": "postgresql",
    **{
        name: name
        for name in (
            *("postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle", "cockroachdb", "redshift", "snowflake"),
            *("duckdb", "clickhouse", "bigquery", "trino", "db2", "firebird", "crate", "vertica", "databricks"),
        )
    },
}
"""SQLAlchemy's names of databases; the "driver://" of a template is not among them."""


def backend(url: Any) -> str | None:
    """Return SQLAlchemy's name of the dialect of a URL (a string or an object); None if it has no known dialect."""
    text = url if isinstance(url, str) else getattr(url, "drivername", "") + ":"
    match = BACKEND.match(text)
    return NAMES.get(match.group(1).lower()) if match is not None and "migralint" not in text[:30] else None


def backend_of_arguments(args: tuple[Any, ...], options: Mapping[str, Any]) -> str | None:
    """Return the dialect in the arguments of create_engine or engine_from_config."""
    url = url_of_arguments(args, options)
    return None if url is None else backend(url)


def url_of_arguments(args: tuple[Any, ...], options: Mapping[str, Any]) -> Any:
    """Return the URL in the arguments of create_engine or engine_from_config; None if there is none."""
    url = args[0] if args else options.get("url", options.get("configuration"))
    if isinstance(url, Mapping):
        prefix = args[1] if len(args) > 1 else options.get("prefix", "sqlalchemy.")
        url = url.get(f"{prefix}url")
    return url
