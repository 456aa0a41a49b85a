"""ML601: a removed id that abbreviates a kept one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem


def removed_id_abbreviates_kept(problems: Iterable[Problem]) -> Iterator[Problem]:
    """A removed id that is the beginning of a kept id or label.

    Why:
        Alembic takes a row of the version table that it does not know for the abbreviation of one that it knows. A
        database that nobody listed, stamped at the removed revision, would from then on count as stamped at the other
        one, and `alembic upgrade` would skip that without a word.

    Example:
        The row 2024 would come to mean 20240101:

            # versions/2024.py
            revision = "2024"
            down_revision = None

            # versions/20240101.py
            revision = "20240101"
            down_revision = "2024"

            # migralint-environments.toml
            version = 1
            [environments.production]
            stamps = ["20240101"]
            recorded-at = 2024-06-20T10:00:00Z

    Instead:
        Keep the revision with the short id, by `--until`; or, where ids cannot begin each other, there is nothing to
        do:

            # versions/20230101.py
            revision = "20230101"
            down_revision = None

            # versions/20240101.py
            revision = "20240101"
            down_revision = "20230101"

            # migralint-environments.toml
            version = 1
            [environments.production]
            stamps = ["20240101"]
            recorded-at = 2024-06-20T10:00:00Z
    """
    yield from problems
