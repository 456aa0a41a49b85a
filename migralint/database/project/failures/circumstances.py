"""What an explanation needs beside the facts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from migralint.database.result import Refusal
from migralint.source.reading import read_regular


class Circumstances(Struct, frozen=True):
    """What an explanation needs beside the facts."""

    python: str
    """The interpreter that was used."""
    root: str
    """The working directory."""
    revision_files: Sequence[str] = ()
    """Paths, in the order of the upgrade."""
    refusals: Sequence[Refusal] = ()
    on_sqlite: bool = True
    """Whether that is where it failed: then what it does not have may be the cause."""
    unset_variables: Sequence[str] = ()
    """Environment variables that the project reads without a default and that are not set."""
    maybe_unset: Sequence[str] = ()
    """Those that it reads by `os.getenv`, which is None if they are not set."""
    kept_back: Sequence[str] = ()
    """Those among the variables of `url-env` that the project reads, and does not see."""

    env_configures: bool = False
    """Whether env.py has a call of `configure`, if perhaps in a loop that never runs."""

    def text_of_revisions(self) -> str:
        """Return the source of all revision files, as far as it can be read."""
        return "\n".join(filter(None, map(_text, self.revision_files)))


def _text(path: str) -> str:
    try:
        return read_regular(path).decode("utf-8", "replace")
    except OSError:
        return ""


def name_of(path: str) -> str:
    """Return a file's name without its folder."""
    return Path(path).name
