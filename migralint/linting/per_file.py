"""The setting `per-file-ignores`: globs of files and the rules that are not run for them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from msgspec import Struct

from migralint.findings.rule import Rule
from migralint.linting.selection import codes_named


class PerFileIgnores(Struct, frozen=True):
    """Compiled globs, relative to the folder of the settings."""

    folder: str = ""
    """The absolute path to which the globs are relative."""
    patterns: tuple[tuple[str, frozenset[str]], ...] = ()
    """Globs with their codes, in the order of the settings."""

    def ignores(self, path: str, code: str) -> bool:
        """Whether findings of `code` in the file at the absolute `path` are dropped.

        A glob without `/` is matched against the file's name, any other against its path.
        """
        if not self.patterns:
            return False
        name = os.path.basename(path)
        relative = os.path.relpath(path, self.folder or os.curdir).replace(os.sep, "/")
        return any(
            code in codes and (fnmatchcase(relative, glob) or ("/" not in glob and fnmatchcase(name, glob)))
            for glob, codes in self.patterns
        )


def read_per_file_ignores(catalog: Sequence[Rule], setting: Mapping[str, Sequence[str]], folder: str) -> PerFileIgnores:
    """Compile the setting; raises InputError for a name that no rule has."""
    return PerFileIgnores(
        folder,
        tuple(
            (glob, frozenset(code for name in names for code in codes_named(catalog, name)))
            for glob, names in setting.items()
        ),
    )
