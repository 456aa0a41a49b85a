"""Which environment variables hold the URLs of real databases, according to the manifest; reads nothing else of it."""

from __future__ import annotations

from pathlib import Path

from migralint.environments.place import manifest_path
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.settings.values import Settings
from migralint.source.errors import InputError


def url_variables(script: ScriptDirectory, settings: Settings) -> frozenset[str]:
    """Return the values of every `url-env` in the manifest; none if there is no manifest.

    Files of stamps that the manifest names are not read, they can be large. Raises InputError if it is not TOML.
    """
    path = manifest_path(script.path, settings.manifest)
    try:
        text = Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read: {error}", path=path) from None
    import tomllib  # as long as reading the rest of the project

    try:
        document = tomllib.loads(text)
    except ValueError as error:
        raise InputError(f"cannot be read: {error}", path=path) from None
    entries = document.get("environments")
    found = (entry.get("url-env") for entry in entries.values() if isinstance(entry, dict)) if entries else ()
    return frozenset(name for name in found if isinstance(name, str))
