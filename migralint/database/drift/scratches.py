"""The state of stamp sets: the migrations up to them, built on scratch databases on request, each once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from threading import RLock
from typing import Any

from msgspec import Struct

from migralint.database.child.base.question_words import BUILD, DECLARED, FILTERS
from migralint.database.drift.comparison_options import WantsRows
from migralint.database.floor.build import BuiltDatabase, built_database
from migralint.database.postgresql.reader import read_postgresql
from migralint.database.project.child_error import read_facts
from migralint.database.project.child_run import Ask, Run
from migralint.database.project.failure import explain
from migralint.database.project.failures.collect_circumstances import circumstances
from migralint.database.project.questions import Rows
from migralint.database.result import Failure
from migralint.database.server_reader import server_reader
from migralint.database.sqlite.reader import read_sqlite
from migralint.schema.database import Database


class Declared(Struct, frozen=True):
    """One target of env.py."""

    name: str
    version_table: str
    version_table_schema: str | None
    path: tuple[str, ...]
    """The search path that env.py sets; empty: none."""
    filters: bool
    """Whether it has include functions."""


class Expected(Struct, frozen=True):
    """The expected state for one stamp set, while its scratch database exists."""

    name: str
    target: Declared
    built: BuiltDatabase
    assumed: frozenset[str] = frozenset()
    """Schemas that were created in advance and that the project has not created so far."""
    path: tuple[str, ...] = ()
    """PostgreSQL: the part of the search path that exists."""

    @property
    def version_schema(self) -> str:
        """PostgreSQL: the schema of the version table."""
        return self.built.version_table[0] or (self.path[0] if self.path else "public")


class NotBuiltError(Exception):
    """The migrations up to the stamps fail, or env.py's filters fail."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.explanation)
        self.failure = failure


class Scratches:
    """Asks the child for scratch databases; several threads may use it."""

    def __init__(self, run: Run, ask: Ask, wants_rows: WantsRows) -> None:
        """`ask` sends a question to the child of `run`."""
        self._run = run
        self._ask_child = ask
        self._wants_rows = wants_rows
        self._lock = RLock()
        self._count = 0
        self._expected: dict[tuple[str, frozenset[str]], Expected | NotBuiltError] = {}
        self._read: dict[tuple[str, tuple[str, ...]], Database] = {}
        self.targets = tuple(
            Declared(
                one["name"],
                one["version_table"],
                one["version_table_schema"],
                tuple(one["path"]),
                one["filters"],
            )
            for one in self._answer(DECLARED)
        )

    def expected(self, target: Declared, stamps: frozenset[str]) -> Expected:
        """Return the result of the migrations up to `stamps`; build it on the first call. Raises NotBuiltError."""
        with self._lock:
            key = target.name, stamps
            if key not in self._expected:
                try:
                    self._expected[key] = self._build(target, stamps)
                except NotBuiltError as error:
                    self._expected[key] = error
            result = self._expected[key]
        if isinstance(result, NotBuiltError):
            raise result
        return result

    def read(self, expected: Expected, path: Sequence[str] = ()) -> Database:
        """Return the content of the scratch database; PostgreSQL: with that search path."""
        with self._lock:
            key = expected.name, tuple(path)
            if key not in self._read:
                self._read[key] = self._database(expected, tuple(path))
            return self._read[key]

    def left_out(self, expected: Expected, tables: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return what env.py's include functions omit of the scratch database and of `tables`. Raises NotBuiltError."""
        asked = {"target": expected.target.name, "scratch": expected.name, "tables": list(tables)}
        answer = self._checked(self._answer(FILTERS + json.dumps(asked)), expected.target.name)
        objects: list[dict[str, Any]] = answer["left_out"]
        return objects

    def raise_if_ended(self) -> None:
        """Raise ChildGoneError if the child has ended."""
        self._answer(DECLARED)

    def _answer(self, question: str) -> Any:
        with self._lock:
            ((text,),) = self._ask("", question)
        return json.loads(text)

    def _ask(self, database: str, sql: str) -> Rows:
        """Ask one question at a time; a caller that holds the lock uses the same connection for several questions."""
        with self._lock:
            return self._ask_child(database, sql)

    def _build(self, target: Declared, stamps: frozenset[str]) -> Expected:
        self._count += 1
        name = f"{self._count}-stamp"
        asked = {"name": name, "target": target.name, "revisions": sorted(stamps)}
        answer = self._checked(self._answer(BUILD + json.dumps(asked)), target.name)
        message = next(one for one in reversed(self._run.heard.builds) if one["build"] == name)
        site = self._run.site
        built = built_database(message, site, partial(self._ask, name))
        path: tuple[str, ...] = ()
        if site.kind == "postgresql":
            ((schemas,),) = self._ask(name, "SELECT array_to_json(current_schemas(false))::text")
            path = tuple(json.loads(schemas))
        return Expected(name, target, built, frozenset(answer["assumed"]), path)

    def _checked(self, answer: Any, target: str) -> Any:
        if "failure" not in answer:
            return answer
        run = self._run
        on_sqlite = run.site.kind == "sqlite"
        around = circumstances(run.script, run.options, run.python, run.folder, run.heard, target, on_sqlite=on_sqlite)
        raise NotBuiltError(explain(read_facts(answer["failure"], run.redact), around))

    def _database(self, expected: Expected, path: tuple[str, ...]) -> Database:
        built = expected.built
        match built.site.kind:
            case "sqlite":
                return read_sqlite(built.path, built.schemas, leave_out=built.leaves_out, rows=self._wants_rows)
            case "postgresql":
                if path:
                    built.ask(f"SELECT set_config('search_path', {path_literal(path)}, false)")
                version = expected.version_schema, built.version_table[1]
                return read_postgresql(
                    built.ask,
                    leave_out=lambda schema, table: ((schema or path[0]), table) == version,
                    rows=self._wants_rows,
                    positions=False,
                )
        return server_reader(built.site.kind)(built.ask, leave_out=built.leaves_out)


def path_literal(path: Sequence[str]) -> str:
    """Return a search path as an SQL string."""
    return "'" + path_text(path).replace("'", "''") + "'"


def path_text(path: Sequence[str]) -> str:
    """Return a search path in PostgreSQL's syntax."""
    return ", ".join('"' + name.replace('"', '""') + '"' for name in path)
