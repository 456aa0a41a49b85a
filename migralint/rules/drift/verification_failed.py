"""ML500: a verification that could not be completed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from migralint.findings.problem import Problem
from migralint.source.location import Location


class Failed(Protocol):
    """What is known about a failure."""

    @property
    def explanation(self) -> str:
        """The cause and the next step."""

    @property
    def error(self) -> str:
        """The error's type and message; may be empty."""

    @property
    def revision(self) -> str | None:
        """The revision that was running."""

    @property
    def path(self) -> str | None:
        """Absolute path of the file that caused it."""

    @property
    def line(self) -> int | None:
        """The line in it, from 1."""


def verification_failed(failures: Iterable[Failed]) -> Iterator[Problem]:
    """The database of the models or that of the migrations could not be built, so nothing was compared.

    Why:
        If the history cannot be run from its start, or the models cannot be created, it is not known whether the two
        agree and whether old revisions can be removed.

    Example:
            # the models
            sa.Table("users", metadata, sa.Column("email", sa.Text))

            # upgrade() of the revisions
            op.add_column("users", sa.Column("email", sa.Text))

    Instead:
            # the models
            sa.Table("users", metadata, sa.Column("email", sa.Text))

            # upgrade() of the revisions
            op.create_table("users", sa.Column("email", sa.Text))

    Note:
        If the beginning of a history is lost, it starts from the schema of `--start FILE.sql` or the setting
        `verify.start`.
    """
    for failure in failures:
        location = None if failure.path is None else Location(failure.path, failure.line or 1)
        revisions = () if failure.revision is None else (failure.revision,)
        message = " ".join((failure.error or "the verification could not be completed").split())
        yield Problem(message, location, revisions, help=" ".join(failure.explanation.split()))
