"""Which differences mean that a database built by create_all lacks something that migrations made."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.database.result import TargetResult
from migralint.schema.compare import Difference

LOSSES = frozenset(
    (
        *("rows", "view", "trigger", "function", "sequence", "sequence-position"),
        *("extension", "policy", "domain", "enum-type", "composite-type", "other-object", "privileges"),
    )
)
"""Their kinds."""


def lost_differences(target: TargetResult) -> Iterator[Difference]:
    """The losses among the differences that no allow entry accepts."""
    return (difference for difference in target.differences if not difference.note and is_loss(difference))


def is_loss(difference: Difference) -> bool:
    """Whether the migrations make it and create_all does not bring it back."""
    return difference.kind in LOSSES and difference.migrations is not None


def named(difference: Difference) -> str:
    """What it is about: aspect, table, object."""
    return " ".join(filter(None, (difference.kind, difference.table, difference.object)))
