"""Generates and proves the squashes of a plan, and adds the result to the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from migralint.commands.listener import SILENT, Listener, child_steps
from migralint.commands.prune.accept_volatile import accepted_volatile
from migralint.commands.prune.floors import last_of
from migralint.commands.prune.prepare import PreparedPrune
from migralint.commands.prune.squash_databases import nowhere_writable, own_kinds, unasked
from migralint.commands.verify import VerifyCommand, check_database, verify_options
from migralint.database.floor.floor import needs_floor
from migralint.database.squash.squash import Squashed, squash
from migralint.database.squash.squash_proof import Piece
from migralint.findings.problem import Problem
from migralint.pruning.applying.apply import broken_by_squash
from migralint.pruning.applying.file_edits import FileEdit
from migralint.pruning.planning.blockers import Blocker
from migralint.schema.squash.source import Header
from migralint.source.reading import read_regular


def with_squash(
    prepared: PreparedPrune,
    *,
    databases: Sequence[str],
    accept: Sequence[str],
    python: str | None,
    listener: Listener = SILENT,
) -> PreparedPrune:
    """Return the plan with the generated files, or with the reasons that prevent them. Runs project code.

    `accept`: the values of `--accept-volatile`. Raises InputError for invalid settings.
    """
    blocker = _floor_in_the_way(prepared)
    if blocker is not None:
        return replace(prepared, plan=prepared.plan.with_findings([Blocker.NOT_SQUASHED.finding(blocker)]))
    broken = [Blocker.NOT_SQUASHED.finding(one) for one in broken_by_squash(prepared.plan)]
    if broken:
        return replace(prepared, plan=prepared.plan.with_findings(broken))
    settings = prepared.project.settings
    accepted = accepted_volatile(settings, accept)
    where = tuple(databases) or settings.verify.databases or own_kinds(prepared)
    nowhere = nowhere_writable(where)
    if nowhere is not None:
        return replace(prepared, plan=prepared.plan.with_findings([Blocker.NOT_SQUASHED.finding(nowhere)]))
    for database in where:
        check_database(database)
    refused = [Blocker.NOT_SQUASHED.finding(one) for one in unasked(prepared, where)]
    if refused:
        return replace(prepared, plan=prepared.plan.with_findings(refused))
    listener.note("generating the squash and comparing it with the revisions it stands for (runs project code)")
    options = verify_options(VerifyCommand(python=python), settings, prepared.script)
    squashed = squash(
        prepared.script,
        options,
        where,
        tuple(_pieces(prepared)),
        _kept(prepared),
        accepted=accepted,
        progress=child_steps(listener),
    )
    return _with_result(prepared, squashed, listener)


def _with_result(prepared: PreparedPrune, squashed: Squashed, listener: Listener) -> PreparedPrune:
    if squashed.volatile:
        listener.note(f"not compared, because the values differ in each run: {', '.join(squashed.volatile)}")
    for one in squashed.notices:
        listener.note(one)
    refused = [Blocker.NOT_SQUASHED.finding(Problem(one.message, help=one.help)) for one in squashed.refusals]
    ids = {one.revision.path: one.revision.id for one in prepared.plan.squashes}
    generated = tuple(FileEdit(ids[path], path, b"", data) for path, data in squashed.files.items())
    return replace(prepared, plan=prepared.plan.with_findings(refused), generated=generated, proved=squashed.proved)


def _pieces(prepared: PreparedPrune) -> Iterator[Piece]:
    plan = prepared.plan
    done: list[str] = []
    for one in plan.squashes:
        done += one.members
        revision = one.revision
        assert revision.path is not None
        header = Header(
            revision.id,
            revision.message,
            one.members,
            revision.depends_on,
            revision.branch_labels,
            None if revision.create_date is None else str(revision.create_date),
        )
        yield Piece(header, last_of(plan.history, done), revision.path)


def _kept(prepared: PreparedPrune) -> dict[str, bytes]:
    plan = prepared.plan
    removed = frozenset(plan.removed)
    paths = [one.path for name, one in plan.history.revisions.items() if name not in removed and one.path is not None]
    edited = {edit.path: edit.after for edit in prepared.edits}
    return {path: edited[path] if path in edited else read_regular(path) for path in paths}


def _floor_in_the_way(prepared: PreparedPrune) -> Problem | None:
    if not needs_floor(prepared.environments.ledger):
        return None
    ids = {one.revision.id for one in prepared.plan.squashes}
    bases = [name for name in prepared.plan.after.bases() if name not in ids]
    if len(ids) == 1 and not bases:
        return None
    return Problem(
        "an earlier prune without --squash left a floor; a squash can replace it only if everything else builds "
        f"on it, and {', '.join(bases) or 'several squashes'} would not",
        help="prune without --squash",
    )
