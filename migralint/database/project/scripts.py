"""Lets the project's own Alembic load the script directory, and returns what it reads."""

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
from migralint.history.revision import Revision
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.location import Location


class LoadedScripts(Struct, frozen=True):
    """The revisions as Alembic loads them."""

    python: str
    """The interpreter that loaded them."""
    revisions: tuple[Revision, ...] = ()
    """In Alembic's load order; ids as in the modules. The location of each is the first line of its file."""
    foreign: tuple[tuple[str, str], ...] = ()
    """Files for which Python runs byte code of another source: the file, and the byte code."""
    failure: Failure | None = None
    """Why they could not be loaded; then the other fields are empty."""


def load_scripts(
    script: ScriptDirectory,
    options: VerifyOptions,
    *,
    without: Sequence[str] = (),
    progress: Callable[[Progress], None] = lambda step: None,
) -> LoadedScripts:
    """Load the revision files, except those with a name in `without`. Runs project code, builds nothing.

    Raises InputError if the interpreter cannot be started.
    """
    run = Run(script, options, Site(), progress)

    def finished(ended: Ended) -> LoadedScripts:
        failure = general_failure(script, options, run.heard, ended, run.python, run.folder, on_sqlite=True)
        if failure is not None:
            return LoadedScripts(run.python, failure=failure)
        scripts = run.heard.scripts
        revisions = tuple(
            Revision(
                one["revision"],
                tuple(one["down_revision"]),
                tuple(one["depends_on"]),
                tuple(one["branch_labels"]),
                id_at=Location(one["path"]),
            )
            for one in scripts
        )
        foreign = tuple((one["path"], one["foreign"]) for one in scripts if one["foreign"])
        return LoadedScripts(run.python, revisions, foreign)

    return run.carry_out({"only": "scripts", "without": list(without)}, work=lambda ask: None, finish=finished)
