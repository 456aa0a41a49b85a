"""Which environment variables contain the URLs of real databases, according to the manifest."""

from __future__ import annotations

import os

from migralint.environments.place import manifest_path
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.settings.values import Settings


def url_variables(script: ScriptDirectory, settings: Settings) -> frozenset[str]:
    """Return the values of every `url-env` in the manifest; none if there is no manifest.

    Files of stamps that the manifest names are not read, as they can be large. Raises InputError if it is not TOML.
    """
    path = manifest_path(script.path, settings.manifest)
    if not os.path.lexists(path):
        return frozenset()
    from migralint.source.toml import read_toml  # takes as long as reading the rest of the project

    entries = read_toml(path).values.get("environments")
    tables = entries.values() if isinstance(entries, dict) else ()
    names = (entry.get("url-env") for entry in tables if isinstance(entry, dict))
    return frozenset(name for name in names if isinstance(name, str))
