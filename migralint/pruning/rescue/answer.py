"""Everything that `rescue` knows about one pruned revision; reads git, archives and the live directory."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cached_property

from msgspec import Struct
from msgspec.structs import replace

from migralint.environments.environment import Manifest
from migralint.history.history import History
from migralint.history.ledger import Ledger, Prune, PrunedRevision
from migralint.history.upgrade import UpgradeRefused
from migralint.loading.git.repository import Repository
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.rescue.commands import Commands, commands
from migralint.pruning.rescue.restored import CannotRestoreError, RestoredHistory, restore
from migralint.pruning.rescue.retrieval import FileRequest, archives_of, retrieve
from migralint.pruning.rescue.sources import Source, find_sources
from migralint.pruning.rescue.stranded import NeedyEnvironment, needy_environments
from migralint.source.errors import InputError
from migralint.source.reading import MOST_BYTES, read_input
from migralint.source.spelling import did_you_mean


class Rescue(Struct, frozen=True, dict=True):
    """One pruned revision: where it is stored, who may need it, what to do."""

    script: ScriptDirectory
    revision: PrunedRevision
    prune: Prune
    sources: tuple[Source, ...]
    """The sources of its file, the most reliable first."""
    missing: dict[str, str]
    """Files of the upgrade path that are not available, by path relative to the script directory, with the reason."""
    restored: RestoredHistory | None
    """How to upgrade; None: it is not possible."""
    impossible: str
    """Why it is not possible."""
    environments: tuple[NeedyEnvironment, ...] | None
    """The environments that may need it, by the manifest; None: there is no manifest."""
    contents: dict[str, bytes]
    """The contents of the available files of the upgrade path, by their names in a rescue directory."""
    directory: str | None = None
    """Absolute path of the rescue directory, after it is written."""
    notes: tuple[str, ...] = ()

    @cached_property
    def commands(self) -> Commands | None:
        """The commands to run."""
        return None if self.restored is None else commands(self.script, self.restored.floor, self.directory)

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """The revisions that a database stamped only at this revision runs before the live directory continues, in
        order."""
        if self.restored is None:
            return ()
        try:
            return self.restored.history.upgrade_plan([self.revision.id], self.restored.floor).steps
        except UpgradeRefused:  # Alembic loses track of the rows at some merges; then the order is not known
            return ()

    def written(self, directory: str, notes: Sequence[str]) -> Rescue:
        """The same with a rescue directory."""
        return replace(self, directory=directory, notes=(*self.notes, *notes))


def find_pruned(ledger: Ledger, live: History, name: str) -> str:
    """The full id for a full id, or for a prefix of exactly one id. Raises InputError."""
    if name in ledger.pruned:
        return name
    starting = [known for known in ledger.pruned if name and known.startswith(name)]
    if len(starting) == 1:
        return starting[0]
    if starting:
        raise InputError(f"{name} is the beginning of several pruned ids: {', '.join(starting[:5])}")
    if name in live:
        raise InputError(f"{name} was never pruned: its file is in the directory", path=live.revisions[name].path)
    if not ledger.pruned:
        raise InputError("nothing was pruned here according to the ledger")
    hint = did_you_mean(name, ledger.pruned) or "`migralint rescue` without an id lists what was pruned"
    raise InputError(f"{name} was never pruned here according to the ledger", hint=hint)


def find_rescue(
    script: ScriptDirectory,
    ledger: Ledger,
    live: History,
    manifest: Manifest | None,
    revision_id: str,
    *,
    repository: Repository | None,
    archive: str | None,
) -> Rescue:
    """Everything that is known about the pruned revision with this full id.

    Raises InputError if the archive that was named, or one of the ledger, cannot be read.
    """
    revision, prune = ledger.pruned[revision_id], ledger.prune_of(revision_id)
    folders = (script.path, script.root, os.getcwd())
    sources, flaw = find_sources(
        revision.file,
        prune,
        script_directory=script.path,
        repository=repository,
        archives=archives_of([prune], named=archive, folders=folders),
    )
    missing = {revision.file.path: flaw} if flaw else {}
    contents: dict[str, bytes] = {}
    impossible = ""
    restored: RestoredHistory | None = None
    try:
        restored = restore(ledger, live, revision_id)
    except CannotRestoreError as error:
        impossible = str(error)
    else:
        archives = archives_of(ledger.prunes, named=archive, folders=folders)
        contents, lacking = _collected(restored, script, repository, archives)
        missing |= lacking
    environments = None if manifest is None else tuple(needy_environments(manifest, revision_id, restored))
    return Rescue(
        script,
        revision,
        prune,
        sources,
        missing,
        restored,
        impossible,
        environments,
        contents,
        notes=tuple(_uncertain(revision_id, ledger, live)),
    )


def _uncertain(revision_id: str, ledger: Ledger, live: History) -> Iterator[str]:
    """Why a database with this stamp may mean another revision."""
    if revision_id in live:
        path = live.revisions[revision_id].path or "another file"
        yield (
            f"the id {revision_id} is now used again by {os.path.basename(path)}, so find out which of the two a "
            "database means"
        )
    times = [prune.pruned_at[:10] for prune in ledger.prunes if any(one.id == revision_id for one in prune.removed)]
    if len(times) > 1:
        yield f"the id was pruned on {' and on '.join(times)}, as two revisions; this is about the later one"


def _collected(
    restored: RestoredHistory, script: ScriptDirectory, repository: Repository | None, archives: Sequence[str]
) -> tuple[dict[str, bytes], dict[str, str]]:
    """The files of the upgrade path by name, and the missing ones by path with the reason."""
    requests = [FileRequest(one.stored, one.prune) for one in restored.files.values() if one.stored and one.prune]
    retrieved = retrieve(requests, script_directory=script.path, repository=repository, archives=archives)
    contents: dict[str, bytes] = {}
    for name, one in restored.files.items():
        if one.stored is None:
            contents[name] = read_input(one.path, limit=MOST_BYTES)
        elif one.stored.sha256 in retrieved.contents:
            contents[name] = retrieved.contents[one.stored.sha256]
    return contents, dict(retrieved.flaws)
