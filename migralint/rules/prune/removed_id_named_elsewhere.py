"""ML607: removed ids named elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem


def removed_id_named_elsewhere(problems: Iterable[Problem]) -> Iterator[Problem]:
    """A removed revision that other files of the repository name.

    Why:
        Tests that upgrade to a certain revision, deploy scripts, charts and documents fail or mislead once it is gone.

    Example:
        A chart names the oldest revision that it supports:

            # versions/a1a1a1a1a1a1_start.py
            revision = "a1a1a1a1a1a1"
            down_revision = None

            # versions/b2b2b2b2b2b2_users.py
            revision = "b2b2b2b2b2b2"
            down_revision = "a1a1a1a1a1a1"

            # values.yaml
            minimum: a1a1a1a1a1a1

            # migralint-environments.toml
            version = 1
            [environments.production]
            stamps = ["b2b2b2b2b2b2"]
            recorded-at = 2024-06-20T10:00:00Z

    Instead:
        Name one that stays:

            # versions/a1a1a1a1a1a1_start.py
            revision = "a1a1a1a1a1a1"
            down_revision = None

            # versions/b2b2b2b2b2b2_users.py
            revision = "b2b2b2b2b2b2"
            down_revision = "a1a1a1a1a1a1"

            # values.yaml
            minimum: b2b2b2b2b2b2

            # migralint-environments.toml
            version = 1
            [environments.production]
            stamps = ["b2b2b2b2b2b2"]
            recorded-at = 2024-06-20T10:00:00Z

    Note:
        A warning: it does not block.
    """
    yield from problems
