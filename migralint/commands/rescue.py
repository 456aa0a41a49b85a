"""Finds pruned revisions, and writes them to a separate directory."""

from __future__ import annotations

import os

from msgspec import Struct, field

from migralint.commands.opening import ProjectOptions, open_script
from migralint.environments.environment import Manifest
from migralint.history.history import History
from migralint.history.ledger import Ledger
from migralint.loading.git.lost_files import find_lost
from migralint.loading.git.repository import Repository, find_repository
from migralint.loading.records.ledger import read_ledger
from migralint.loading.records.manifest import load_manifest
from migralint.loading.revisions.directory import load_directory
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.rescue.answer import Rescue, find_pruned, find_rescue
from migralint.source.errors import InputError


class RescueCommand(Struct, frozen=True):
    """The pruned revision to restore; None: list all of them."""

    revision: str | None = None
    project: ProjectOptions = field(default_factory=ProjectOptions)
    archive: str | None = None
    """An archive that `prune --archive` wrote, if it is not at the path in the ledger."""
    write: str | None = None
    """The directory to write; it must not exist, or be empty."""


class Rescued(Struct, frozen=True):
    """The result: what is known about pruned revisions."""

    script: ScriptDirectory
    ledger: Ledger
    rescue: Rescue | None
    """The place of the revision, and the necessary files; None: no revision was named."""
    not_written: str = ""
    """Why nothing was written although it was requested."""

    @property
    def is_complete(self) -> bool:
        """Whether everything that was requested exists."""
        lost = self.rescue is not None and (self.rescue.impossible or self.rescue.missing)
        return not (self.not_written or lost)


def rescue(command: RescueCommand) -> Rescued:
    """Read the ledger; with `write`, write a script directory that upgrades a database stamped at the revision.

    Raises InputError for wrong usage, unreadable input, or a revision that was never pruned.
    """
    if command.revision is None and command.write is not None:
        raise InputError("--write requires the pruned revision that a database is stamped at")
    project, script = open_script(command.project)
    ledger = read_ledger(script.path)
    if command.revision is None:
        return Rescued(script, ledger, None)
    live = load_directory(script).history
    _refuse_never_pruned(script, ledger, live, command.revision)
    revision_id = find_pruned(ledger, live, command.revision)
    named = os.path.abspath(command.project.manifest) if command.project.manifest else project.settings.manifest
    manifest = load_manifest(script, named)
    repository = find_repository(script.path)
    answer = find_rescue(script, ledger, live, manifest, revision_id, repository=repository, archive=command.archive)
    if command.write is None:
        return Rescued(script, ledger, answer)
    answer, failure = _write(answer, command.write, live, manifest, repository)
    return Rescued(script, ledger, answer, failure)


def _refuse_never_pruned(script: ScriptDirectory, ledger: Ledger, live: History, name: str) -> None:
    """Raise InputError if no prune removed the revision, with the command that finds its file if git's history has
    it."""
    if name in live or any(known.startswith(name) for known in ledger.pruned):
        return
    lost_files = find_lost(script, [name])
    lost = lost_files.files.get(name) if lost_files is not None else None
    if lost is not None:
        raise InputError(f"no prune removed {name}: {lost.story}", hint=f"restore it with `{lost.command}`")


def _write(
    answer: Rescue, directory: str, live: History, manifest: Manifest | None, repository: Repository | None
) -> tuple[Rescue, str]:
    """The rescue with its directory, or with the reason why nothing was written."""
    from migralint.pruning.rescue.directory import CannotStandAloneError, refuse_place, write_rescue

    refuse_place(directory, answer.script)
    if answer.restored is None:
        return answer, "nothing was written: no upgrade path leads from this revision to the current history"
    if answer.missing:
        many = "files" if len(answer.missing) > 1 else "file"
        return answer, f"nothing was written: {len(answer.missing)} {many} cannot be recovered"
    known = answer.restored.history
    stamp_sets = {
        stamp_set.stamps
        for environment in (manifest.environments if manifest is not None else ())
        for stamp_set in environment.stamp_sets
        if stamp_set.stamps & answer.restored.pruned and all(stamp in known for stamp in stamp_set.stamps)
    }
    try:
        written = write_rescue(
            directory,
            answer.script,
            answer.restored,
            answer.contents,
            live=live,
            stamp_sets=sorted(stamp_sets, key=sorted),
            repository=repository,
        )
    except CannotStandAloneError as error:
        return answer, f"nothing was written: {error}"
    return answer.written(written.directory, written.notes), ""
