"""ML410: a record that omits databases of the fleet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migralint.environments.environment import Environment
from migralint.findings.problem import Problem
from migralint.rules.environment.wording import record_again

if TYPE_CHECKING:
    from migralint.findings.environment_context import EnvironmentContext


def incomplete_record(environments: EnvironmentContext) -> Iterator[Problem]:
    """Databases of a fleet were never read, or only a sample of them was.

    Why:
        A database that was never read may need any revision. A database that could not be reached is often a forgotten
        one, and the furthest behind. So it blocks a prune until each database was read once.

    Example:
        Two of its databases could not be reached when the fleet was recorded:

            a1 <- b2

            [environments.fleet]
            counts = { b2 = 40 }
            unread = 2
            recorded-at = 2026-11-20T10:00:00Z
            command = ["python", "tenants.py"]

    Instead:
        Record it again until all are read (`migralint env record fleet`), or remove databases that are no longer in use
        from the output of the command:

            a1 <- b2

            [environments.fleet]
            counts = { b2 = 42 }
            recorded-at = 2026-11-20T10:00:00Z
            command = ["python", "tenants.py"]

    Note:
        With `keep-records = true`, a database that cannot be reached counts with its last record.
    """
    for environment in environments.manifest.environments:
        if environment.is_incomplete:
            yield Problem(
                f'environment "{environment.name}": {_gap(environment)}',
                location=environments.place(environment),
                help=record_again(environment) + (", without --sample" if environment.sample_of is not None else ""),
            )


def _gap(environment: Environment) -> str:
    parts = []
    if environment.sample_of is not None:
        parts.append(f"only a sample of its {environment.sample_of:,} databases was read")
    if environment.unread:
        number = environment.unread
        parts.append(f"{number:,} of its databases {'was' if number == 1 else 'were'} never read")
    return ", and ".join(parts)
