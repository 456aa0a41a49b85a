"""ML409: an entry without stamps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migralint.environments.environment import Counts, Environment, File, GitTags
from migralint.findings.problem import Problem
from migralint.rules.environment.wording import record_again

if TYPE_CHECKING:
    from migralint.findings.environment_context import EnvironmentContext


def no_stamp_set(environments: EnvironmentContext) -> Iterator[Problem]:
    """An entry of the manifest has no stamp set.

    Why:
        An environment whose stamps are unknown may need any revision. If it were ignored, a prune could delete
        revisions that it still has to run. The cause may be empty counts, an empty file, a shallow clone without tags,
        or an entry that was never recorded. It blocks a prune until it has a stamp set.

    Example:
        The version table has not been read yet:

            a1 <- b2

            [environments.production]
            url-env = "PRODUCTION_URL"

    Instead:
        Record it (`migralint env record production`), or declare that it never needs an old revision:

            a1 <- b2

            [environments.production]
            create-all = true
    """
    for environment in environments.manifest.environments:
        if environment.needs_stamps and not environment.stamp_sets:
            yield Problem(
                f'environment "{environment.name}" has no stamp set: {environment.missing}',
                location=environments.place(environment),
                help=_help(environment),
            )


def _help(environment: Environment) -> str:
    match environment.source:
        case GitTags():
            return "fetch the tags (git fetch --tags --unshallow; in CI: fetch-depth 0), or remove the entry"
        case File():
            return "write the inventory again, or remove the entry if these databases do not exist"
        case Counts() if not environment.is_recordable:
            return "fill in its counts, or remove the entry if these databases do not exist"
    return record_again(environment)
