"""ML609: what new databases would lack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem


def lost_by_create_all(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Something that removed revisions made and create_all does not bring back.

    Why:
        Rows, views, triggers, functions and extensions are made by migrations and are in no model. Once the revisions
        are gone, nothing makes them in a new database.

    Example:
        A removed revision fills a table that the application expects to be filled:

            op.bulk_insert(roles, [{"name": "admin"}])

    Instead:
        Accept the loss with its reason, after the rows have found another place (a listener on `after_create`, a
        script):

            [[tool.migralint.verify.allow]]
            aspect = "rows"
            table = "roles"
            reason = "listener in models/roles.py fills it"

    Note:
        The finding stands at the operation that made it, where that can be read, and names its revision.
    """
    yield from problems
