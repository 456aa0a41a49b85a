"""Lets the project's own Alembic render the SQL of revisions, offline, as `alembic upgrade --sql` does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct

from migralint.database.options import VerifyOptions
from migralint.database.project.child_run import Run
from migralint.database.project.conversation import Progress
from migralint.database.project.general_failure import general_failure
from migralint.database.project.process import Ended
from migralint.database.project.site import Site
from migralint.database.result import Failure
from migralint.loading.script_directory import ScriptDirectory


class RenderedSql(Struct, frozen=True):
    """The SQL of one revision for one dialect."""

    revision: str
    dialect: str
    sql: str
    """As Alembic prints it, with its transaction and the change of the version table; up to the error if there is
    one."""
    target: str = "default"
    """The engine's name in a multidb env.py, otherwise "default"."""
    error: str = ""
    """Why it is incomplete; empty if it is complete."""
    path: str | None = None
    """The absolute path of the file that raised the error."""
    line: int | None = None


class Rendering(Struct, frozen=True):
    """The SQL of all revisions, or why there is none."""

    sql: tuple[RenderedSql, ...] = ()
    """Sorted by target, dialect and revision."""
    failure: Failure | None = None


def render_sql(
    script: ScriptDirectory,
    options: VerifyOptions,
    revisions: Sequence[str],
    dialects: Sequence[str],
    *,
    progress: Callable[[Progress], None] = lambda step: None,
) -> Rendering:
    """Render the `upgrade()` of each revision for each dialect; without dialects, for the one that env.py names.

    Runs project code, but opens no database. Raises InputError if the interpreter cannot be started.
    """
    run = Run(script, options, Site(), progress)

    def finished(ended: Ended) -> Rendering:
        failure = general_failure(script, options, run.heard, ended, run.python, run.folder, on_sqlite=True)
        rendered = tuple(
            RenderedSql(
                one["revision"],
                one["dialect"],
                one["sql"],
                one["target"],
                one["error"],
                one.get("path"),
                one.get("line"),
            )
            for one in run.heard.rendered
        )
        return Rendering(rendered, failure if not rendered else None)

    asked = {"only": "render", "revisions": list(revisions), "dialects": list(dialects)}
    return run.carry_out(asked, work=lambda ask: None, finish=finished)
