"""`migralint env list`: the environments of the manifest."""

from __future__ import annotations

import os

from migralint.cli.console.color import Color
from migralint.cli.env.options import EXIT_STATUS, EnvFormat, FormatOption, ManifestOption
from migralint.cli.exits import Exit
from migralint.cli.options import (
    ColorOption,
    ConfigOption,
    NameOption,
    PathArgument,
    SamePathOption,
    SettingsOption,
    one_path,
)

EPILOG = f"""\
\b
Examples:
  migralint env list                 stamps, and when they were recorded
  migralint env list --format json   the same for a program

{EXIT_STATUS}
"""


def list_environments(
    path: PathArgument = ".",
    same_path: SamePathOption = None,
    config: ConfigOption = None,
    name: NameOption = None,
    settings: SettingsOption = None,
    manifest: ManifestOption = None,
    format_: FormatOption = EnvFormat.TEXT,
    color: ColorOption = Color.AUTO,
) -> int:
    """List the environments and where they are stamped."""
    from datetime import UTC, datetime

    from migralint.cli.env.show import show_document, show_lines
    from migralint.commands.environments.manifest_file import open_manifest
    from migralint.commands.opening import ProjectOptions
    from migralint.reporting.environments.manifest import environments_document, environments_lines

    opened = open_manifest(ProjectOptions(one_path(path, same_path), config, name, settings, manifest))
    loaded = opened.read()
    if format_ is EnvFormat.JSON:
        show_document(environments_document(loaded, opened.script.root))
    else:
        show_lines(environments_lines(loaded, datetime.now(UTC), os.getcwd()), color)
    return Exit.OK
