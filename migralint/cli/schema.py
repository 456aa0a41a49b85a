"""`migralint schema`: prints the JSON schema of a file that migralint reads, or of a document that it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from migralint.cli.exits import Exit

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

EPILOG = """\
\b
Examples:
  migralint schema               the names of all schemas
  migralint schema settings      of migralint.toml and [tool.migralint]
  migralint schema manifest      of migralint-environments.toml
  migralint schema check         of `migralint check --format json`
  migralint schema env-list      of `migralint env list --format json`
"""
_SUFFIX = ".schema.json"


def schema(
    name: Annotated[
        str | None,
        typer.Argument(metavar="NAME", help="A file or a command; default: list all names.", show_default=False),
    ] = None,
) -> int:
    """Print the JSON schema of a file or document; without NAME, list all."""
    from migralint.cli.console.streams import write_stdout
    from migralint.source.errors import InputError
    from migralint.source.spelling import did_you_mean

    known = _schemas()
    if name is None:
        write_stdout("".join(_listing(known)))
        return Exit.OK
    file = known.get(name.strip().replace(" ", "-").removesuffix(_SUFFIX))
    if file is None:
        raise InputError(
            f"there is no schema {name!r}", hint=did_you_mean(name, list(known)) or f"known: {', '.join(known)}"
        )
    write_stdout(file.read_text(encoding="utf-8"))
    return Exit.OK


def _schemas() -> dict[str, Traversable]:
    """The files by name: first those that users edit, then alphabetically."""
    from importlib import resources

    files = resources.files("migralint").joinpath("json_schemas").iterdir()
    by_name = {file.name.removesuffix(_SUFFIX): file for file in files if file.name.endswith(_SUFFIX)}
    written = [name for name in ("settings", "manifest") if name in by_name]
    return {name: by_name[name] for name in (*written, *sorted(by_name.keys() - set(written)))}


def _listing(known: dict[str, Traversable]) -> list[str]:
    import json

    widest = max(map(len, known))
    return [f"{name.ljust(widest)}  {json.loads(file.read_text('utf-8'))['title']}\n" for name, file in known.items()]
