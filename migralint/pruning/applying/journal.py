"""The only place that removes or replaces many files at once: all of them or none, whatever interrupts it.

A journal goes through these states; every change from one to the next is atomic on disk:

1. `migralint-journal/` does not exist: nothing was changed, or everything was.
2. It exists, as a whole: one rename put it there. It holds the bytes of every file before and after.
3. A guard stands in each touched version location; from here on files change, and Alembic refuses to run.
4. All files are as they shall be, the guards are gone.
5. One rename takes the journal away: the commit point. What is left of it under another name means nothing.

From 2, 3 and 4 both ways lead out: `finish` and `undo`, each of which may be interrupted and run again.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from migralint.loading.records.unfinished import GUARD_FILE, JOURNAL_FOLDER
from migralint.pruning.applying.change import ChangeSet, FileChange
from migralint.pruning.applying.guard import lower_guards, raise_guards, remove_bytecode
from migralint.source.atomic import remove_temporaries, sync_folder, write_atomically
from migralint.source.errors import InputError

_SCRAP = ".migralint-journal-"
"""Prefix of folders that are no journal yet, or no longer one."""
_INDEX = "journal.json"
_LOCK = "lock"
_VERSION = 1


class JournalError(Exception):
    """A prune could not be carried out or undone; the message names the files and says what to do."""


class Journal:
    """One prune under way. Made by `begin` or `resume`, which hold its lock until their block ends."""

    def __init__(self, folder: Path, changes: tuple[FileChange, ...], guarded: tuple[Path, ...]) -> None:
        """Not for callers: see `begin` and `resume`."""
        self._folder = folder
        self.changes = changes
        """Every file, with its bytes before and after."""
        self._guarded = guarded

    def check_untouched(self) -> None:
        """Raise JournalError naming every file that is neither in its state before nor in its state after."""
        strangers = [c.path for c in self.changes if not (_is(c.path, c.before) or _is(c.path, c.after))]
        if strangers:
            raise JournalError(
                "changed by somebody else since the prune began, so nothing was touched: "
                + ", ".join(strangers)
                + "; put each back (the journal keeps its bytes before and after in "
                + f"{self._folder}) and run this again"
            )

    def finish(self, progress: Callable[[str], None] = lambda path: None) -> None:
        """Bring every file into its state after and commit. Raises JournalError or OSError; may be run again."""
        self.make_changes(progress)
        self.commit()

    def make_changes(self, progress: Callable[[str], None] = lambda path: None) -> None:
        """Bring every file into its state after, guarded; the guards stay up. Raises JournalError or OSError."""
        self.check_untouched()
        raise_guards(self._guarded)
        for change in self.changes:
            progress(change.path)
            _put(change, change.after)
        self._remove_bytecode()
        _sync({Path(change.path).parent for change in self.changes})

    def commit(self) -> None:
        """Lower the guards and take the journal away: after this the prune is done. Raises OSError."""
        self._remove_bytecode()
        lower_guards(self._guarded)
        self._discard()

    def undo(self, progress: Callable[[str], None] = lambda path: None) -> None:
        """Bring every file into its state before and forget the prune. Raises JournalError or OSError, as `finish`."""
        self.check_untouched()
        if not all(_is(change.path, change.before) for change in self.changes):
            raise_guards(self._guarded)
            for change in reversed(self.changes):
                progress(change.path)
                _put(change, change.before)
            self._remove_bytecode()
            _sync({Path(change.path).parent for change in self.changes})
        lower_guards(self._guarded)
        self._discard()

    def _remove_bytecode(self) -> None:
        """Remove what was compiled from the files in their other state: it may still count as theirs."""
        for change in self.changes:
            if change.path.endswith(".py"):
                remove_bytecode(Path(change.path))

    def _discard(self) -> None:
        self._remove_temporaries()
        scrap = self._folder.with_name(f"{_SCRAP}{os.getpid()}")
        shutil.rmtree(scrap, ignore_errors=True)
        self._folder.rename(scrap)
        sync_folder(scrap.parent)
        shutil.rmtree(scrap, ignore_errors=True)

    def _remove_temporaries(self) -> None:
        for path in (*(Path(change.path) for change in self.changes), *(f / GUARD_FILE for f in self._guarded)):
            remove_temporaries(path)


@contextmanager
def begin(change_set: ChangeSet) -> Iterator[Journal]:
    """Put a journal in place and check that all files are as the plan saw them.

    Raises InputError if another prune is under way or unfinished, or a file is no longer what the plan rests on: then
    nothing was changed and no journal is left. Raises OSError likewise if the journal cannot be written.
    """
    script_directory = Path(change_set.script_directory)
    change_set = replace(change_set, changes=tuple(_with_mode(change) for change in change_set.changes))
    _remove_scraps(script_directory)
    new = Path(tempfile.mkdtemp(prefix=_SCRAP, dir=script_directory))
    try:
        with _locked(new):
            _write(new, change_set)
            folder = script_directory / JOURNAL_FOLDER
            _publish(new, folder)
            journal = Journal(folder, change_set.changes, tuple(map(Path, change_set.guarded)))
            stale = _stale_files(change_set)
            if stale:
                journal._discard()
                raise InputError(
                    "changed since the plan was made: " + ", ".join(stale),
                    hint="nothing was touched; look at the plan again with `migralint prune`",
                )
            yield journal
    finally:
        shutil.rmtree(new, ignore_errors=True)


@contextmanager
def resume(script_directory: str) -> Iterator[Journal]:
    """Open the journal of an interrupted prune.

    Raises InputError if there is none, it cannot be read, or another process is at work on it.
    """
    folder = Path(script_directory, JOURNAL_FOLDER)
    if not folder.is_dir():
        raise InputError("there is no unfinished prune here", path=script_directory)
    with _locked(folder):
        changes, guarded = _read(folder)
        yield Journal(folder, changes, guarded)


def _publish(new: Path, folder: Path) -> None:
    if folder.is_dir():  # renaming onto an empty folder would succeed
        raise _under_way(folder)
    try:
        new.rename(folder)
    except OSError as error:
        if folder.is_dir():
            raise _under_way(folder) from error
        raise
    sync_folder(folder.parent)


def _under_way(folder: Path) -> InputError:
    return InputError(
        "another prune of this directory is under way or was interrupted",
        path=str(folder),
        hint="wait for it; if nothing is running, use `migralint prune --recover` or `migralint prune --rollback`",
    )


def _stale_files(change_set: ChangeSet) -> list[str]:
    stale = [change.path for change in change_set.changes if not _is(change.path, change.before)]
    stale += [path for path, digest in change_set.expected.items() if _digest(_bytes_of(path)) != digest]
    for folder, names in change_set.listings.items():
        now = tuple(sorted(entry.name for entry in Path(folder).iterdir() if entry.name.endswith(".py")))
        if now != names:
            stale += [str(Path(folder, name)) for name in sorted(set(now) ^ set(names))]
    return sorted(set(stale))


# -- the journal's own files


def _write(folder: Path, change_set: ChangeSet) -> None:
    entries: list[dict[str, Any]] = []
    for number, change in enumerate(change_set.changes):
        for word, data in (("before", change.before), ("after", change.after)):
            if data is not None:
                _write_durably(folder / f"{number}.{word}", data)
        entries.append(
            {
                "path": os.path.relpath(change.path, change_set.script_directory),
                "before": _digest(change.before),
                "after": _digest(change.after),
                "link": change.link,
                "mode": change.mode,
            }
        )
    guarded = [os.path.relpath(path, change_set.script_directory) for path in change_set.guarded]
    index = {"version": _VERSION, "changes": entries, "guarded": guarded}
    _write_durably(folder / _INDEX, json.dumps(index, indent=1).encode())
    sync_folder(folder)


def _read(folder: Path) -> tuple[tuple[FileChange, ...], tuple[Path, ...]]:
    try:
        index = json.loads((folder / _INDEX).read_bytes())
        if index["version"] != _VERSION:
            raise ValueError(f"its version is {index['version']}, this migralint knows {_VERSION}")
        changes = tuple(
            FileChange(
                path=os.path.normpath(folder.parent / entry["path"]),
                before=_recorded(folder / f"{number}.before", entry["before"]),
                after=_recorded(folder / f"{number}.after", entry["after"]),
                link=entry["link"],
                mode=entry["mode"],
            )
            for number, entry in enumerate(index["changes"])
        )
        guarded = tuple(Path(os.path.normpath(folder.parent / path)) for path in index["guarded"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"the journal of an interrupted prune cannot be read ({error}); nothing was touched",
            path=str(folder),
            hint="restore the revision files from version control, then remove the journal and every "
            "migralint_unfinished_prune.py by hand",
        ) from error
    return changes, guarded


def _recorded(path: Path, digest: str | None) -> bytes | None:
    if digest is None:
        return None
    data = path.read_bytes()
    if _digest(data) != digest:
        raise ValueError(f"{path.name} is damaged")
    return data


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the journal's lock; the system releases it when the process dies, however it dies."""
    lock: IO[bytes]
    with (folder / _LOCK).open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise InputError(
                "another migralint process is at work on this prune", path=str(folder), hint="wait until it has ended"
            ) from error
        yield


def _remove_scraps(script_directory: Path) -> None:
    """Remove what killed processes left; a folder whose process lives is locked and stays."""
    for scrap in script_directory.glob(f"{_SCRAP}*"):
        with contextlib.suppress(InputError, OSError), _locked(scrap):
            shutil.rmtree(scrap, ignore_errors=True)


# -- single files


def _put(change: FileChange, data: bytes | None) -> None:
    path = Path(change.path)
    if _is(change.path, data):
        return
    if data is None:
        path.unlink()
    elif change.link is not None and data == change.before:
        path.symlink_to(change.link)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data, mode=change.mode)


def _with_mode(change: FileChange) -> FileChange:
    if change.before is None or not Path(change.path).exists():
        return change
    return replace(change, mode=Path(change.path).stat().st_mode & 0o7777)


def _is(path: str, data: bytes | None) -> bool:
    return _bytes_of(path) == data


def _bytes_of(path: str) -> bytes | None:
    try:
        return Path(path).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _digest(data: bytes | None) -> str | None:
    return None if data is None else sha256(data).hexdigest()


def _write_durably(path: Path, data: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _sync(folders: set[Path]) -> None:
    for folder in folders:
        if folder.is_dir():
            sync_folder(folder)
