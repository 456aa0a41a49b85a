"""Reads the manifest of a script directory, with everything its entries refer to."""

from __future__ import annotations

import os

from migralint.environments.environment import Manifest
from migralint.environments.manifest import manifest_path, read_manifest
from migralint.loading.records.tags import tag_resolver
from migralint.loading.script_directory import ScriptDirectory


def load_manifest(script: ScriptDirectory, named: str | None = None) -> Manifest | None:
    """The environments of `script`, including those at git tags; None if it has no manifest.

    `named` (an option, the setting `manifest`) takes precedence over the file beside env.py; then the file must exist.
    Raises InputError if its content is invalid.
    """
    path = manifest_path(script.path, named)
    if named is None and not os.path.lexists(path):
        return None
    return read_manifest(path, tags=tag_resolver(script))
