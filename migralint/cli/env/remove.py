"""`migralint env remove`: environments that nobody runs any more leave the manifest."""

from __future__ import annotations

from typing import Annotated

import typer

from migralint.cli.env.options import EXIT_STATUS, ManifestOption, PathOption, SameOption
from migralint.cli.exits import Exit
from migralint.cli.options import ConfigOption, NameOption, QuietOption, SettingsOption, one_path

EPILOG = f"""\
\b
Examples:
  migralint env remove staging
  migralint env remove 'old releases' demo

{EXIT_STATUS}
"""


def remove(
    environments: Annotated[list[str], typer.Argument(metavar="NAME...", help="The entries to remove.")],
    path: PathOption = ".",
    same_path: SameOption = None,
    config: ConfigOption = None,
    name: NameOption = None,
    settings: SettingsOption = None,
    manifest: ManifestOption = None,
    quiet: QuietOption = False,
) -> int:
    """Remove the named environments, all of them or none."""
    from migralint.cli.console.streams import note
    from migralint.commands.environments.manifest_file import open_manifest
    from migralint.commands.opening import ProjectOptions
    from migralint.environments.writing import remove_environment
    from migralint.source.errors import InputError

    opened = open_manifest(ProjectOptions(one_path(path, same_path), config, name, settings, manifest))

    def change(data: bytes | None) -> bytes:
        if data is None:
            raise InputError("there is no such manifest", path=opened.path)
        for environment in dict.fromkeys(environments):
            data = remove_environment(data, opened.path, environment)
        return data

    opened.edit(change)
    if not quiet:
        note(f"removed {', '.join(dict.fromkeys(environments))} from {opened.shown}")
    return Exit.OK
