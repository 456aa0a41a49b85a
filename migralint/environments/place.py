"""Where the manifest is; reads nothing."""

from __future__ import annotations

import os

FILE_NAME = "migralint-environments.toml"


def manifest_path(script_directory: str, setting: str | None = None) -> str:
    """Return the path of the manifest: `setting` (an absolute path), or the file beside env.py if it is None."""
    return setting or os.path.join(script_directory, FILE_NAME)
