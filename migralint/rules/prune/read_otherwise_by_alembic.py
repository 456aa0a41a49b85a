"""ML612: Alembic loads other revisions than the files say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem


def read_otherwise_by_alembic(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Alembic, in the project's interpreter, loads another id, parent, dependency or label than was read from the file.

    Why:
        A plan rests on the headers as they are read, without running anything. If the project's own Alembic sees others
        (byte code that does not come from the source, an import hook, code that changes its module's names), the plan
        is about another history. `migralint prune --apply` has the script directory loaded before anything changes, and
        again on the result while everything can still be taken back.

    Example:
        Python takes compiled code for that of the source, and it says something else:

            $ migralint prune --apply
            error ML612  b2c3: the file says down_revision a1b2, Alembic loads down_revision 0001

    Instead:
        Remove what makes the difference: delete the compiled files, and write the header as literals:

            $ find migrations -name __pycache__ -exec rm -r {} +
            $ migralint prune --apply

    Note:
        Where the script directory cannot be loaded at all, ML606 says why; `--no-verify` goes on without.
    """
    yield from problems
