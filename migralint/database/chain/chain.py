"""Checks whether the migrations build what they built at a commit: for hand-made squashes and rewritten history."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from migralint.database.chain.earlier import Earlier, earlier, repository_of
from migralint.database.floor.build import Build, BuildFailedError, BuildRequest, BuiltDatabase, build
from migralint.database.floor.floor import floors_for
from migralint.database.options import VerifyOptions
from migralint.database.project.conversation import Progress
from migralint.database.project.environment import working_folder
from migralint.database.project.interpreter import choose_interpreter
from migralint.database.project.site import Site, site_of
from migralint.database.result import Interpreter, Status, TargetResult, Verification
from migralint.database.verify.used_names import used_constraint_names
from migralint.loading.discovery.absent_revisions import refuse_without_revisions
from migralint.loading.revisions.listing import list_files
from migralint.loading.script_directory import ScriptDirectory
from migralint.schema.compare import Difference, status
from migralint.schema.database import Database
from migralint.schema.mend.differences import compare_and_mend
from migralint.schema.squash.seeds.tokens import Window
from migralint.schema.squash.seeds.volatile import Run, Volatile, compared, find_volatile
from migralint.schema.squash.version_table import Columns, same

NOW = "now"
"""The name of the working tree's migrations in reports."""
_BEFORE_REVISIONS = frozenset({"start-up", "configuration", "application", "env", "imports", "metadata", "revisions"})
"""Stages in which the project fails before any revision runs."""


class Seen(Struct, frozen=True):
    """A database that a chain has built."""

    database: Database
    window: Window
    version_table: str
    version_columns: Columns
    heads: tuple[str, ...]
    dialect: str | None

    @property
    def run(self) -> Run:
        """The database, and the time when it was built."""
        return Run(self.database, self.window)


def verify_chain(
    script: ScriptDirectory,
    options: VerifyOptions,
    ref: str,
    *,
    databases: Sequence[str],
    progress: Callable[[Progress], None] = lambda step: None,
) -> list[Verification]:
    """Upgrade an empty database with the migrations of `ref` and one with those of the working tree; compare them.

    This is done on each of `databases`, which are as for `verify`. The allow list is not used: it only concerns models.
    Values that each run generates are recognized by two runs of the earlier chain. Runs project code. Raises InputError
    if the commit is unknown or has no migrations, and as `verify` does.
    """
    refuse_without_revisions(script, "verify")
    repository = repository_of(script)
    with earlier(repository, ref, script) as then:
        chain = _Chain(script, then, options, then.options(options, script, repository.root), progress)
        return [chain.verification(database) for database in databases]


class _Chain(Struct):
    script: ScriptDirectory
    then: Earlier
    options: VerifyOptions
    options_then: VerifyOptions
    progress: Callable[[Progress], None]

    def verification(self, database: str) -> Verification:
        notices: list[str] = []
        with site_of(database, self.progress) as site:
            try:
                old = self._before(site, notices)
                new = self._build(self.script, self.options, site, [BuildRequest("now")])
                targets = self._compared(site, old, new)
            except BuildFailedError as error:
                targets = (TargetResult("default", site.kind, Status.FAILED, failure=error.failure),)
        python = choose_interpreter(self.options.python, working_folder(self.script), os.environ)
        return Verification(targets, Interpreter(python), notices=tuple(notices), sides=(self.then.ref, NOW))

    def _before(self, site: Site, notices: list[str]) -> Build[Seen]:
        """Build the earlier chain twice; if its own modules do not run, use those of the working tree."""
        requests = [BuildRequest("one"), BuildRequest("two", later=True)]
        try:
            return self._build(self.then.script, self.options_then, site, requests)
        except BuildFailedError as error:
            failure = error.failure
        if failure.stage in _BEFORE_REVISIONS:
            try:
                with self.then.in_working_tree(self.script) as mixed:
                    result = self._build(mixed, self.options, site, requests)
            except BuildFailedError:
                pass
            else:
                notices.append(
                    f"env.py or a module of {self.then.ref} no longer runs "
                    f"({failure.error or failure.explanation}): its revisions were run with the env.py and the "
                    "modules of the working tree"
                )
                return result
        raise BuildFailedError(self.then.located(failure, f"the migrations of {self.then.ref} do not run"))

    def _build(
        self, script: ScriptDirectory, options: VerifyOptions, site: Site, requests: Sequence[BuildRequest]
    ) -> Build[Seen]:
        with floors_for(script, options, site, self.progress) as floors:
            start = datetime.now(UTC)

            def seen(built: BuiltDatabase) -> Seen:
                schema, table = built.version_table
                return Seen(
                    built.read(),
                    Window(start, datetime.now(UTC)),
                    ".".join(filter(None, (schema, table))),
                    built.version_columns,
                    built.heads,
                    built.dialect,
                )

            return build(script, options, site, requests, seen, asked=floors.asked(), progress=self.progress)

    def _compared(self, site: Site, old: Build[Seen], new: Build[Seen]) -> tuple[TargetResult, ...]:
        pairs = _paired(old.targets, new.targets)
        names = used_constraint_names(list_files(self.script).loaded)
        revisions = len(list_files(self.script).loaded)
        results = []
        for before, now in pairs:
            if before is None or now is None:
                results.append(_alone(before, now, self.then.ref, site))
                continue
            one, two = old.results[before, "one"], old.results[before, "two"]
            after = new.results[now, "now"]
            volatile = find_volatile([(one.run, two.run)])
            sides = (compared(seen.database, seen.window, volatile) for seen in (one, after))
            differences = compare_and_mend(
                *sides, names_used=names, project_dialect=self.options.dialect or after.dialect
            )
            differences = _without_values(differences, volatile) + _version_tables(one, after, site.kind)
            database = after.database
            results.append(
                TargetResult(
                    now,
                    f"{database.dialect} {database.version}".strip(),
                    Status(status(differences, strict=self.options.strict)),
                    dialect=self.options.dialect or after.dialect,
                    emulated=(*old.emulated, *new.emulated) if len(pairs) == 1 else (),
                    differences=differences,
                    heads=after.heads,
                    revisions=revisions,
                    models=one.database,
                    migrations=after.database,
                )
            )
        return tuple(results)


def _without_values(differences: tuple[Difference, ...], volatile: Volatile) -> tuple[Difference, ...]:
    """Replace mends that contain placeholders for generated values with advice: they are not valid SQL."""
    generated = {table for table, _ in volatile.fresh | volatile.by_default | volatile.unknown}

    def with_advice(one: Difference) -> Difference:
        if one.kind != "rows" or one.table not in generated or not one.mend:
            return one
        advice = (
            f"# change the rows of {one.table} to what the chain left there; some of their values differ in each run"
        )
        return replace(one, mend=advice)

    return tuple(with_advice(one) for one in differences)


def _version_tables(one: Seen, after: Seen, kind: str) -> tuple[Difference, ...]:
    if one.version_table == after.version_table and same(one.version_columns, after.version_columns, kind):
        return ()
    before, now = (f"{seen.version_table} ({_columns(seen.version_columns)})" for seen in (one, after))
    return (Difference("table", after.version_table, None, before, now),)


def _columns(columns: Sequence[Mapping[str, Any]]) -> str:
    if not columns:
        return "version_num of 32 characters"
    return ", ".join(f"{one['name']} of {one['length'] or 'any number of'} characters" for one in columns)


def _paired(old: Sequence[str], new: Sequence[str]) -> list[tuple[str | None, str | None]]:
    """Pair the targets of both by name; a single target on each side is a pair, whatever its name is."""
    if len(old) == len(new) == 1:
        return [(old[0], new[0])]
    names = dict.fromkeys((*old, *new))
    return [(name if name in old else None, name if name in new else None) for name in names]


def _alone(before: str | None, now: str | None, ref: str, site: Site) -> TargetResult:
    name, there, missing = (before, ref, NOW) if before is not None else (now, NOW, ref)
    assert name is not None
    models, migrations = ("a database", None) if there == ref else (None, "a database")
    difference = Difference("table", name, None, models, migrations, f"# env.py of {missing} has no such database")
    return TargetResult(name, site.kind, Status.DRIFT, differences=(difference,))
