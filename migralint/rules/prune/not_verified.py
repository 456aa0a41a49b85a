"""ML606: a prune without proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem


def not_verified(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Nothing shows that create_all gives what the removed revisions gave.

    Why:
        After a prune new databases are built by create_all. If that differs from a full upgrade, every new database
        differs from those in production. `migralint prune --apply` verifies first, and goes ahead only with a match, or
        with differences that an `allow` entry accepts.

    Example:
        The models lack what a migration made:

            $ migralint verify
            drift: index ix_users_email stands in the migrations only

    Instead:
        Mend the models or the migrations, or accept the difference with its reason:

            [[tool.migralint.verify.allow]]
            aspect = "index"
            table = "users"
            reason = "made by hand on the largest databases only"

    Note:
        `--no-verify` skips it; the ledger says so.
    """
    yield from problems
