"""Reads the manifest for `check`, and takes the file states on which the report then depends."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from migralint.commands.plan_settings import options_of
from migralint.environments.environment import File, GitTags
from migralint.findings.environment_context import EnvironmentContext
from migralint.findings.history_context import HistoryContext
from migralint.loading.records.manifest import load_manifest
from migralint.loading.revisions.directory import LoadedDirectory
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.settings.values import Settings
from migralint.pruning.planning.prunable import with_prunable
from migralint.source.file_state import FileState, file_state


def load_environments(
    script: ScriptDirectory, settings: Settings, subject: HistoryContext
) -> EnvironmentContext | None:
    """Read the manifest; None if there is none. Raises InputError if it is invalid."""
    manifest = load_manifest(script, settings.manifest)
    if manifest is None:
        return None
    environments = EnvironmentContext(subject, manifest, now=datetime.now(UTC), ledger=subject.ledger)
    options = options_of(settings)
    if options.until is not None and subject.history.resolve(options.until) is None:
        # `prune` refuses this setting, unless another script directory has the revision.
        return replace(environments, prunable=())
    return with_prunable(environments, options)


def with_reused_ids(
    subject: HistoryContext, loaded: LoadedDirectory, environments: EnvironmentContext | None
) -> HistoryContext:
    """Return the context with the ids that belonged to another revision at the tags that the manifest names."""
    sources = [one.source for one in environments.manifest.environments] if environments is not None else []
    globs = [source.glob for source in sources if isinstance(source, GitTags)]
    if not globs or subject.half_changed:
        return subject
    from migralint.loading.git.published.reused_ids import reused_ids

    return replace(subject, tagged=reused_ids(loaded, globs))


def environment_states(file_states: list[FileState], environments: EnvironmentContext) -> list[FileState] | None:
    """Return the file states with those of the manifest and its files; None if it depends on git's tags."""
    paths = [environments.manifest.path]
    for environment in environments.manifest.environments:
        match environment.source:
            case GitTags():
                return None
            case File(path=path):
                paths.append(path)
    return [*file_states, *map(file_state, paths)]


def fresh_until(environments: EnvironmentContext, started: float) -> float:
    """Return the time when the next record will be too old; infinity: never. Both times are seconds since the epoch."""
    if environments.manifest.max_age_days is None:
        return math.inf
    days = timedelta(days=environments.manifest.max_age_days)
    records = (environment.recorded_at for environment in environments.manifest.environments)
    ages = ((record + days).timestamp() for record in records if record is not None)
    return min((age for age in ages if age > started), default=math.inf)
