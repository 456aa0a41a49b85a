"""Writes a PostgreSQL database as SQL that builds it again: pg_dump, without what differs in each run."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

from migralint.source.errors import InputError

_HEADER = re.compile(r"\A.*?(?=^--\n-- (?:Name|Data for Name): )", re.DOTALL | re.MULTILINE)
_NAMED = re.compile(r"^--\n-- (?:Data for )?Name: .*\n--\n", re.MULTILINE)
_RESTRICT = re.compile(r"^\\(?:un)?restrict .*\n", re.MULTILINE)
_DEFAULTS = "SET default_tablespace = '';\n\nSET default_table_access_method = heap;\n"
_TAIL = re.compile(r"\n--\n-- PostgreSQL database dump complete\n--\n\s*\Z")


def find_pg_dump(binaries: Path | None) -> Path | None:
    """Return pg_dump beside a server's own programs, or the one on PATH; None if there is none."""
    if binaries is not None and os.access(binaries / "pg_dump", os.X_OK):
        return binaries / "pg_dump"
    path = shutil.which("pg_dump")
    return Path(path) if path else None


def dump_postgresql(program: Path, url: str, database: str, version_table: tuple[str | None, str]) -> str:
    """Return the SQL of the database's schema and rows, without `version_table`. `url`: of the server.

    Raises InputError with the message of pg_dump.
    """
    parts = urlsplit(url)
    schema, table = version_table
    excluded = f'"{schema}"."{table}"' if schema else f'"{table}"'
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")} | {"LC_ALL": "C"}
    environment |= {"PGPASSWORD": unquote(parts.password)} if parts.password else {}
    command = [
        str(program),
        *("--no-owner", "--no-privileges", "--no-publications", "--no-subscriptions", "--encoding=UTF8"),
        *("--column-inserts", "--rows-per-insert=100", f"--exclude-table={excluded}"),
        *(("--host", parts.hostname) if parts.hostname else ()),
        *(("--port", str(parts.port)) if parts.port else ()),
        *(("--username", unquote(parts.username)) if parts.username else ()),
        *("--no-password", "--dbname", database),
    ]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, env=environment, check=False, timeout=600
    )
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().split("\n")
        raise InputError(f"pg_dump failed: {lines[-1] if lines else 'no output'}")
    return tidied(done.stdout.decode())


def tidied(dump: str) -> str:
    """Return the dump without versions, session settings and names of its sections."""
    text = _RESTRICT.sub("", dump.replace("\r\n", "\n"))
    header = _HEADER.match(text)
    text = text[header.end() :] if header else ""
    text = _TAIL.sub("", text)
    text = text.replace(_DEFAULTS, "", 1)
    text = _NAMED.sub("", text)
    text = re.sub(r"^CREATE SCHEMA (?!IF )", "CREATE SCHEMA IF NOT EXISTS ", text, flags=re.MULTILINE)
    body = re.sub(r"\n{3,}", "\n\n", text).strip("\n")
    if not body:
        return ""
    # Functions may name objects that are created later.
    return f"SET check_function_bodies = false;\n\n{body}\n\nRESET check_function_bodies;\n"
