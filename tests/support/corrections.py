"""Fixes the last of some revisions as `check --fix` does, and lints it again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from textwrap import dedent

from msgspec import Struct

from migralint.linting.fixes import fixed_files, write_fixes
from tests.support.operations import IMPORTS, lint_folder, write_revisions


class Corrected(Struct, frozen=True):
    """What the fixes did."""

    before: bytes
    after: bytes
    found: tuple[str, ...]
    """The codes of the findings in the last revision."""
    fixable: tuple[str, ...]
    """Those of them that had a fix."""
    left: tuple[str, ...]
    """The codes of what is found afterwards."""

    @property
    def lines(self) -> list[str]:
        """The lines that are new, without blanks around."""
        old = self.before.decode("latin-1").splitlines()
        return [line.strip() for line in self.after.decode("latin-1").splitlines() if line not in old]


def corrected(
    upgrade: str,
    *,
    dialect: str = "",
    before: str | Iterable[str] = (),
    downgrade: str = "pass",
    select: Iterable[str] = ("ML3",),
    imports: str = IMPORTS,
    files: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
    line_end: str = "\n",
    begin: bytes = b"",
) -> Corrected:
    """Fix what is found in the last of some revisions; arguments as for `findings`."""
    with tempfile.TemporaryDirectory() as folder:
        versions = Path(folder, "versions")
        versions.mkdir()
        for name, text in (files or {}).items():
            Path(folder, name).write_text(dedent(text), "utf-8")
        bodies = [before] if isinstance(before, str) else [*before]
        path = write_revisions(versions, (*bodies, upgrade), downgrade=downgrade, imports=imports)
        data = begin + path.read_text("utf-8").replace("\n", line_end).encode(encoding)
        path.write_bytes(data)
        first = [one for one in lint_folder(folder, dialect.split(), select).findings if _is_of(path, one)]
        fixed = fixed_files(first)
        assert not fixed.left  # whatever is offered can be written
        write_fixes(fixed.files)
        again = [one for one in lint_folder(folder, dialect.split(), select).findings if _is_of(path, one)]
        return Corrected(
            data,
            path.read_bytes(),
            tuple(one.code for one in first),
            tuple(one.code for one in first if one.problem.fix is not None),
            tuple(one.code for one in again),
        )


def _is_of(path: Path, finding: object) -> bool:
    at = finding.problem.location  # type: ignore[attr-defined]
    return at is not None and at.path == str(path)
