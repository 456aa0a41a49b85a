"""Carries out a plan: combines plan, gate, ledger and journal."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from migralint.commands.listener import SILENT, Listener, Step
from migralint.commands.prune.alembic_reading import prove_result
from migralint.commands.prune.floors import build_floors
from migralint.commands.prune.gate import GateAnswer, ask_gate
from migralint.commands.prune.guard import refreshed_guard
from migralint.commands.prune.prepare import PreparedPrune
from migralint.commands.prune.recover import state_of
from migralint.database.floor.floor import existing_floors
from migralint.history.ledger import Ledger, Prune
from migralint.loading.git.repository import Repository
from migralint.loading.records.ledger import LEDGER_FILE, encode_ledger, read_ledger
from migralint.pruning.applying.apply import apply
from migralint.pruning.applying.archive import write_archive
from migralint.pruning.applying.journal import JournalError
from migralint.pruning.applying.record import record, relative_to
from migralint.pruning.applying.transaction import Snapshot, take_snapshot
from migralint.pruning.rescue.retrieval import FileRequest, retrieve
from migralint.source.errors import InputError
from migralint.source.links import refuse_links_out


def check_gate(
    prepared: PreparedPrune,
    *,
    no_verify: bool,
    databases: Sequence[str],
    python: str | None,
    listener: Listener = SILENT,
) -> GateAnswer:
    """The result of the verification; empty if it is skipped or the plan has nothing to remove or is blocked anyway."""
    if no_verify or prepared.plan.status != "ready":
        return GateAnswer()
    if not prepared.generated:
        listener.note("comparing create_all with a full upgrade (runs project code)")
    return ask_gate(prepared, databases=databases, python=python, listener=listener)


def apply_plan(
    prepared: PreparedPrune,
    answer: GateAnswer,
    *,
    archive: str | None,
    allow_dirty: bool,
    loads: bool,
    python: str | None,
    listener: Listener = SILENT,
) -> None:
    """Remove, rewrite and record, all or nothing.

    `loads`: the project's Alembic could load the directory before, so it must afterwards. Raises InputError with the
    directory as it was.

    Only the last step can leave the journal in place; the error then tells how to continue.
    """
    plan, script, repository = prepared.plan, prepared.script, prepared.repository
    snapshot = take_snapshot(plan.history, script)
    rewritten = {edit.path: edit.after for edit in prepared.edits}
    for edit in prepared.edits:
        if snapshot.contents[edit.path] != edit.before:
            raise InputError("changed while the plan was made", path=edit.path, hint="run `migralint prune` again")
    removed = [path for name in plan.removed if (path := plan.history.revisions[name].path) is not None]
    touched = [*removed, *rewritten]
    if archive is not None:
        _check_archive(archive, script.version_locations)
    entry = record(
        plan,
        snapshot.contents,
        script_directory=script.path,
        blobs=_blobs(repository, touched),
        commit=repository.head() if repository is not None else None,
        archive=archive,
        verified=answer.verified,
        accepted_losses=answer.accepted_losses,
        squashed_into=[squash.revision.id for squash in plan.squashes],
    )
    if archive is None and repository is not None and not allow_dirty:
        _check_kept(entry, script.path, repository)
    floors: dict[str, bytes | None] = {}
    if not prepared.generated:
        floors.update(build_floors(prepared, answer.databases, python=python, listener=listener))
    else:
        floors.update(dict.fromkeys(existing_floors(script)))  # the squash has their content
    ledger = Ledger((*read_ledger(script.path).prunes, entry))
    written: dict[str, bytes | None] = {str(Path(script.path, LEDGER_FILE)): encode_ledger(ledger), **floors}
    notes: list[str] = []
    if not prepared.generated:
        guard, notes = refreshed_guard(script)
        written |= guard
    written |= {one.path: one.after for one in prepared.generated}
    for path in (*rewritten, *written):
        refuse_links_out(path)
    for one in prepared.generated:  # a file_template may contain folders
        os.makedirs(os.path.dirname(one.path), exist_ok=True)
    if archive is not None:
        write_archive(archive, _archived(snapshot, touched, script.path))
    try:
        apply(
            plan,
            script,
            snapshot,
            rewritten=rewritten,
            written=written,
            progress=_progress(listener, len(touched) + len(written)),
            proof=(lambda: prove_result(prepared, python=python)) if loads else lambda: None,
        )
    except (OSError, JournalError) as error:
        raise InputError(
            f"the prune could not be applied: {error}",
            hint=state_of(script.path),
            path=getattr(error, "filename", None),
        ) from error
    where = os.path.relpath(Path(script.path, LEDGER_FILE))
    listener.note(
        f"done; commit the result together with {where}, which `migralint rescue` needs to find the removed files"
    )
    for note in notes:
        listener.note(note)


def _check_archive(archive: str, version_locations: tuple[str, ...]) -> None:
    folder = os.path.realpath(os.path.dirname(os.path.abspath(archive)))
    for location in version_locations:
        if Path(folder).is_relative_to(os.path.realpath(location)):
            raise InputError(
                "the archive must not be in a folder of revision files", path=archive, hint="choose another path"
            )


def _check_kept(entry: Prune, script_directory: str, repository: Repository) -> None:
    """Read every file from git, as `migralint rescue` would: a file that git reports as unchanged may have other bytes
    on disk."""
    files = [*(one.file for one in entry.removed), *(one.file for one in entry.rewritten)]
    requests = [FileRequest(file, entry) for file in files]
    lost = retrieve(requests, script_directory=script_directory, repository=repository).flaws
    for path in lost:
        more = f", and {len(lost) - 1} more files" if len(lost) > 1 else ""
        raise InputError(
            "the committed content differs from the file on disk, although git reports no change "
            f"(assume-unchanged, skip-worktree or a filter){more}",
            path=os.path.normpath(os.path.join(script_directory, path)),
            hint="nothing was changed; commit it, or pass --archive FILE to keep the bytes in an archive",
        )


def _blobs(repository: Repository | None, paths: list[str]) -> dict[str, str]:
    """Git's ids of the files in their committed form, by absolute path; for a link, that of its target file."""
    if repository is None or repository.head() is None:
        return {}
    relative = {path: repository.relative(os.path.realpath(path)) for path in paths}
    tree = repository.tree("HEAD", [name for name in relative.values() if not name.startswith("../")])
    return {path: tree[name] for path, name in relative.items() if name in tree}


def _archived(snapshot: Snapshot, touched: list[str], script_directory: str) -> dict[str, bytes]:
    return {relative_to(path, script_directory): snapshot.contents[path] for path in touched}


def _progress(listener: Listener, total: int) -> Callable[[str], None]:
    done = count()

    def show(path: str) -> None:
        listener.progress(Step(os.path.basename(path), min(next(done), total), total))

    return show
