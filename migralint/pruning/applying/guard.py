"""The file that makes every Alembic command refuse while a prune or rebase is unfinished."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from migralint.loading.records.unfinished import GUARD_FILE
from migralint.loading.revisions.bytecode import compiled_files
from migralint.source.atomic import sync_folder, write_atomically
from migralint.source.errors import InputError
from migralint.source.links import refuse_links_out

# Alembic imports every file of a version location for every command (heads, current, upgrade, stamp, …), so an
# exception here stops them all.
_TEXT = '''"""A {0} of this migration directory was interrupted: the revision files may be partly changed."""

raise RuntimeError(
    "a migralint {0} of this migration directory is unfinished, and running migrations now could run the wrong "
    "ones; finish it with `migralint {0} --recover` or undo it with `migralint {0} --rollback`"
)
'''


def raise_guards(folders: Iterable[Path], command: str = "prune") -> None:
    """Write the guard into each folder, durably; it names the `command` that continues. Raises OSError."""
    for folder in folders:
        write_atomically(folder / GUARD_FILE, _TEXT.format(command).encode())


def lower_guards(folders: Iterable[Path]) -> None:
    """Remove the guard from each folder, and the byte code left by an attempt to run it. Raises OSError."""
    for folder in folders:
        # With `sourceless`, byte code without its source is loaded as a revision: it is removed first, and again
        # afterwards, for an Alembic command that ran in between.
        remove_bytecode(folder / GUARD_FILE)
        (folder / GUARD_FILE).unlink(missing_ok=True)
        remove_bytecode(folder / GUARD_FILE)
        sync_folder(folder)


def remove_bytecode(source: Path) -> None:
    """Remove the cached byte code of one source file, of every interpreter and optimisation level. Raises OSError.

    A `__pycache__` that is a link to a folder outside is not changed.
    """
    for compiled in map(Path, compiled_files(str(source))):
        try:
            if compiled.parent.parent == source.parent:  # not the user's folder PYTHONPYCACHEPREFIX
                refuse_links_out(compiled.parent)
        except InputError:
            continue
        compiled.unlink(missing_ok=True)
