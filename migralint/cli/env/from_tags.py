"""`migralint env from-tags`: where installs of released versions are stamped."""

from __future__ import annotations

from typing import Annotated

import typer

from migralint.cli.console.color import Color
from migralint.cli.env.options import EnvFormat, FormatOption, ManifestOption
from migralint.cli.exits import Exit
from migralint.cli.options import (
    ColorOption,
    ConfigOption,
    NameOption,
    PathArgument,
    QuietOption,
    SamePathOption,
    SettingsOption,
    one_path,
)

EPILOG = """\
\b
Examples:
  migralint env from-tags 'v2.*'                 the row heads at each tag
  migralint env from-tags 'v2.*' --add 'in use'  and add an entry for them

The revision files of each tag are read with git plumbing, without a checkout.

Exit status: 0 all tags were read, 1 some have no readable history, 2 no tag matches or wrong usage.
"""


def from_tags(
    glob: Annotated[str, typer.Argument(metavar="GLOB", help="The tags, by their short names.")],
    path: PathArgument = ".",
    add: Annotated[
        str | None, typer.Option("--add", metavar="NAME", help="Add an entry for these tags to the manifest.")
    ] = None,
    same_path: SamePathOption = None,
    config: ConfigOption = None,
    name: NameOption = None,
    settings: SettingsOption = None,
    manifest: ManifestOption = None,
    format_: FormatOption = EnvFormat.TEXT,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
) -> int:
    """Show where the releases of git tags are stamped."""
    from migralint.cli.console.progress import listening
    from migralint.cli.console.streams import note
    from migralint.cli.env.show import show_document, show_lines
    from migralint.commands.environments.manifest_file import open_manifest
    from migralint.commands.listener import Step
    from migralint.commands.opening import ProjectOptions
    from migralint.environments.writing import add_environment
    from migralint.loading.records.tags import TagsError, read_tags
    from migralint.reporting.environments.tags import tags_document, tags_lines
    from migralint.source.errors import InputError

    opened = open_manifest(ProjectOptions(one_path(path, same_path), config, name, settings, manifest))
    try:
        with listening(quiet=quiet) as listener:
            tags = read_tags(opened.script, glob, lambda text: listener.progress(Step(text)))
    except TagsError as error:
        raise InputError(str(error), hint="fetch the tags: git fetch --tags (in CI: fetch-depth 0)") from None
    if add is not None:
        opened.edit(lambda data: add_environment(data, opened.path, add, {"git-tags": glob}))
        if not quiet:
            note(f'added "{add}" to {opened.shown}')
    if format_ is EnvFormat.JSON:
        show_document(tags_document(tags, glob))
    else:
        show_lines(tags_lines(tags), color)
    return Exit.FINDINGS if any(one.flaw for one in tags) else Exit.OK
