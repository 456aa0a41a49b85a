"""The place of the caches: one folder per user, never inside the project."""

from __future__ import annotations

import os
import sys


def cache_folder() -> str:
    """Return the absolute path of migralint's cache; it need not exist.

    `MIGRALINT_CACHE_DIR` if set, otherwise the platform's cache folder of the user.
    """
    if own := os.environ.get("MIGRALINT_CACHE_DIR"):
        return os.path.abspath(own)
    home = os.path.expanduser("~")
    if sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches")
    elif sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    return os.path.abspath(os.path.join(base, "migralint"))
