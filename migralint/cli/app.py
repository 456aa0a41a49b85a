"""The `migralint` command: its commands, each in its own module."""

from __future__ import annotations

import io
import sys
from typing import Annotated

import typer

from migralint import __version__
from migralint.cli.coercion import skip_pydantic_coercion
from migralint.cli.console.streams import to_stderr
from migralint.cli.exits import Exit, guarded
from migralint.cli.lazy_group import Entry, group
from migralint.source.interruption import unwinding

COMMANDS = {
    "check": Entry("migralint.cli.check.command:check", "Lint the revision files, their graph and the environments."),
    "prune": Entry(
        "migralint.cli.prune.command:prune", "Show the revisions no environment needs; --apply removes them."
    ),
    "rescue": Entry("migralint.cli.rescue.command:rescue", "Show where a pruned revision is kept, or restore it."),
    "rebase": Entry("migralint.cli.rebase.command:rebase", "Move this branch's revisions on top of another branch."),
    "guard": Entry("migralint.cli.guard.command:guard", "Make env.py refuse a database that it cannot upgrade."),
    "verify": Entry("migralint.cli.verify.command:verify", "Compare create_all with a full upgrade."),
    "drift": Entry("migralint.cli.drift.command:drift", "Compare live databases with what their stamps promise."),
    "review": Entry("migralint.cli.review.command:review", "Show what this branch adds and who will run it."),
    "create": Entry("migralint.cli.create.command:create", "Build an up-to-date database from the models."),
    "graph": Entry("migralint.cli.graph.command:graph", "Draw the history: tree, mermaid, dot, json."),
    "init": Entry("migralint.cli.init.command:init", "Set up a project: settings, environments, hook and CI job."),
    "rules": Entry("migralint.cli.rules:rules", "Explain a rule; without CODE, list all rules."),
    "schema": Entry("migralint.cli.schema:schema", "Print the JSON schema of a file or document; without NAME, list."),
    "env": Entry("migralint.cli.env:COMMANDS", "List the databases that exist, and where each is stamped."),
}
"""In the order of the help."""


def _print_version(requested: bool) -> None:
    if requested:
        print(f"migralint {__version__}")
        raise typer.Exit


def migralint(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Static analyser and safe pruner for Alembic migration directories."""


def main() -> None:
    """Run the command line and exit with one of the codes of `Exit`."""
    with unwinding():
        code = guarded(_run)
    sys.exit(code)


def _run() -> int:
    app = typer.Typer(
        name="migralint",
        cls=group(COMMANDS),
        help=migralint.__doc__,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # prints the help in plain text, without importing rich
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    )
    app.callback()(migralint)
    command = typer.main.get_command(app)
    skip_pydantic_coercion(command)
    try:
        result = command.main(standalone_mode=False)
    except Exception as error:
        show = getattr(error, "show", None)  # click's own usage errors print themselves
        if show is None:
            raise
        shown = io.StringIO()
        show(shown)
        to_stderr(shown.getvalue().rstrip("\n"))
        return int(getattr(error, "exit_code", 2))
    if result == Exit.INTERRUPTED:
        raise KeyboardInterrupt  # typer has treated it as an exit status, without a message
    return int(result) if isinstance(result, int) else 0
