"""The group `env`, whose commands are put together when one of them is asked for."""

from __future__ import annotations

from functools import cache
from typing import Any

import typer
from typer.core import TyperGroup

from migralint.cli.coercion import skip_pydantic_coercion


class _LateGroup(TyperGroup):
    """Typer looks at every parameter of every command it knows, which takes longer than a cached check.

    Contexts and commands are those of click, or of the copy of it that recent versions of typer bring along.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        return _group().list_commands(ctx)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return _group().get_command(ctx, cmd_name)


@cache
def _group() -> TyperGroup:
    from migralint.cli.env.commands import commands

    group = typer.main.get_command(commands)
    assert isinstance(group, TyperGroup)
    skip_pydantic_coercion(group)
    return group


env = typer.Typer(
    cls=_LateGroup,
    help="Which databases exist, and where each is stamped.",
    no_args_is_help=True,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
