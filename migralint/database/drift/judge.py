"""Judges the databases of one URL: reads their stamps, compares each kind once, and groups equal ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from migralint.database.drift.compare_sides import described, differences_of
from migralint.database.drift.comparison_options import Rules
from migralint.database.drift.live import Live, Stamp
from migralint.database.drift.result import Group, NotJudged
from migralint.database.drift.scratches import Declared, Expected, NotBuiltError, Scratches
from migralint.database.drift.session import LiveError
from migralint.database.drift.target import LiveTarget
from migralint.database.result import Failure
from migralint.schema.compare import apply_allow
from migralint.schema.compare.difference import Difference
from migralint.source.errors import InputError


class Judge:
    """Judges the databases at one URL; its answers are values."""

    def __init__(self, target: LiveTarget, declared: Declared, live: Live, scratches: Scratches, rules: Rules) -> None:
        self._target = target
        self._declared = declared
        self._live = live
        self._scratches = scratches
        self._rules = rules
        self.notices: list[str] = []
        """Notices beside the answers."""

    def one(self) -> Iterator[Group | NotJudged]:
        """Judge a single database."""
        yield from self._judged([(self._target.name, self._target.schema)])

    def several(self, targets: Sequence[LiveTarget]) -> Iterator[Group | NotJudged]:
        """Judge several schemas of the database, each as a database of its own."""
        yield from self._judged([(one.name, one.schema) for one in targets])

    def each(self, schemas: Mapping[str, bool]) -> Iterator[Group | NotJudged]:
        """Judge a database with one schema per tenant; `schemas`: whether each has a version table."""
        without = tuple(name for name, has_table in schemas.items() if not has_table)
        if without:
            yield from self._unstamped(without, missing=True)
        stamped = [name for name, has_table in schemas.items() if has_table]
        if stamped:
            yield from self._judged([(name, name) for name in stamped])

    def _judged(self, databases: Sequence[tuple[str, str | None]]) -> Iterator[Group | NotJudged]:
        """Judge databases, each given by its name and its schema."""
        stamps = self._live.stamps([schema for _, schema in databases])
        alike: dict[Stamp, list[tuple[str, str | None]]] = {}
        for database, stamp in zip(databases, stamps, strict=True):
            alike.setdefault(stamp, []).append(database)
        for stamp, group in alike.items():
            yield from self._stamped(stamp, group)

    def _stamped(self, stamp: Stamp, databases: Sequence[tuple[str, str | None]]) -> Iterator[Group | NotJudged]:
        names = tuple(name for name, _ in databases)
        if stamp.error:
            yield self._not_judged(names, "unread", f"was not read: {stamp.error}")
            return
        if not stamp.stamps:
            yield from self._unstamped(names, missing=stamp.missing)
            return
        standing = self._rules.verdict(stamp.stamps)
        if standing is not None:
            yield replace(
                self._not_judged(names, standing.kind, standing.why, standing.help), stamps=tuple(sorted(stamp.stamps))
            )
            return
        try:
            expected = self._scratches.expected(self._declared, stamp.stamps)
        except NotBuiltError as error:
            yield replace(self._not_built(names, error.failure), stamps=tuple(sorted(stamp.stamps)))
            return
        if len(databases) == 1:
            yield self._compared(databases, stamp, expected)
            return
        schemas = [schema or "" for _, schema in databases]
        same: dict[str, list[tuple[str, str | None]]] = {}
        for database, print_ in zip(
            databases, self._live.fingerprints(schemas, expected, self._scratches), strict=True
        ):
            same.setdefault(print_, []).append(database)
        for group in same.values():
            yield self._compared(group, stamp, expected)

    def _compared(
        self, databases: Sequence[tuple[str, str | None]], stamp: Stamp, expected: Expected
    ) -> Group | NotJudged:
        """Compare the first of equal databases, and check that its stamp is still the same."""
        names = tuple(sorted(name for name, _ in databases))
        schema = databases[0][1]
        try:
            differences = self._differences(schema, expected)
            (after,) = self._live.stamps([schema])
        except NotBuiltError as error:
            return self._not_built(names, error.failure)
        except LiveError as error:
            return self._not_judged(names, "unread", f"was not read: {error.message}")
        except InputError as error:
            return self._not_judged(names, "unread", f"was not read: {error.message}")
        if after != stamp:
            return self._deploying(names, stamp, after)
        allowed = apply_allow(differences, self._rules.allow)
        return Group(
            self._target.entry,
            names,
            self._live.server,
            tuple(sorted(stamp.stamps)),
            allowed.remaining,
            allowed.accepted,
            self._declared.name,
        )

    def _differences(self, schema: str | None, expected: Expected) -> tuple[Difference, ...]:
        rules = self._rules
        sides = self._live.sides(schema, expected, self._scratches, rules.rows)
        self.notices += [sides.notice] if sides.notice else []
        dialect = rules.dialect or expected.built.dialect

        def compare(left_out: Sequence[Mapping[str, object]]) -> tuple[Difference, ...]:
            return differences_of(
                sides, left_out, names_used=rules.names_used, project_dialect=dialect, dialects=rules.dialects
            )

        differences = compare(())
        if not differences or not self._declared.filters:
            return differences
        tables = described(sides.actual.tables, sides.actual, sides.scratch_schema)
        left_out = self._scratches.left_out(expected, tables)
        if sides.scratch_schema is not None:
            left_out = [
                {**one, "schema": None if one["schema"] == sides.scratch_schema else one["schema"] or expected.path[0]}
                for one in left_out
            ]
        return compare(left_out) if left_out else differences

    def _unstamped(self, names: tuple[str, ...], *, missing: bool) -> Iterator[NotJudged]:
        table = self._target.version_table or self._declared.version_table
        why = f"there is no version table {table}" if missing else f"the version table {table} is empty"
        help = (
            "if it is in another schema or has another name, pass --version-table-schema or --version-table, or "
            "set version-table-schema and version-table in the manifest; otherwise find out which revision the "
            "database is at, and stamp it"
        )
        yield self._not_judged(names, "unstamped", f"is unstamped: {why}", help)

    def _deploying(self, names: tuple[str, ...], before: Stamp, after: Stamp) -> NotJudged:
        now = after.error or "+".join(sorted(after.stamps)) or "no stamp"
        why = f"is being deployed: its stamp changed from {'+'.join(sorted(before.stamps))} to {now} while it was read"
        return self._not_judged(names, "being-deployed", why, "run drift again after the deployment")

    def _not_built(self, names: tuple[str, ...], failure: Failure) -> NotJudged:
        kind = "filters" if failure.stage == "include" else "not-built"
        what = "env.py's include functions fail" if kind == "filters" else "the migrations up to its stamp failed"
        error = f" ({failure.error})" if failure.error else ""
        return self._not_judged(names, kind, f"{what}: {failure.explanation}{error}", "see `migralint verify`")

    def _not_judged(self, names: tuple[str, ...], kind: str, why: str, help: str = "") -> NotJudged:
        return NotJudged(self._target.entry, names, kind, why, help)
