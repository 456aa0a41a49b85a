"""The `env` commands together."""

from __future__ import annotations

import typer

from migralint.cli.env.add import ADD_EPILOG, add
from migralint.cli.env.check import CHECK_EPILOG, check
from migralint.cli.env.from_tags import FROM_TAGS_EPILOG, from_tags
from migralint.cli.env.list_environments import LIST_EPILOG, list_environments
from migralint.cli.env.record import RECORD_EPILOG, record
from migralint.cli.env.remove import REMOVE_EPILOG, remove

commands = typer.Typer(rich_markup_mode=None)  # as all other help
commands.command("list", epilog=LIST_EPILOG)(list_environments)
commands.command("add", epilog=ADD_EPILOG)(add)
commands.command("remove", epilog=REMOVE_EPILOG)(remove)
commands.command("record", epilog=RECORD_EPILOG)(record)
commands.command("check", epilog=CHECK_EPILOG)(check)
commands.command("from-tags", epilog=FROM_TAGS_EPILOG)(from_tags)
