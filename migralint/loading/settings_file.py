"""Finds and reads the settings of a project: [tool.migralint] in pyproject.toml, or migralint.toml."""

from __future__ import annotations

import os
import re

from migralint.findings.severity import Severity
from migralint.loading.repository import ancestors, repository_top
from migralint.loading.settings import Allowance, Origin, Settings, VerifySettings
from migralint.loading.settings_table import SettingsTable
from migralint.source.errors import InputError
from migralint.source.reading import read_input
from migralint.source.toml import SIZE_LIMIT, TomlDocument, did_you_mean, parse_toml

DIALECTS = (
    *("postgresql", "mysql", "mariadb", "sqlite", "mssql", "oracle"),
    *("cockroachdb", "redshift", "snowflake", "bigquery", "clickhouse", "databricks", "duckdb", "trino", "db2", "hana"),
)
"""Names that the setting `dialect` may have, as SQLAlchemy and its dialects spell them."""

_OWN = "migralint.toml"
_SHARED = "pyproject.toml"
_TABLE = ("tool", "migralint")
_REFERENCE = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*:[^\W\d]\w*(?:\.[^\W\d]\w*)*(?:\(\))?")
_SECRET = re.compile(r"://[^/?#]*:[^/?#]*@|[?&](password|passwd|pwd)=", re.IGNORECASE)


def load_settings(start: str = ".", file: str | None = None) -> Settings:
    """Return the settings for the project that `start`, a folder or a file, belongs to.

    Read is `file` if given. Otherwise the nearest file with settings from `start` upward to the top of its repository
    (without one: upward to the root of the file system); a folder that has them in migralint.toml and in
    pyproject.toml is an error. Without any file all is as by default.

    Raises InputError with file and line: unreadable or invalid file, unknown key (the nearest right one is named),
    wrong type.
    """
    if file is not None:
        return _from_file(file)
    folder = os.path.abspath(start if os.path.isdir(start) else os.path.dirname(start) or ".")
    for above in ancestors(folder, repository_top(folder)):
        own, shared = (os.path.join(above, name) for name in (_OWN, _SHARED))
        document = _shared_document(shared) if os.path.isfile(shared) else None
        if os.path.lexists(own):
            if document is not None:
                message = f"settings in {_OWN} and in {_SHARED} of the same folder"
                raise document.error(message, *_TABLE, hint="keep them in one of the two")
            return _from_file(own)
        if document is not None:
            return read_settings(document, _TABLE)
    return Settings()


def _from_file(path: str) -> Settings:
    document = parse_toml(read_input(path, limit=SIZE_LIMIT), path)
    if _has_table(document):
        if os.path.basename(path) == _OWN:
            raise document.error("[tool.migralint] does not belong here", *_TABLE, hint="write its keys at the top")
        return read_settings(document, _TABLE)
    if os.path.basename(path) == _SHARED:
        raise InputError("has no table [tool.migralint]", path=path)
    return read_settings(document, ())


def _shared_document(path: str) -> TomlDocument | None:
    """The pyproject.toml if it has settings; one that does not mention them is not even parsed."""
    data = read_input(path, limit=SIZE_LIMIT)
    if b"migralint" not in data:
        return None
    document = parse_toml(data, path)
    return document if _has_table(document) else None


def _has_table(document: TomlDocument) -> bool:
    tool = document.values.get("tool")
    return isinstance(tool, dict) and "migralint" in tool


def read_settings(document: TomlDocument, keys: tuple[str, ...]) -> Settings:
    """Return the settings that stand in the table `keys` of `document`. Raises InputError with the line."""
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
        heads=table.count("heads", default.heads, least=1),
        dialect=_dialects(table),
        deep=table.boolean("deep", default.deep),
        keep=table.count("keep", default.keep, least=0),
        keep_since=table.day("keep-since"),
        until=table.text("until"),
        protect_refs=table.texts("protect-refs"),
        squash=table.boolean("squash", default.squash),
        python=_path_or_name(table, "python"),
        verify=_verify(table.table("verify", VerifySettings)),
        origin=Origin(document, keys),
    )
    if settings.squash and settings.deep:
        raise table.error("does not go with deep", "squash", hint="a squash needs one base to stand under")
    return settings


def _verify(table: SettingsTable | None) -> VerifySettings:
    default = VerifySettings()
    if table is None:
        return default
    start = table.text("start")
    return VerifySettings(
        databases=_databases(table),
        metadata=_reference(table, "metadata"),
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
    found = {name: _severity(severities, name) for name in severities.values} if severities else {}
    return {name: severity for name, severity in found.items() if severity is not None}


def _per_file_ignores(table: SettingsTable) -> dict[str, tuple[str, ...]]:
    ignores = table.table("per-file-ignores")
    return {glob: ignores.texts(glob) for glob in ignores.values} if ignores else {}


def _dialects(table: SettingsTable) -> tuple[str, ...]:
    found = table.texts("dialect")
    for word in found:
        if word not in DIALECTS:
            hint = did_you_mean(word, DIALECTS) or f"one of {', '.join(DIALECTS)}"
            raise table.error("names a database migralint does not know", "dialect", hint=hint)
    return found


def _databases(table: SettingsTable) -> tuple[str, ...]:
    found = table.texts("databases")
    for at, word in enumerate(found):
        if _SECRET.search(word):
            hint = "give it by the environment or a password file of the driver"
            raise table.error("holds a password, which does not belong in a file", "databases", at, hint=hint)
        if "://" not in word and word not in ("sqlite", "postgresql"):
            raise table.error("must be sqlite, postgresql, or the URL of a server", "databases", at)
    return found


def _reference(table: SettingsTable, name: str) -> str | None:
    """A "package.module:attribute"."""
    value = table.text(name)
    if value is not None and not _REFERENCE.fullmatch(value):
        other = "a .sql file or " if name == "start" else ""
        raise table.error(f'must be {other}"package.module:attribute"', name)
    return value


def _path_or_name(table: SettingsTable, name: str) -> str | None:
    value = table.text(name)
    return table.absolute(value) if value is not None and os.sep in value else value
