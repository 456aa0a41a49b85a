"""The `migralint` command: puts the commands together; each lives in a file of its own."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from migralint import __version__
from migralint.cli.check import CHECK_EPILOG, check
from migralint.cli.create import CREATE_EPILOG, create
from migralint.cli.env.app import env
from migralint.cli.exits import Exit, guarded
from migralint.cli.plain_values import spare_conversions
from migralint.cli.prune import PRUNE_EPILOG, prune
from migralint.cli.rescue import RESCUE_EPILOG, rescue
from migralint.cli.rules import RULES_EPILOG, rules
from migralint.cli.verify import VERIFY_EPILOG, verify

app = typer.Typer(
    name="migralint",
    help="Static analyser and safe pruner for Alembic migration directories.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # help in plain text does without importing rich
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"migralint {__version__}")
        raise typer.Exit


@app.callback()
def migralint(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Static analyser and safe pruner for Alembic migration directories."""


app.command("check", epilog=CHECK_EPILOG)(check)
app.command("create", epilog=CREATE_EPILOG)(create)
app.add_typer(env, name="env")
app.command("prune", epilog=PRUNE_EPILOG)(prune)
app.command("rescue", epilog=RESCUE_EPILOG)(rescue)
app.command("rules", epilog=RULES_EPILOG)(rules)
app.command("verify", epilog=VERIFY_EPILOG)(verify)


def main() -> None:
    """Run the command line and exit with a code of DESIGN's table."""
    sys.exit(guarded(_run))


def _run() -> int:
    command = typer.main.get_command(app)
    spare_conversions(command)
    try:
        result = command.main(standalone_mode=False)
    except Exception as error:
        show = getattr(error, "show", None)  # click's own usage errors know how to print themselves
        if show is None:
            raise
        show()
        return int(getattr(error, "exit_code", 2))
    if result == Exit.INTERRUPTED:
        raise KeyboardInterrupt  # typer has taken it for an exit status, without a word
    return int(result) if isinstance(result, int) else 0
