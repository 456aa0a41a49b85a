"""Where the manifest is; reads nothing."""

from __future__ import annotations

import os

FILE_NAME = "migralint-environments.toml"


def manifest_path(script_directory: str, setting: str | None = None) -> str:
    """Where the manifest is: `setting` (an absolute path) if given, otherwise beside env.py."""
    return setting or os.path.join(script_directory, FILE_NAME)
