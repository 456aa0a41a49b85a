"""ML610: a squash that is not what it stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem


def not_squashed(problems: Iterable[Problem]) -> Iterator[Problem]:
    """No one revision can be generated that does what the removed ones did.

    Why:
        `migralint prune --squash` puts one revision in the place of many, and accepts it only if a full upgrade through
        it leaves the same schema, the same rows and the same sequence positions. What cannot be generated so is said
        here: values that are random in each run, parts of the history that change each other's tables, or what no
        operation and no SQL of ours gives again.

    Example:
        A removed revision stores a secret that it has just made up:

            op.bulk_insert(settings, [{"name": "key", "value": secrets.token_hex()}])

    Instead:
        Prune without `--squash`, or only so far that the revision stays:

            $ migralint prune --apply --squash --until 1975ea83b712
    """
    yield from problems
