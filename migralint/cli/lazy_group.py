"""A group of commands that imports and builds each command only when it is used.

Typer looks at every parameter of every command it knows, which takes longer than a whole `check`; so the list of
commands shows what the table says of each, and only the command that runs is built.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from typing import Any, ClassVar, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from migralint.cli.coercion import skip_pydantic_coercion


class Entry(NamedTuple):
    """One command of a group."""

    place: str
    """`module:function`; the module's `EPILOG` follows the help. For a group in a group: `module:TABLE`, a mapping."""
    summary: str
    """Its text in the list of commands."""


class LazyGroup(TyperGroup):
    """Contexts and commands are those of click, or of the copy of it in recent versions of typer."""

    table: ClassVar[Mapping[str, Entry]] = {}

    def list_commands(self, ctx: Any) -> list[str]:
        """Names in the table's order."""
        return list(self.table)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Build the command; None if there is none with this name."""
        entry = self.table.get(cmd_name)
        return None if entry is None else _built(cmd_name, entry)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that the first argument names; for an unknown name the error suggests the most similar
        one."""
        name = args[0]
        if name not in self.table and not name.startswith("-"):
            near = get_close_matches(name, self.table, n=1)
            ctx.fail(f"No such command {name!r}." + (f" Did you mean {near[0]!r}?" if near else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list of commands without building them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.summary) for name, entry in self.table.items()])


class OneCommand(TyperCommand):
    """A command whose errors name only the options that its help names."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        """Read the arguments; earlier spellings are accepted, but not suggested."""
        try:
            return super().parse_args(ctx, args)
        except Exception as error:
            proposed = getattr(error, "possibilities", None)  # an unknown option
            if proposed:
                hidden = {name for one in self.params if getattr(one, "hidden", False) for name in one.opts}
                error.possibilities = [name for name in proposed if name not in hidden]  # type: ignore[attr-defined]
            raise


def group(table: Mapping[str, Entry]) -> type[LazyGroup]:
    """Return the class of a group with these commands."""
    return type("Group", (LazyGroup,), {"table": table})


@cache
def _built(name: str, entry: Entry) -> Any:
    module_name, _, attribute = entry.place.partition(":")
    module = import_module(module_name)
    target = getattr(module, attribute)
    app = typer.Typer(rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]})
    if isinstance(target, Mapping):
        app = typer.Typer(
            name=name,
            cls=group(target),
            help=module.__doc__,
            no_args_is_help=True,
            rich_markup_mode=None,
            context_settings={"help_option_names": ["-h", "--help"]},
        )
        app.callback()(_nothing)
    else:
        app.command(name, cls=OneCommand, epilog=module.EPILOG, short_help=entry.summary)(target)
    command = typer.main.get_command(app)
    command.name = name
    # Typer adds the options that install completion to every app; only the root should have them.
    command.params = [one for one in command.params if one.name not in ("install_completion", "show_completion")]
    skip_pydantic_coercion(command)
    return command


def _nothing() -> None:
    """Do nothing before a command of the group."""
