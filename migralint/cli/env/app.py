"""Puts the `env` commands together."""

from __future__ import annotations

import typer

from migralint.cli.env.add import ADD_EPILOG, add
from migralint.cli.env.check import CHECK_EPILOG, check
from migralint.cli.env.from_tags import FROM_TAGS_EPILOG, from_tags
from migralint.cli.env.list_environments import LIST_EPILOG, list_environments
from migralint.cli.env.record import RECORD_EPILOG, record
from migralint.cli.env.remove import REMOVE_EPILOG, remove

env = typer.Typer(
    help="The environments: which databases exist, and where each is stamped.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
env.command("list", epilog=LIST_EPILOG)(list_environments)
env.command("add", epilog=ADD_EPILOG)(add)
env.command("remove", epilog=REMOVE_EPILOG)(remove)
env.command("record", epilog=RECORD_EPILOG)(record)
env.command("check", epilog=CHECK_EPILOG)(check)
env.command("from-tags", epilog=FROM_TAGS_EPILOG)(from_tags)
