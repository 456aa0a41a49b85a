"""ML404: a record that is too old, or of unknown age."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from migralint.environments.environment import CreateAll, Environment, GitTags, NeverRecorded
from migralint.findings.problem import Problem
from migralint.rules.environment.wording import record_again

if TYPE_CHECKING:
    from migralint.findings.environment_context import EnvironmentContext

_CLOCKS_DIFFER = timedelta(hours=1)


def stale_record(environments: EnvironmentContext) -> Iterator[Problem]:
    """An environment was recorded too long ago, or at an unknown time.

    Why:
        A prune relies on the manifest. A database that was restored from a backup or set up since the last record may
        need revisions that are unnecessary according to the record. `max-age-days` limits the age of a record.

    Example:
        It is not known when this was recorded:

            a1 <- b2

            [environments.production]
            stamps = ["b2"]

    Instead:
        Let `migralint env record` write the entry, with the time:

            a1 <- b2

            [environments.production]
            stamps = ["b2"]
            recorded-at = 2026-11-20T10:00:00Z

    Note:
        Without `max-age-days` in the manifest, records do not expire. Entries with `git-tags` or `create-all` are read
        again each time.
    """
    for environment in environments.manifest.environments:
        if isinstance(environment.source, GitTags | CreateAll | NeverRecorded):
            continue
        if flaw := _flaw(environments, environment):
            yield Problem(
                f'environment "{environment.name}" {flaw}',
                location=environments.place(environment),
                help=record_again(environment) + ("" if environment.is_recordable else ', with "recorded-at"'),
            )


def _flaw(environments: EnvironmentContext, environment: Environment) -> str:
    recorded_at, limit = environment.recorded_at, environments.manifest.max_age_days
    if recorded_at is None:
        return "has no date of recording"
    age = environments.now - recorded_at
    if age < -_CLOCKS_DIFFER:
        return f"has a date of recording in the future, {recorded_at.isoformat()}"
    if limit is not None and age > timedelta(days=limit):
        return f"was recorded {age.days} days ago; max-age-days is {limit}"
    return ""
