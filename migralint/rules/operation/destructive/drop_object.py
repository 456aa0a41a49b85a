"""ML309: views, functions and other objects that are dropped."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.objects import CreateObject, CreateType, DropType
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def drop_object(step: Step) -> Iterator[Problem]:
    """A view, function, trigger, sequence, type or similar object is dropped.

    Why:
        Everything else that uses it fails: other views, reports, applications. Off by default, because the database
        refuses if it knows the dependency.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("DROP VIEW order_totals")

    Instead:
        Create it again in the same revision, or make sure that it is not used:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("DROP VIEW order_totals")
                op.execute("CREATE VIEW order_totals AS SELECT id, sum(amount) AS total FROM orders GROUP BY id")
    """
    change = step.change
    if isinstance(change, DropType):
        kind = "type"
        if change.name is None or _is_unused_enum(step, change.name.name):
            return
        again = any(isinstance(one, CreateType) and one.name == change.name for one in step.later)
    else:
        kind = change.kind
        if kind not in _KINDS:
            return
        again = any(
            isinstance(one, CreateObject) and one.name == change.name and one.kind == kind for one in step.later
        )
    if again:
        return
    yield step.problem(
        f"the {kind} {change.name or 'whose name cannot be read'} is dropped; other code that uses it fails",
        help="check first what uses it: other views, reports, applications",
    )


def _is_unused_enum(step: Step, name: str) -> bool:
    known = step.state.type(name)
    return known is not None and not [*step.state.columns_of_type(name)]


_KINDS = frozenset(
    {"view", "materialized view", "function", "procedure", "trigger", "sequence", "domain", "policy", "extension"}
)
