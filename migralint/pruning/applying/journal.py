"""The only place that removes or replaces many files at once: all of them or none, whatever interrupts it.

A journal goes through these states; every change from one to the next is atomic on disk:

1. `migralint-journal/` does not exist: nothing was changed, or everything was.
2. It exists, as a whole: one rename put it there. It holds the bytes of every file before and after.
3. A guard is in each touched version location; from here on files change, and Alembic refuses to run.
4. All files are as they shall be, the guards are gone.
5. One rename takes the journal away: the commit point. What is left of it under another name means nothing.

From 2, 3 and 4 both ways lead out: `finish` and `undo`, each of which may be interrupted and run again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from migralint.loading.git.repository import find_repository
from migralint.loading.records.unfinished import GUARD_FILE, JOURNAL_FOLDER, leftovers, unfinished_command
from migralint.pruning.applying.change import ChangeSet, FileChange
from migralint.pruning.applying.guard import lower_guards, raise_guards, remove_bytecode
from migralint.pruning.applying.journal_files import (
    digest,
    discard,
    lock_of,
    new_folder,
    read_journal,
    remove_leftovers,
    unusable,
    write_journal,
)
from migralint.pruning.applying.journal_paths import AllowedPaths, is_plain_folder
from migralint.source.atomic import MODE_BITS, refuse_unsafe_target, remove_temporaries, sync_folder, write_atomically
from migralint.source.errors import InputError
from migralint.source.links import refuse_links_out
from migralint.source.reading import NotRegularError, read_regular


class JournalError(Exception):
    """A prune or rebase could not be carried out or undone; the message names the files and the next step."""


class Journal:
    """One prune or rebase in progress. Created by `begin` or `resume`, which hold its lock until the end of their
    block."""

    def __init__(self, folder: Path, changes: tuple[FileChange, ...], guarded: tuple[Path, ...], command: str) -> None:
        """Not for callers: use `begin` or `resume`."""
        self._folder = folder
        self.changes = changes
        """Every file, with its bytes before and after."""
        self._guarded = guarded
        self.command = command
        """The command in progress, for messages."""

    def check_untouched(self) -> None:
        """Raise JournalError with every file that is neither in its state before nor in its state after the change."""
        strangers = [c.path for c in self.changes if not (_is(c.path, c.before) or _is(c.path, c.after))]
        if strangers:
            raise JournalError(
                f"modified since the {self.command} started; nothing was changed: "
                + ", ".join(strangers)
                + "; restore each file (the journal keeps its content before and after in "
                + f"{self._folder}) and run this again"
            )

    def finish(self, progress: Callable[[str], None] = lambda path: None) -> None:
        """Bring every file into its state after and commit. Raises JournalError or OSError; may be run again."""
        self.make_changes(progress)
        self.commit()

    def make_changes(self, progress: Callable[[str], None] = lambda path: None) -> None:
        """Bring every file into its state after the change; the guards stay in place. Raises JournalError or
        OSError."""
        self.check_untouched()
        raise_guards(self._guarded, self.command)
        for change in self.changes:
            progress(change.path)
            _put(change, change.after)
        self._remove_bytecode()
        _sync({Path(change.path).parent for change in self.changes})

    def commit(self) -> None:
        """Remove the guards and the journal: after this the change is final. Raises OSError."""
        self._remove_bytecode()
        lower_guards(self._guarded)
        self._discard()

    def undo(self, progress: Callable[[str], None] = lambda path: None) -> None:
        """Bring every file into its state before the change and discard the journal. Raises JournalError or OSError, as
        `finish`."""
        self.check_untouched()
        self._check_link_targets()
        if not all(_is(change.path, change.before) for change in self.changes):
            raise_guards(self._guarded, self.command)
            for change in reversed(self.changes):
                progress(change.path)
                _put(change, change.before)
            self._remove_bytecode()
            _sync({Path(change.path).parent for change in self.changes})
        lower_guards(self._guarded)
        self._discard()

    def _check_link_targets(self) -> None:
        """Raise JournalError if the target of a removed link has other bytes now: then the link is not restored."""
        own = {os.path.realpath(change.path) for change in self.changes if change.link is None}
        for change in self.changes:
            if change.link is None or _is(change.path, change.before):
                continue
            target = os.path.join(os.path.dirname(change.path), change.link)
            if os.path.realpath(target) not in own and not _is(target, change.before):
                raise JournalError(
                    f"{change.path} was a link to {change.link}, but its content changed, so nothing was changed; "
                    f"restore it (the journal keeps it in {self._folder}) and run this again"
                )

    def _remove_bytecode(self) -> None:
        """Remove byte code compiled from the files in their other state: Python may still use it."""
        for change in self.changes:
            if change.path.endswith(".py"):
                remove_bytecode(Path(change.path))

    def _discard(self) -> None:
        self._remove_temporaries()
        discard(self._folder)

    def _remove_temporaries(self) -> None:
        for path in (*(Path(change.path) for change in self.changes), *(f / GUARD_FILE for f in self._guarded)):
            remove_temporaries(path)


@contextmanager
def begin(change_set: ChangeSet) -> Iterator[Journal]:
    """Create a journal and check that all files are unchanged since the plan.

    Raises InputError if another prune or rebase is in progress or unfinished, or a file has changed since the plan:
    then nothing was changed and no journal is left. The same holds if the journal cannot be written, with an OSError.
    """
    script_directory = Path(change_set.script_directory)
    folder = script_directory / JOURNAL_FOLDER
    _refuse_unsafe_places(change_set)
    change_set = replace(change_set, changes=tuple(_with_mode(change) for change in change_set.changes))
    if os.path.lexists(folder):
        raise _under_way(folder)
    remove_leftovers(script_directory)
    with new_folder(script_directory) as new:
        write_journal(new, change_set)
        _publish(new, folder)
        journal = Journal(folder, change_set.changes, tuple(map(Path, change_set.guarded)), change_set.command)
        stale = _stale_files(change_set)
        if stale:
            journal._discard()
            raise InputError(
                "changed since the plan was made: " + ", ".join(stale),
                hint=f"nothing was changed; review the plan again with `migralint {change_set.command}`",
            )
        yield journal


@contextmanager
def resume(
    script_directory: str, version_locations: Iterable[str] = (), *, command: str = "prune"
) -> Iterator[Journal]:
    """Open the journal of an interrupted prune or rebase; `command` is the command that the user called, for messages.

    Raises InputError if there is none, if it cannot be read, if another process is using it, or if it was not created
    here: a journal that git tracks, that was written in another folder, or that names files outside the script
    directory and its version locations is not followed.
    """
    folder = Path(script_directory, JOURNAL_FOLDER)
    if not os.path.lexists(folder):
        hint = (
            f"`migralint {command} --rollback` removes the leftovers of one that was killed before it changed anything"
        )
        raise InputError(
            f"there is no unfinished {command} here",
            path=script_directory,
            hint=hint if leftovers(script_directory) else "",
        )
    if not is_plain_folder(str(folder)):
        raise unusable(folder, "it is not a folder", hint="remove it: migralint did not create it")
    _refuse_tracked(folder)
    with lock_of(folder):
        changes, guarded = read_journal(folder, AllowedPaths(script_directory, version_locations))
        yield Journal(folder, changes, guarded, unfinished_command(script_directory))


def _refuse_tracked(folder: Path) -> None:
    """Raise InputError if the journal is committed: then it came with a clone, and its content cannot be trusted."""
    repository = find_repository(str(folder.parent))
    if repository is None:
        return
    if repository.ask(["ls-files", "-z", "--", repository.relative(str(folder))]):
        raise unusable(
            folder,
            "git tracks it, so it came with the repository",
            hint=(
                "delete the folder; if a prune was interrupted in this folder and the journal was added to git "
                "afterwards, remove it from git (git rm -r --cached migralint-journal) and run this again"
            ),
        )


def _refuse_unsafe_places(change_set: ChangeSet) -> None:
    """Raise InputError for a link that points outside, before anything is written."""
    for place in (change_set.script_directory, *change_set.guarded):
        refuse_links_out(place)
    for change in change_set.changes:
        if change.after is None:
            refuse_links_out(change.path, last=False)
        else:
            refuse_unsafe_target(change.path)
    for folder in change_set.guarded:
        refuse_unsafe_target(os.path.join(folder, GUARD_FILE))


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
    command = unfinished_command(str(folder.parent))
    return InputError(
        f"another {command} of this directory is running or was interrupted",
        path=str(folder),
        hint=f"wait for it; if none is running, use `migralint {command} --recover` or "
        f"`migralint {command} --rollback`",
    )


def _stale_files(change_set: ChangeSet) -> list[str]:
    stale = [change.path for change in change_set.changes if not _is(change.path, change.before)]
    stale += [path for path, expected in change_set.expected.items() if digest(_bytes_of(path)) != expected]
    for folder, names in change_set.listings.items():
        now = tuple(sorted(entry.name for entry in Path(folder).iterdir() if entry.name.endswith(".py")))
        if now != names:
            stale += [str(Path(folder, name)) for name in sorted(set(now) ^ set(names))]
    return sorted(set(stale))


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
    return replace(change, mode=Path(change.path).stat().st_mode & MODE_BITS)


def _is(path: str, data: bytes | None) -> bool:
    try:
        return _bytes_of(path) == data
    except (NotRegularError, IsADirectoryError):
        return False


def _bytes_of(path: str) -> bytes | None:
    try:
        return read_regular(path)
    except (FileNotFoundError, NotADirectoryError):
        return None


def _sync(folders: set[Path]) -> None:
    for folder in folders:
        if folder.is_dir():
            sync_folder(folder)
