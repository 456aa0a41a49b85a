"""Reads a live PostgreSQL database, or one schema of it, with the eyes with which its scratch database is read.

Definitions are printed as the search path has it, so both sides get the same one, and a tenant's schema takes the place
of the one that the scratch database has for it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from msgspec import Struct

from migralint.database.drift.comparison_options import WantsRows
from migralint.database.drift.fingerprint import fingerprints
from migralint.database.drift.live import Sides, Stamp
from migralint.database.drift.mysql_live import stamp_of
from migralint.database.drift.schema_names import renamed
from migralint.database.drift.scratches import Declared, Expected, Scratches, path_text
from migralint.database.drift.session import LiveError, Session
from migralint.database.postgresql.catalog import within
from migralint.database.postgresql.reader import read_postgresql
from migralint.schema.database import Database

_AT_ONCE = 100
"""The number of schemas that are read with one set of queries."""


class _View(Struct, frozen=True):
    """How names on both sides are resolved."""

    path: tuple[str, ...]
    """The live database's search path; its first schema is the default one."""
    scratch_path: tuple[str, ...]
    version: tuple[str, str]
    """The live version table."""
    schemas: tuple[str, ...]
    """The schemas that are compared; other schemas contain objects of other applications."""
    promised: Database


class PostgresLive:
    """One connection to one database."""

    def __init__(self, session: Session, declared: Declared, version_table: str | None) -> None:
        self._session = session
        self._declared = declared
        self._version_table = version_table or declared.version_table

    @property
    def server(self) -> str:
        """The server's name and version."""
        return self._session.server

    def stamps(self, schemas: Sequence[str | None]) -> list[Stamp]:
        """Return the stamps in the version table of each schema."""
        places = [(schema or self._declared.version_table_schema, self._version_table) for schema in schemas]
        path = path_text(self._declared.path) if self._declared.path and schemas == [None] else None
        result = [stamp_of(one) for one in self._session.ask("stamps", tables=places, path=path)]
        return [self._advised(stamp, place) for stamp, place in zip(result, places, strict=True)]

    def sides(self, schema: str | None, expected: Expected, scratches: Scratches, rows: WantsRows) -> Sides:
        """Read the schema, and the other schemas in which the migrations have created objects."""
        place = schema or self._declared.version_table_schema or self._version_schema()
        view = self._view(place, expected, scratches)
        ((scratch_role,),) = expected.built.ask("SELECT current_user")
        session = self._session
        session.ask("begin", path=path_text(view.path))
        try:
            actual = read_postgresql(
                within(session.rows, view.schemas),
                leave_out=lambda one, table: ((one or view.path[0]), table) == view.version,
                rows=rows,
                positions=False,
            )
            role, owner = self._role_and_owner(view.version)
        finally:
            session.ask("end")
        if view.path[0] != view.scratch_path[0]:
            actual = renamed(actual, view.path[0], view.scratch_path[0])
        scratch_schema = view.scratch_path[0] if view.scratch_path[0] != expected.path[0] else None
        stands_for = view.scratch_path[0] if view.path[0] != view.scratch_path[0] else None
        notice = _of_versions(actual.version, view.promised.version)
        return Sides(view.promised, actual, role, owner, scratch_role, scratch_schema, notice, stands_for)

    def fingerprints(self, schemas: Sequence[str], expected: Expected, scratches: Scratches) -> Iterator[str]:
        """Yield a digest of each schema; a hundred schemas are read at a time."""
        session = self._session
        for start in range(0, len(schemas), _AT_ONCE):
            batch = schemas[start : start + _AT_ONCE]
            session.ask("begin", path="")
            try:
                database = read_postgresql(
                    within(session.rows, batch),
                    leave_out=lambda _, table: table == self._version_table,
                    rows=lambda schema, table: False,
                    positions=False,
                )
            finally:
                session.ask("end")
            yield from fingerprints(database, batch)

    def _view(self, place: str, expected: Expected, scratches: Scratches) -> _View:
        """Determine which schemas correspond, from the schema of the live version table."""
        if place == expected.version_schema:
            path = scratch_path = expected.path
        else:
            rest = tuple(one for one in expected.path if one not in (place, expected.version_schema))
            path, scratch_path = (place, *rest), (expected.version_schema, *rest)
        promised = scratches.read(expected, scratch_path)
        beside = tuple(one for one in promised.schemas if one != path[0] and not self._is_idle(one, promised, expected))
        promised = _without_schemas(promised, {*promised.schemas} - {*beside})
        return _View(path, scratch_path, (place, self._version_table), (path[0], *beside), promised)

    @staticmethod
    def _is_idle(schema: str, promised: Database, expected: Expected) -> bool:
        """Whether the migrations have neither created that schema nor any object in it."""
        created = schema not in expected.assumed and schema != "public"
        return not created and not any(
            one.schema == schema
            for things in (
                *(promised.tables, promised.views, promised.sequences, promised.enums, promised.domains),
                *(promised.types, promised.functions, promised.others),
            )
            for one in things
        )

    def _version_schema(self) -> str:
        """Return the schema in which the search path finds the version table.

        Raises LiveError if the table no longer exists.
        """
        path = path_text(self._declared.path) if self._declared.path else None
        self._session.ask("begin", path=path)
        try:
            name = self._version_table.replace("'", "''")
            rows = self._session.rows(
                "SELECT n.nspname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
                f" WHERE c.oid = to_regclass(quote_ident('{name}'))"
            )
        finally:
            self._session.ask("end")
        if not rows:
            raise LiveError("error", "its version table no longer exists")
        return str(rows[0][0])

    def _role_and_owner(self, version: tuple[str, str]) -> tuple[str, str]:
        schema, table = (one.replace("'", "''") for one in version)
        ((text,),) = self._session.rows(
            "SELECT json_build_array(current_user, (SELECT pg_get_userbyid(c.relowner) FROM pg_class AS c"
            f" JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE n.nspname = '{schema}'"
            f" AND c.relname = '{table}'))::text"
        )
        role, owner = json.loads(text)
        return role, owner or ""

    def _advised(self, stamp: Stamp, place: tuple[str | None, str]) -> Stamp:
        if "permission denied" not in stamp.error:
            return stamp
        name = ".".join(one for one in place if one)
        return Stamp(error=f"{stamp.error} (GRANT SELECT ON {name} TO the reading role)", kind=stamp.kind)


def _of_versions(live: str, scratch: str) -> str:
    """Return a notice if the two servers may print the same definition differently."""
    if live.partition(".")[0] == scratch.partition(".")[0]:
        return ""
    return (
        f"a live server is PostgreSQL {live}, that of the scratch databases {scratch}: servers print definitions "
        "differently, so pass one of the same major version with --database"
    )


def _without_schemas(database: Database, schemas: set[str]) -> Database:
    from msgspec.structs import replace

    return replace(
        database,
        schemas=tuple(one for one in database.schemas if one not in schemas),
        access=tuple(one for one in database.access if not (one.sort == "schema" and one.name in schemas)),
        attributes=tuple(one for one in database.attributes if not (one.sort == "schema" and one.name in schemas)),
    )
