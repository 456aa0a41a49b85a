"""The manifest of an `env` command: finds it, reads it, replaces it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from migralint.source.errors import InputError

if TYPE_CHECKING:
    from migralint.commands.opening import ProjectOptions
    from migralint.environments.environment import Manifest
    from migralint.findings.environment_context import EnvironmentContext
    from migralint.loading.script_directory import ScriptDirectory
    from migralint.loading.settings.values import Settings


class Opened(Struct, frozen=True):
    """A script directory and the place of its manifest, which may not exist yet."""

    script: ScriptDirectory
    settings: Settings
    path: str
    """Absolute path of the manifest."""

    @property
    def shown(self) -> str:
        """The path of the manifest relative to the working directory."""
        from migralint.source.paths import shortest

        return shortest(self.path, os.getcwd())

    def read(self) -> Manifest:
        """The manifest with all files and tags that its entries refer to. Raises InputError, also if there is none."""
        from migralint.environments.manifest import read_manifest
        from migralint.loading.records.tags import tag_resolver

        return read_manifest(self.path, tags=tag_resolver(self.script))

    def edit(self, change: Callable[[bytes | None], bytes]) -> None:
        """Replace the bytes of the manifest by the result of `change` (which gets None if there is no manifest yet).

        Raises InputError if it cannot be read or written; then it is unchanged.
        """
        from migralint.source.atomic import write_atomically
        from migralint.source.reading import read_input, reason
        from migralint.source.toml import SIZE_LIMIT

        before = read_input(self.path, limit=SIZE_LIMIT) if os.path.lexists(self.path) else None
        after = change(before)
        if after == before:
            return
        try:
            write_atomically(Path(self.path), after)
        except OSError as error:
            raise InputError(f"cannot be written: {reason(error)}", path=self.path) from None


def open_manifest(options: ProjectOptions) -> Opened:
    """Find the single script directory, and its manifest.

    Raises InputError if there is none or several, or if a prune of it is unfinished.
    """
    from migralint.commands.opening import open_script
    from migralint.environments.manifest import manifest_path

    project, script = open_script(options)
    named = None if options.manifest is None else os.path.abspath(options.manifest)
    return Opened(script, project.settings, manifest_path(script.path, named or project.settings.manifest))


def environments_of(opened: Opened, manifest: Manifest | None) -> EnvironmentContext:
    """The environments together with the existing revisions and the pruned ones."""
    from datetime import UTC, datetime

    from migralint.environments.environment import Manifest
    from migralint.findings.environment_context import EnvironmentContext
    from migralint.loading.history_context import subject_of
    from migralint.loading.records.ledger import read_ledger
    from migralint.loading.revisions.directory import load_directory

    subject = subject_of(load_directory(opened.script))
    return EnvironmentContext(
        subject, manifest or Manifest(opened.path), datetime.now(UTC), read_ledger(opened.script.path)
    )
