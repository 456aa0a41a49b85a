"""Refuse a database that this release cannot upgrade, in one line and before anything is changed.

env.py calls `check_database(context.get_bind())` right before `context.run_migrations()`. An application calls it with
its own connection, for instance at start-up with `require="head"`.

What Alembic would do rightly is let through. Refused is what Alembic would fail on, what it would take an abbreviation
for, and what it would build only half, since revisions that are needed were pruned. `stamp`, `--sql`, `heads` and
`history` are never in question.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from alembic import context
from alembic.runtime.migration import HeadMaintainer, MigrationContext, MigrationStep, RevisionStep
from alembic.script import ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import inspect

FOLDER = os.path.dirname(os.path.abspath(__file__))
LEDGER = os.path.join(FOLDER, "migralint-pruned.json")
VERSION_LOCATIONS: Sequence[str] | None = ()  # relative to this file; empty: Alembic's default; None: not known here
RECURSIVE = False
LEDGER_EXPECTED = False  # something was pruned when this file was written: without the ledger nothing can be judged

_READING = ("current", "check", "revision")
_DEFECTS = (KeyError, AssertionError, IndexError, ValueError)


class DatabaseRefused(CommandError):  # noqa: N818 - the database is refused, the program is right
    """This release cannot upgrade the database; Alembic prints the message as its one line.

    `verdict` is one of: "pruned" (stamped below the oldest revision that is left), "unknown" (a newer release, another
    history, or only the beginning of an id), "empty" and "unstamped" (the revisions to begin with were pruned),
    "overlapping" (a row includes another), "incomplete" (a pruned revision of another line never ran), "failing"
    (Alembic would fail on the way), "unreadable" (the record of what was pruned), "behind" (only if the head is
    required).
    """

    def __init__(self, verdict: str, message: str, rows: Sequence[str] = (), *, prefix: bool = False) -> None:
        """`rows`: of the version table. `prefix`: Alembic would take a row for another revision."""
        super().__init__(message)
        self.verdict = verdict
        self.rows = tuple(rows)
        self.prefix = prefix


class Standing:
    """Where a database is in the revision files of this release."""

    def __init__(self, verdict: str, rows: Sequence[str], pending: Sequence[str]) -> None:
        """`pending`: the ids of the revisions that are to run, in order."""
        self.verdict = verdict
        """"at head" or "behind"; where the caller allows them also "unknown", "unstamped" and "empty"."""
        self.rows = tuple(rows)
        self.pending = tuple(pending)


def check_database(
    connection: Any,
    *,
    require: str = "floor",
    on_newer: str = "refuse",
    on_unstamped: str = "refuse",
    config: Any = None,
    script: Any = None,
    version_table: str = "alembic_version",
    version_table_schema: str | None = None,
) -> Standing | None:
    """Raise DatabaseRefused, a CommandError, unless this release can upgrade the database. Reads only.

    Within env.py it judges the command that runs, and returns None where that is none of its business; the version
    table is the one given to `context.configure()`. In an application it judges `upgrade heads`.

    `require`: "floor", or in an application "head": nothing may be left to run. `on_newer`: "allow" lets an application
    run on a database of a newer release. `on_unstamped`: "allow" lets a database with tables and no stamp pass.
    `config` or `script`: Alembic's configuration or script directory, if it is not the one beside this file.
    """
    for name, value, known in (
        ("require", require, ("floor", "head")),
        ("on_newer", on_newer, ("refuse", "allow")),
        ("on_unstamped", on_unstamped, ("refuse", "allow")),
    ):
        if value not in known:
            raise ValueError(f"{name} must be {' or '.join(map(repr, known))}, not {value!r}")
    if config is None and script is None and getattr(context, "script", None) is not None:
        running = _configured_with(connection)
        return None if running is None else _check_command(running, on_newer, on_unstamped)
    if script is None:
        script = ScriptDirectory.from_config(config) if config is not None else _script_beside()
    began = not _in_transaction(connection)
    try:
        opts = {"version_table": version_table, "version_table_schema": version_table_schema, "script": script}
        database = _Database(MigrationContext.configure(connection, opts=opts), script)
        standing = _standing(database, on_newer, on_unstamped)
    finally:
        _leave(connection, began)
    if require == "head" and standing.verdict not in ("at head", "unknown"):
        left = len(standing.pending)
        what = f"is not at the head: {left} {'revision has' if left == 1 else 'revisions have'} not run yet"
        raise database.refused(standing.verdict, f"{what}; run `alembic upgrade heads`")
    return standing


def _configured_with(connection: Any) -> Any:
    """The migration context of the command that runs env.py; None in offline mode."""
    if context.is_offline_mode():
        return None
    try:
        found = context.get_context()
    except Exception:
        raise CommandError("migralint_guard: call check_database() after context.configure()") from None
    if connection is not found.connection and getattr(connection, "engine", 0) is not getattr(found.bind, "engine", 1):
        raise CommandError(
            "migralint_guard: check_database() got another connection than context.configure(): call it right before "
            "context.run_migrations(), with context.get_bind()"
        )
    return None if found.as_sql else found


def _check_command(running: Any, on_newer: str, on_unstamped: str) -> Standing | None:
    function = running.opts.get("fn")
    script = running.script
    if getattr(function, "__module__", "") != "alembic.command":
        _watch(running, script, on_unstamped)
        return None
    command = function.__qualname__.partition(".")[0]
    if command == "revision":
        options = getattr(running.opts.get("revision_context"), "command_args", {})
        command = command if options.get("autogenerate") else "revision without autogenerate"
    if command not in ("upgrade", "downgrade", *_READING):
        return None
    connection = running.connection
    began = not _in_transaction(connection)
    try:
        database = _Database(running, script)
        database.refuse_strangers()
        if command in _READING or database.is_at_only_head():
            return None
        steps = database.steps(lambda: function(database.rows, running))
        if steps is None:
            return None
        standing = None if command == "downgrade" else database.judged(steps, on_unstamped)
        _keep(running, database.rows, steps)
        return standing
    except DatabaseRefused as refused:
        if refused.verdict == "unknown" and on_newer == "allow" and not refused.prefix:
            return None  # Alembic says it itself
        raise
    finally:
        _leave(connection, began)


def _keep(running: Any, rows: Sequence[str], steps: Sequence[Any]) -> None:
    """Let Alembic run the steps that were judged: to plan them takes as long as all the rest."""
    plan = running._migrations_fn
    running._migrations_fn = lambda now, running: steps if tuple(now) == rows else plan(now, running)


def _standing(database: _Database, on_newer: str, on_unstamped: str) -> Standing:
    """Where the database stands with regard to `upgrade heads`."""
    try:
        database.refuse_strangers()
    except DatabaseRefused as refused:
        if refused.verdict == "unknown" and on_newer == "allow":
            return Standing("unknown", database.rows, ())
        raise
    if database.is_at_only_head():
        return Standing("at head", database.rows, ())
    steps = database.steps(database.upgrade_to_heads)
    if steps is None:
        raise database.refused("failing", "cannot be upgraded: `alembic upgrade heads` shows why")
    return database.judged(steps, on_unstamped)


def _watch(running: Any, script: Any, on_unstamped: str) -> None:
    """Judge the steps of a function that is not Alembic's own, when it names them: what it is for is not known."""
    original = running._migrations_fn

    def judge(rows: Sequence[str], steps: Sequence[Any]) -> None:
        upgrades = [step for step in steps if isinstance(step, RevisionStep) and step.is_upgrade]
        if upgrades:
            database = _Database(running, script, rows)
            database.refuse_strangers()
            database.judged(upgrades, on_unstamped)

    def one_by_one(rows: Sequence[str], steps: Iterable[Any]) -> Iterable[Any]:
        for step in steps:
            judge(rows, [step])
            yield step

    def watched(rows: Sequence[str], running: Any) -> Iterable[Any]:
        steps = original(rows, running)
        if not isinstance(steps, (list, tuple)):
            return one_by_one(rows, steps or ())
        judge(rows, steps)
        return steps

    if original is not None:
        running._migrations_fn = watched


class _Database:
    """The rows of one version table, beside the revision files and the ledger."""

    def __init__(self, running: Any, script: Any, rows: Sequence[str] | None = None) -> None:
        self.running = running
        self.script = script
        self.rows = tuple(dict.fromkeys(running.get_current_heads() if rows is None else rows))

    def refused(self, verdict: str, what: str, *, prefix: bool = False) -> DatabaseRefused:
        table = self.running.version_table
        which = "the database" if table == "alembic_version" else f"the database ({table})"
        return DatabaseRefused(verdict, _printable(f"{which} {what}"), self.rows, prefix=prefix)

    def refuse_strangers(self) -> None:
        """Raise where a row is not the whole id of a revision file."""
        strangers = [(row, found) for row in self.rows if (found := self._found(row)) != row]
        with _damage_is_said():
            pruned = next(((row, prune) for row, _ in strangers for prune in _pruned_in(row)), None)
            refusal = None if pruned is None else self._below_floor(*pruned)
        if refusal is not None:
            raise refusal
        for row, found in strangers:
            what = f"is stamped {row}, which is not a revision of this release:"
            if found is None:
                raise self.refused(
                    "unknown",
                    f"{what} a newer release has upgraded it, it belongs to another history, or the file is missing",
                )
            raise self.refused(
                "unknown",
                f"{what} Alembic would use {found} instead; find out which revisions have run there, and stamp the "
                "full id with `alembic stamp --purge`",
                prefix=True,
            )

    def _below_floor(self, row: str, prune: Any) -> DatabaseRefused:
        above = _Ledger(_since_squash()).above(row)
        kept = [name for name in above if self._found(name) == name] or self.script.get_bases()
        commit = f" (git has its file at {str(prune['commit'])[:12]})" if prune.get("commit") else ""
        return self.refused(
            "pruned",
            f"is stamped {row}, which was pruned on {_day(prune)}; this release starts from {_listed(kept)}: run "
            f"`migralint rescue {row} --write DIR`{commit} and upgrade the database from there first",
        )

    def _found(self, row: Any) -> str | None:
        """The revision that Alembic takes a name for."""
        try:
            found = self.script.get_revision(row)
        except Exception:
            return None
        return None if found is None else str(found.revision)

    def is_at_only_head(self) -> bool:
        """Whether there is nothing to think about; cheap."""
        heads = self.script.get_heads()
        return len(heads) == 1 and list(self.rows) == list(heads)

    def upgrade_to_heads(self) -> list[Any]:
        revisions = self.script.iterate_revisions("heads", self.rows, implicit_base=True)
        return [MigrationStep.upgrade_from_script(self.script.revision_map, one) for one in reversed(list(revisions))]

    def steps(self, plan: Any) -> list[Any] | None:
        """What is planned, tried on the rows; None where Alembic itself says in one line that it cannot be done."""
        try:
            steps = list(plan())
            maintainer = _Rows(self.rows)
            for step in steps:
                maintainer.update_to_step(step)
        except (CommandError, RevisionError):
            self._refuse_overlap()
            return None
        except _DEFECTS as error:
            self._refuse_overlap()
            raise self.refused(
                "failing",
                f"would be left half upgraded, because Alembic fails during the upgrade ({type(error).__name__}: "
                f"{error}): `migralint check` shows the flaw of the history",
            ) from error
        return steps

    def _refuse_overlap(self) -> None:
        for row in self.rows if len(self.rows) > 1 else ():
            for older in sorted(self._applied([row]).intersection(self.rows) - {row}):
                raise self.refused(
                    "overlapping",
                    f"is stamped {older} and {row}, which includes it, so Alembic refuses: delete the row {older} from "
                    f"{self.running.version_table}",
                )

    def judged(self, steps: Sequence[Any], on_unstamped: str) -> Standing:
        """Where it stands, if these steps build everything; raises if pruned revisions are missing below them."""
        pending = [str(step.revision.revision) for step in steps]
        if not pending:
            return Standing("at head", self.rows, ())
        with _damage_is_said():
            prunes = _since_squash()
            ledger = _Ledger(prunes) if _build_on_pruned(prunes, pending) else None
        if ledger is not None:
            applied = self._applied(self.rows)
            missing = sorted(ledger.below(pending) - ledger.below(applied) - applied - set(pending))
            if missing:
                return self._incomplete(missing, ledger, pending, on_unstamped)
        return Standing("behind", self.rows, pending)

    def _incomplete(self, missing: list[str], ledger: _Ledger, pending: list[str], on_unstamped: str) -> Standing:
        if self.rows:
            raise self.refused(
                "incomplete",
                f"is stamped {_listed(self.rows)} and needs {_listed(missing)}, which was pruned on "
                f"{ledger.removed[missing[0]]} and never ran there: run `migralint rescue {missing[0]} --write DIR` "
                "and upgrade the database from there first",
            )
        tables = self._tables()
        if tables and on_unstamped == "allow":
            return Standing("unstamped", (), pending)
        if tables:
            raise self.refused(
                "unstamped",
                f"has tables ({_listed(tables)}) but no stamp, and the first revisions of an upgrade were pruned: "
                "find out which revision it is at, and `alembic stamp` it there (this release starts from "
                f"{_listed(self.script.get_bases())})",
            )
        raise self.refused(
            "empty",
            f"is empty, and the revisions that build the first part of the schema were pruned ({_listed(missing)}), "
            "so an upgrade would build only the rest: build it with `migralint create`, or with create_all and "
            "`alembic stamp heads`",
        )

    def _applied(self, rows: Iterable[str]) -> set[str]:
        rows = tuple(rows)
        found = self.script.iterate_revisions(rows, "base", implicit_base=True) if rows else ()
        return {one.revision for one in found}

    def _tables(self) -> list[str]:
        reader = inspect(self.running.connection)
        schemas = dict.fromkeys((None, self.running.version_table_schema))
        names = {name for schema in schemas for name in reader.get_table_names(schema=schema)}
        return sorted(names - {self.running.version_table})


class _Ledger:
    """What was pruned since the last squash, which stands for everything before it."""

    def __init__(self, prunes: Iterable[Any]) -> None:
        self.parents: dict[str, set[str]] = {}
        self.removed: dict[str, str] = {}
        for prune in prunes:
            self._add(prune)

    def _add(self, prune: Any) -> None:
        revisions = [*prune["removed"], *prune["rewritten"]]
        carriers = {label: one["id"] for one in revisions for label in one["branch_labels"]}
        for one in revisions:
            names = {carriers.get(name, name) for name in (*one["down_revision"], *one["depends_on"])}
            self.parents.setdefault(one["id"], set()).update(names)
        self.removed.update((one["id"], _day(prune)) for one in prune["removed"])

    def below(self, revisions: Iterable[str]) -> set[str]:
        """The pruned revisions that these need."""
        found: set[str] = set()
        todo = list(revisions)
        while todo:
            new = self.parents.get(todo.pop(), set()).intersection(self.removed) - found
            found |= new
            todo += new
        return found

    def above(self, revision: str) -> list[str]:
        """The kept revisions that need a pruned one."""
        return [one for one in self.parents if one not in self.removed and revision in self.below([one])]


def _prunes() -> list[Any]:
    try:
        with open(LEDGER, encoding="utf-8") as stream:
            document = json.load(stream)
        if document["version"] != 1:
            raise ValueError(f"its version is {document['version']}; `migralint guard` writes a newer guard")
        return list(document["prunes"])
    except FileNotFoundError as error:
        if LEDGER_EXPECTED:
            raise _unreadable(error) from error
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unreadable(error) from error


def _build_on_pruned(prunes: Iterable[Any], revisions: Iterable[str]) -> bool:
    """Whether one of these lost a parent to a prune, which only those can lack that were rewritten; quick."""
    return not {one["id"] for prune in prunes for one in prune["rewritten"]}.isdisjoint(revisions)


def _since_squash() -> list[Any]:
    prunes = _prunes()
    last = max((place for place, prune in enumerate(prunes) if prune["squashed_into"]), default=-1)
    return prunes[last + 1 :]


def _pruned_in(revision: str) -> Iterable[Any]:
    """The prunes that removed a revision, the last one first."""
    for prune in reversed(_prunes()):
        if any(one.get("id") == revision for one in prune.get("removed", ())):
            yield prune


@contextmanager
def _damage_is_said() -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, AttributeError) as error:
        raise _unreadable(error) from error


def _unreadable(error: Exception) -> DatabaseRefused:
    why = getattr(error, "strerror", None) or error
    return DatabaseRefused(
        "unreadable",
        _printable(
            f"{LEDGER}, the record of what was pruned, cannot be read ({why}): restore it, and ship it with the "
            "revision files"
        ),
    )


def _day(prune: Any) -> str:
    return str(prune["pruned_at"])[:10]


class _Rows(HeadMaintainer):
    """Alembic's book-keeping of the rows, with a set in the place of the table."""

    def __init__(self, rows: Sequence[str]) -> None:
        self.heads = set(rows)

    def _insert_version(self, version: str) -> None:
        assert version not in self.heads
        self.heads.add(version)

    def _delete_version(self, version: str) -> None:
        self.heads.remove(version)

    def _update_version(self, from_: str, to_: str) -> None:
        assert to_ not in self.heads
        self.heads.remove(from_)
        self.heads.add(to_)


def _script_beside() -> ScriptDirectory:
    if VERSION_LOCATIONS is None:
        raise CommandError("migralint_guard: give check_database() the Alembic configuration, as config=Config(FILE)")
    more: dict[str, Any] = {"recursive_version_locations": True} if RECURSIVE else {}
    if VERSION_LOCATIONS:
        paths = (os.path.join(FOLDER, *one.split("/")) for one in VERSION_LOCATIONS)
        more["version_locations"] = [os.path.normpath(path) for path in paths]
    return ScriptDirectory(FOLDER, **more)


def _in_transaction(connection: Any) -> bool:
    return bool(getattr(connection, "in_transaction", lambda: True)())


def _leave(connection: Any, began: bool) -> None:
    """End the transaction that SQLAlchemy began for our reading: Alembic must not take it for the caller's."""
    if began and _in_transaction(connection) and hasattr(connection, "rollback"):
        connection.rollback()


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "") or "nothing"


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in text)
