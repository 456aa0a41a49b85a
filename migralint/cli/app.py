"""The `migralint` command: puts the commands together; each lives in a file of its own."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from migralint import __version__
from migralint.cli.check.command import CHECK_EPILOG, check
from migralint.cli.coercion import skip_pydantic_coercion
from migralint.cli.console.streams import to_stderr
from migralint.cli.create.command import CREATE_EPILOG, create
from migralint.cli.env.app import env
from migralint.cli.exits import Exit, guarded
from migralint.cli.prune.command import PRUNE_EPILOG, prune
from migralint.cli.rescue.command import RESCUE_EPILOG, rescue
from migralint.cli.rules import RULES_EPILOG, rules
from migralint.cli.verify.command import VERIFY_EPILOG, verify
from migralint.source.interruption import unwinding


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"migralint {__version__}")
        raise typer.Exit


def migralint(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Static analyser and safe pruner for Alembic migration directories."""


_COMMANDS: dict[str, tuple[Callable[..., int], str, str]] = {
    "check": (check, "Lint revision files, their graph and the environments.", CHECK_EPILOG),
    "prune": (prune, "Say which revisions nobody needs; --apply removes them.", PRUNE_EPILOG),
    "rescue": (rescue, "Say where a pruned revision can be had, or bring it back.", RESCUE_EPILOG),
    "verify": (verify, "Does create_all give what the migrations give?", VERIFY_EPILOG),
    "create": (create, "Build an up-to-date database from the models.", CREATE_EPILOG),
    "rules": (rules, "Explain a rule; without CODE, list all.", RULES_EPILOG),
}
"""Each with its function, what the list of commands says of it, and what follows its help."""


def _assembled(arguments: Sequence[str]) -> typer.Typer:
    """The command line; of commands that `arguments` do not name only what the list of commands shows.

    To look at every option of every command takes typer longer than all else about `--help`.
    """
    app = typer.Typer(
        name="migralint",
        help="Static analyser and safe pruner for Alembic migration directories.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # help in plain text does without importing rich
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    )
    app.callback()(migralint)
    named = next((argument for argument in arguments if not argument.startswith("-")), None)
    completing = "_MIGRALINT_COMPLETE" in os.environ
    for name, (command, summary, epilog) in _COMMANDS.items():
        function = command if completing or name == named else _stand_in
        app.command(name, short_help=summary, epilog=epilog)(function)
    app.add_typer(env, name="env", short_help="Record which databases exist, and where each is stamped.")
    return app


def _stand_in() -> None:
    raise AssertionError("it is not the command that was named")


def main() -> None:
    """Run the command line and exit with a code of DESIGN's table."""
    with unwinding():
        code = guarded(_run)
    sys.exit(code)


def _run() -> int:
    command = typer.main.get_command(_assembled(sys.argv[1:]))
    skip_pydantic_coercion(command)
    try:
        result = command.main(standalone_mode=False)
    except Exception as error:
        show = getattr(error, "show", None)  # click's own usage errors know how to print themselves
        if show is None:
            raise
        shown = io.StringIO()
        show(shown)
        to_stderr(shown.getvalue().rstrip("\n"))
        return int(getattr(error, "exit_code", 2))
    if result == Exit.INTERRUPTED:
        raise KeyboardInterrupt  # typer has taken it for an exit status, without a word
    return int(result) if isinstance(result, int) else 0
