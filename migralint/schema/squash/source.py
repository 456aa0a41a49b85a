"""The text of a generated revision's file."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from migralint.schema.database import Database
from migralint.schema.objects import EnumType
from migralint.schema.opsource.layout import CONDITION, Call, call, laid_out
from migralint.schema.squash.building import steps_of
from migralint.schema.squash.merging import Merger
from migralint.schema.squash.steps import Steps, together, written
from migralint.schema.squash.style import Style
from migralint.schema.squash.types import variable


class Header(Struct, frozen=True):
    """The values for the header of the revision file."""

    id: str
    message: str
    members: tuple[str, ...]
    """The revisions that it replaces, ancestors first."""
    depends_on: tuple[str, ...] = ()
    branch_labels: tuple[str, ...] = ()
    create_date: str | None = None


def revision_source(revision: Header, *built: tuple[Database, Style], apart: frozenset[str] = frozenset()) -> str:
    """Return the text of the revision file, beginning as in Alembic's template. Raises NotWritableError.

    `built`: the databases that it builds; if there are two, one of them on PostgreSQL, the revision checks on which one
    it runs. `apart`: tables and indexes that are then written once for each database; with "*", all are.
    """
    enums = tuple(enum for _, style in built for enum in style.enums)
    modules = frozenset().union(*(style.volatile.modules for _, style in built))
    if len(built) == 1:
        return _file(revision, steps_of(*built[0]), enums, {}, modules)
    postgresql, other = sorted(built, key=lambda one: one[1].dialect != "postgresql")
    merger = Merger(frozenset(variable(one) for one in enums))
    steps = together(steps_of(*postgresql), steps_of(*other), merger, apart)
    return _file(revision, steps, enums, merger.types, modules)


def _file(
    revision: Header, steps: Steps, enums: Sequence[EnumType], types: dict[str, Call], modules: AbstractSet[str]
) -> str:
    upgrade = "\n\n".join(written(group) for group in steps.upgrade)
    downgrade = written(steps.downgrade)
    body = "".join(_function(name, code) for name, code in (("upgrade", upgrade), ("downgrade", downgrade)))
    named = _names_in(body)
    named |= {name for kind in types.values() for name in _names_in(laid_out(kind))}
    variables = [(variable(one), _enum_type(one)) for one in enums if variable(one) in named]
    assigned = "".join(
        f"{name} = {laid_out(value, before=len(name) + 3)}\n" for name, value in (*variables, *types.items())
    )
    date = f"Create Date: {revision.create_date}\n" if revision.create_date is not None else ""
    members = revision.members
    if len(members) > 1:
        about = f"Builds at once what {len(members)} revisions, from {members[0]} to {members[-1]}, built step by step."
    else:
        about = f"Builds what revision {members[0]} built."
    parts = [
        f'"""{revision.message}\n\n{about}\n\nRevision ID: {revision.id}\nRevises:\n{date}\n"""\n',
        _imports(named | _names_in(assigned), modules),
        "# revision identifiers, used by Alembic.\n"
        f"revision = {laid_out(revision.id)}\n"
        "down_revision = None\n"
        f"branch_labels = {_tuple(revision.branch_labels)}\n"
        f"depends_on = {_tuple(revision.depends_on)}\n",
        *([assigned] if assigned else []),
    ]
    return "\n".join(parts) + body


def _function(name: str, code: str) -> str:
    asks = (
        f'    {CONDITION} = op.get_context().dialect.name == "postgresql"\n\n' if CONDITION in _names_in(code) else ""
    )
    return f"\n\ndef {name}():\n{asks}{code or '    pass'}\n"


def _names_in(code: str) -> set[str]:
    """Return the variables and modules that the code uses, without words in its strings."""
    whole = f"if True:\n{code}" if code.startswith(" ") else code
    return {node.id for node in ast.walk(ast.parse(whole)) if isinstance(node, ast.Name)}


def _imports(named: set[str], modules: AbstractSet[str]) -> str:
    standard = sorted({"datetime", "uuid", *modules} & named)
    lines = [f"import {name}\n" for name in standard] + (["\n"] if standard else [])
    lines += ["import sqlalchemy as sa\n"] if "sa" in named else []
    lines.append("from alembic import op\n")
    lines += ["from sqlalchemy.dialects import postgresql\n"] if "postgresql" in named else []
    return "".join(lines)


def _tuple(names: Sequence[str]) -> str:
    if not names:
        return "None"
    inner = ", ".join(laid_out(name) for name in names)
    return f"({inner},)" if len(names) == 1 else f"({inner})"


def _enum_type(enum: EnumType) -> Call:
    schema = {"schema": enum.schema} if enum.schema else {}
    return call("postgresql.ENUM", *enum.values, name=enum.name, **schema, create_type=False)
