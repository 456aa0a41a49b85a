"""Which differences mean that a database built by create_all lacks something that migrations create."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from migralint.database.result import TargetResult
from migralint.pruning.repository.losses import Loss, makers_of, plain
from migralint.schema.compare import Difference

LOSSES = frozenset(
    (
        *("rows", "view", "trigger", "function", "sequence", "sequence-position"),
        *("extension", "policy", "domain", "enum-type", "composite-type", "other-object", "privileges"),
    )
)
"""Their kinds."""


def is_loss(difference: Difference) -> bool:
    """Whether the migrations create it and create_all does not."""
    return difference.kind in LOSSES and difference.migrations is not None


_READ_KINDS = {"enum-type": "type", "composite-type": "type", "sequence-position": "sequence"}
"""The name of a kind of difference in the report from static reading, if it differs."""


def as_read(difference: Difference) -> tuple[str, str]:
    """Kind and name of a loss, in the words of the report from static reading."""
    name = difference.table if difference.kind == "rows" else difference.object
    return _READ_KINDS.get(difference.kind, difference.kind), name or ""


_COMPARED = {
    "sqlite": frozenset({"rows", "view", "trigger", "virtual table"}),
    "postgresql": frozenset(
        {
            *("rows", "view", "trigger", "function", "sequence", "extension", "enum type", "type", "domain", "policy"),
            *("schema", "virtual table"),
        }
    ),
}
"""Kinds of losses, in the words of static reading, that the comparison on a database would have found."""
_ALWAYS_COMPARED = frozenset({"rows", "view"})


def after_verification(read: Sequence[Loss], targets: Sequence[TargetResult]) -> tuple[Loss, ...]:
    """The remaining losses after a verification: those it found, and those it cannot find.

    Losses are dropped if the models create the object after all, and if unreadable code may have created them.
    """
    if not targets or any(target.failure is not None for target in targets):
        return tuple(read)
    differences = [one for target in targets for one in target.differences if not one.note]
    differences += [one for target in targets for one, _ in target.accepted]
    lost = [as_read(one) for one in differences if is_loss(one)]
    seen = dict.fromkeys(loss for kind, name in lost for loss in makers_of(read, kind, name))
    marked = (replace(loss, seen=True) if loss in seen else loss for loss in read)
    return tuple(loss for loss in marked if loss.seen or not any(_would_see(target, loss) for target in targets))


def _would_see(target: TargetResult, loss: Loss) -> bool:
    """Whether a comparison would show that the object is lost."""
    schema = target.migrations
    if schema is None or not target.exact:
        return False
    if loss.kind == "unknown":
        return target.dialect in (None, schema.dialect)
    if loss.kind == "rows" and plain(loss.name) not in {plain(table.name) for table in schema.tables}:
        return False  # env.py leaves the table out, or its name could not be read
    return loss.kind in _COMPARED.get(schema.dialect, _ALWAYS_COMPARED)


def named(difference: Difference) -> str:
    """The object of a loss: aspect, table, name."""
    return " ".join(filter(None, (difference.kind, difference.table, difference.object)))
