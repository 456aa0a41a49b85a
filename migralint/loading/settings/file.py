"""Converts a parsed settings file to `Settings`; `search` finds the file."""

from __future__ import annotations

import os
import re

from migralint.findings.severity import Severity
from migralint.loading.settings.table import SettingsTable
from migralint.loading.settings.values import OWN_FILE, SHARED_FILE, Allowance, PruneSettings, Settings, VerifySettings
from migralint.source.errors import InputError
from migralint.source.toml import TomlDocument, did_you_mean, parse_toml

DIALECTS = (
    *("postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"),
    *("cockroachdb", "redshift", "snowflake", "bigquery", "clickhouse", "databricks", "duckdb", "trino", "db2", "hana"),
)
"""Valid values of the setting `dialect`, as SQLAlchemy and its dialects spell them."""

TABLE = ("tool", "migralint")
"""The table of the settings in a file that is shared with other tools."""

_REFERENCE = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*:[^\W\d]\w*(?:\.[^\W\d]\w*)*(?:\(\))?")
_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,4}){0,3}")
_SECRET = re.compile(r"://[^/?#]*:[^/?#]*@|[?&](password|passwd|pwd)=", re.IGNORECASE)


def parse_settings(data: bytes, path: str) -> Settings:
    """Return the settings in `data`, the contents of `path`, a file that only has settings.

    Raises InputError with the line.
    """
    document = parse_toml(data, path)
    if has_settings(document):
        if os.path.basename(path) == OWN_FILE:
            raise document.error(
                "[tool.migralint] does not belong here", *TABLE, hint="write its keys at the top level"
            )
        return read_settings(document, TABLE)
    if os.path.basename(path) == SHARED_FILE:
        raise InputError("has no table [tool.migralint]", path=path)
    return read_settings(document, ())


def shared_settings(data: bytes, path: str, *, alone: bool) -> Settings | None:
    """Return the settings in `data`, the contents of a pyproject.toml, None if it has none.

    Raises InputError with the line, also if it has settings and `alone` is false: there is a migralint.toml beside it.
    """
    document = parse_toml(data, path)
    if not has_settings(document):
        return None
    if not alone:
        message = f"there are settings in {OWN_FILE} and in {SHARED_FILE} of the same folder"
        raise document.error(message, *TABLE, hint="keep them in one of the two files")
    return read_settings(document, TABLE)


def has_settings(document: TomlDocument) -> bool:
    """Whether there is a [tool.migralint]."""
    tool = document.values.get("tool")
    return isinstance(tool, dict) and "migralint" in tool


def read_settings(document: TomlDocument, keys: tuple[str, ...]) -> Settings:
    """Return the settings in the table `keys` of `document`. Raises InputError with the line."""
    table = SettingsTable(document, keys, Settings)
    default = Settings()
    settings = Settings(
        paths=tuple(map(table.absolute, table.texts("paths"))),
        config=table.path("config"),
        name=table.text("name"),
        manifest=table.path("manifest"),
        select=table.texts("select", at_least_one=True),
        extend_select=table.texts("extend-select"),
        ignore=table.texts("ignore"),
        severity=_severities(table),
        per_file_ignores=_per_file_ignores(table),
        fail_on=_severity(table, "fail-on") or default.fail_on,
        baseline=table.path("baseline"),
        against=table.text("against"),
        since=table.text("since"),
        trusted_star_imports=table.texts("trusted-star-imports"),
        heads=table.count("heads", default.heads, least=1),
        dialect=_dialects(table),
        postgresql_version=_version(table, "postgresql-version", default.postgresql_version),
        mysql_version=_version(table, "mysql-version", default.mysql_version),
        mariadb_version=_version(table, "mariadb-version", default.mariadb_version),
        sqlite_version=_version(table, "sqlite-version", default.sqlite_version),
        small_tables=table.texts("small-tables"),
        downtime=table.boolean("downtime", default.downtime),
        offline=table.boolean("offline", default.offline),
        downgrades=table.boolean("downgrades", default.downgrades),
        deep=table.boolean("deep", default.deep),
        keep=table.count("keep", default.keep, least=0),
        keep_since=table.day("keep-since"),
        until=table.text("until"),
        protect_refs=table.texts("protect-refs"),
        squash=table.boolean("squash", default.squash),
        accept_volatile=table.strings("accept-volatile"),
        python=_path_or_name(table, "python"),
        verify=_verify(table.table("verify", VerifySettings)),
        prune=_prune(table.table("prune", PruneSettings)),
        document=document,
        table=keys,
    )
    if settings.squash and settings.deep:
        raise table.error("cannot be combined with deep", "squash", hint="a squash needs a single base above it")
    return settings


def _verify(table: SettingsTable | None) -> VerifySettings:
    default = VerifySettings()
    if table is None:
        return default
    start = table.text("start")
    return VerifySettings(
        databases=_databases(table),
        metadata=_reference(table, "metadata"),
        imports=_modules(table, "imports"),
        app=_reference(table, "app"),
        attributes=table.scalars("attributes"),
        x=table.texts("x"),
        environment=table.strings("environment"),
        sys_path=tuple(map(table.absolute, table.texts("sys-path"))),
        setup_sql=table.texts("setup-sql"),
        start=table.absolute(start) if start is not None and start.endswith(".sql") else _reference(table, "start"),
        timeout=table.seconds("timeout", default.timeout),
        strict=table.boolean("strict", default.strict),
        strict_sqlite=table.boolean("strict-sqlite", default.strict_sqlite),
        allow=tuple(map(_allowance, table.tables("allow", Allowance))),
    )


def _prune(table: SettingsTable | None) -> PruneSettings:
    default = PruneSettings()
    if table is None:
        return default
    return PruneSettings(require_no_drift=table.boolean("require-no-drift", default.require_no_drift))


def _allowance(table: SettingsTable) -> Allowance:
    return Allowance(
        aspect=table.required("aspect"),
        reason=table.required("reason"),
        table=table.text("table") or "*",
        object=table.text("object") or "*",
        line=table.document.line(*table.keys),
    )


def _severity(table: SettingsTable, name: str) -> Severity | None:
    words = {severity.word: severity for severity in reversed(Severity)}
    word = table.choice(name, words)
    return None if word is None else words[word]


def _severities(table: SettingsTable) -> dict[str, Severity]:
    severities = table.table("severity")
    read = {name: _severity(severities, name) for name in severities.values} if severities else {}
    return {name: severity for name, severity in read.items() if severity is not None}


def _per_file_ignores(table: SettingsTable) -> dict[str, tuple[str, ...]]:
    ignores = table.table("per-file-ignores")
    return {glob: ignores.texts(glob) for glob in ignores.values} if ignores else {}


def _dialects(table: SettingsTable) -> tuple[str, ...]:
    words = table.texts("dialect")
    for word in words:
        if word not in DIALECTS:
            hint = did_you_mean(word, DIALECTS) or f"one of {', '.join(DIALECTS)}"
            raise table.error("names a database that migralint does not support", "dialect", hint=hint)
    return words


def _version(table: SettingsTable, name: str, default: str) -> str:
    """A server's version, as the string "14" or "8.0.29"."""
    value = table.text(name)
    if value is None:
        return default
    if not _VERSION.fullmatch(value):
        raise table.error('must be a version, such as "14" or "8.0.29"', name)
    return value


def _databases(table: SettingsTable) -> tuple[str, ...]:
    words = table.texts("databases")
    for at, word in enumerate(words):
        if _SECRET.search(word):
            hint = "pass it through the environment or a password file of the driver"
            raise table.error("contains a password, which does not belong in a file", "databases", at, hint=hint)
        if "://" not in word and word not in ("sqlite", "postgresql"):
            raise table.error("must be sqlite, postgresql, or the URL of a server", "databases", at)
    return words


def _reference(table: SettingsTable, name: str) -> str | None:
    """A "package.module:attribute"."""
    value = table.text(name)
    if value is not None and not _REFERENCE.fullmatch(value):
        other = "a .sql file or " if name == "start" else ""
        raise table.error(f'must be {other}"package.module:attribute"', name)
    return value


def _modules(table: SettingsTable, name: str) -> tuple[str, ...]:
    """Each a "package.module"."""
    names = table.texts(name)
    for at, module in enumerate(names):
        if not all(part.isidentifier() for part in module.split(".")):
            raise table.error('must be "package.module"', name, at)
    return names


def _path_or_name(table: SettingsTable, name: str) -> str | None:
    value = table.text(name)
    return table.absolute(value) if value is not None and os.sep in value else value
