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
    """Whether the migrations make it and create_all does not bring it back."""
    return difference.kind in LOSSES and difference.migrations is not None


_READ_KINDS = {"enum-type": "type", "composite-type": "type", "sequence-position": "sequence"}
"""What reading calls a kind of difference, where that is another word."""


def as_read(difference: Difference) -> tuple[str, str]:
    """Kind and name of a loss, in the words of the report that reading makes."""
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
"""Kinds of losses, as reading names them, that the comparison on a database would have seen."""
_ALWAYS_COMPARED = frozenset({"rows", "view"})


def after_verification(read: Sequence[Loss], targets: Sequence[TargetResult]) -> tuple[Loss, ...]:
    """What is left of a loss report once verify has looked: what it has seen, and what it cannot see.

    Gone is what the models make after all, and what code that nobody could read may have made.
    """
    if not targets or any(target.failure is not None for target in targets):
        return tuple(read)
    differences = [one for target in targets for one in target.differences if not one.note]
    differences += [one for target in targets for one, _ in target.accepted]
    lost = [as_read(one) for one in differences if is_loss(one)]
    seen = dict.fromkeys(loss for kind, name in lost for loss in makers_of(read, kind, name))
    told = (replace(loss, seen=True) if loss in seen else loss for loss in read)
    return tuple(loss for loss in told if loss.seen or not any(_would_see(target, loss) for target in targets))


def _would_see(target: TargetResult, loss: Loss) -> bool:
    """Whether a comparison would show that the thing is lost, if it were."""
    made = target.migrations
    if made is None or not target.exact:
        return False
    if loss.kind == "unknown":
        return target.dialect in (None, made.dialect)
    if loss.kind == "rows" and plain(loss.name) not in {plain(table.name) for table in made.tables}:
        return False  # env.py leaves the table out, or its name could not be read
    return loss.kind in _COMPARED.get(made.dialect, _ALWAYS_COMPARED)


def named(difference: Difference) -> str:
    """What it is about: aspect, table, object."""
    return " ".join(filter(None, (difference.kind, difference.table, difference.object)))
