"""ML613: who builds databases with `alembic upgrade`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem


def empty_databases_upgraded(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Places of the repository that run `alembic upgrade`, on an empty database perhaps.

    Why:
        After a prune without `--squash`, `alembic upgrade head` no longer builds an empty database: the revisions that
        created its tables are gone. The first one that needs such a table fails; where none does, half a schema is
        built and nothing is said. Databases that exist are upgraded as before. Application starts, container entry
        points, test fixtures and restores from a backup often do both.

    Example:
        The container upgrades whatever database it is given:

            $ cat entrypoint.sh
            alembic upgrade head
            exec gunicorn app

    Instead:
        Build new databases from the models, which stamps them too, and upgrade existing ones:

            $ migralint create --url-env DATABASE_URL

        Or keep a history that builds them:

            $ migralint prune --apply --squash

    Note:
        A warning: it does not block. Comments, documentation, and upgrades with `--sql` do not count.
    """
    yield from problems
