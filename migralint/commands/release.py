"""Checks whether an earlier release still runs once the new migrations are applied, and which revision breaks it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from migralint.changes.kind import Kind
from migralint.changes.origins import origin_of
from migralint.commands.listener import SILENT, Listener, child_steps
from migralint.commands.opening import open_script
from migralint.commands.verify import VerifyCommand, check_database, verify_options
from migralint.database.release.release import verify_release
from migralint.database.release.verdict import ReleaseEffect, ReleaseTarget, ReleaseVerification
from migralint.findings.history_context import HistoryContext
from migralint.findings.operation_context import RevisionView
from migralint.linting.walking.kinds import kinds_of
from migralint.linting.walking.walk import Walk
from migralint.loading.history_context import subject_of
from migralint.loading.revisions.directory import load_directory
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.surroundings.dialects import find_dialects, operation_settings
from migralint.loading.surroundings.project_facts import project_facts


class ReleaseVerified(Struct, frozen=True):
    """A judgement and its script directory."""

    verification: ReleaseVerification
    script: ScriptDirectory


def verify_release_project(command: VerifyCommand, ref: str, *, listener: Listener = SILENT) -> ReleaseVerified:
    """Judge the schema after all migrations by the models of the release at `ref`; runs project code.

    Raises InputError for wrong usage or unreadable input, and if git does not have the commit; models or migrations
    that fail are part of the result.
    """
    project, script = open_script(command.project)
    databases = command.databases or project.settings.verify.databases or ("sqlite",)
    for database in databases:
        check_database(database)
    options = verify_options(command, project.settings, script)
    verification = verify_release(script, options, ref, databases=databases, progress=child_steps(listener))
    facts = project_facts(script)
    subject = subject_of(load_directory(script), allowed_heads=project.settings.heads)
    dialects = find_dialects(script, project.settings, facts, subject.files)
    settings = operation_settings(project.settings, dialects)
    subject = replace(subject, operation_settings=settings, project=facts)
    views = _views(subject, verification.new, settings.dialects)
    targets = tuple(_attributed(target, views) for target in verification.targets)
    not_known = tuple(dict.fromkeys(_not_known(verification, kinds_of(subject, verification.new))))
    return ReleaseVerified(replace(verification, targets=targets, not_known=not_known), script)


def _views(subject: HistoryContext, new: Iterable[str], dialects: frozenset[str]) -> list[RevisionView]:
    """The new revisions with their changes, in the order of the history."""
    new_ids = frozenset(new)
    walk = Walk(subject, dialects)
    views = []
    for view, state in walk:
        if view.revision.id in new_ids:
            views.append(view)
        walk.carry(view, state)
    return views


def _attributed(target: ReleaseTarget, views: list[RevisionView]) -> ReleaseTarget:
    return replace(target, effects=tuple(_with_origin(one, views) for one in target.effects))


def _with_origin(effect: ReleaseEffect, views: list[RevisionView]) -> ReleaseEffect:
    changes = [(view.revision.id, change) for view in views for change in view.upgrade]
    origin = origin_of(effect.kind, effect.table, effect.object, changes, is_gone=effect.after is None)
    if origin is not None:
        return replace(effect, revision=origin[0], location=origin[1].origin.location)
    if len(views) == 1:
        return replace(effect, revision=views[0].revision.id)
    return effect


def _not_known(verification: ReleaseVerification, kinds: Mapping[str, Kind]) -> Iterable[str]:
    yield "SQL that the release runs outside its models, and other programs that use the database"
    yield "what values mean to the release: changed rules, changed defaults, missing rows"
    for revision, kind in kinds.items():
        for effect in kind.effects:
            if effect.word == "data":
                yield f"the effect on the release: {revision} {effect.why}"
            elif effect.word == "unknown":
                yield f"{revision} {effect.why}; only its result in the schema was judged"
    if verification.missing:
        shown = ", ".join(verification.missing[:3]) + (", …" if len(verification.missing) > 3 else "")
        yield (
            f"{verification.ref} has revisions that do not exist here ({shown}) and were not pruned: what they "
            "created counts as removed"
        )
