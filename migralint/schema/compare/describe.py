"""Formats schema values as SQL fragments for reports."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol, TypeVar

from migralint.schema.column import Column, Computed, Identity
from migralint.schema.constraint import Check, Constraint, Exclusion, ForeignKey, PrimaryKey, UniqueConstraint
from migralint.schema.index import Index, IndexPart
from migralint.schema.table import Table


class Commented(Protocol):
    """Anything that can have a comment."""

    @property
    def comment(self) -> str | None:
        """None: there is no comment."""


T = TypeVar("T", bound=Commented)


def listed(names: tuple[str, ...]) -> str:
    """Return the names, separated by commas, in parentheses."""
    return f"({', '.join(names)})"


_SPACE = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*")|\s+""")


def one_line(sql: str) -> str:
    """Return the SQL on one line: every white space outside quotes becomes a single blank."""
    return _SPACE.sub(lambda match: match[1] or " ", sql.strip())


def describe_column(column: Column) -> str:
    """Return a column as in CREATE TABLE."""
    words = [column.type]
    if column.collation:
        words.append(f"COLLATE {column.collation}")
    if column.computed is not None:
        words.append(describe_computed(column.computed))
    if column.identity is not None:
        words.append(describe_identity(column.identity))
    if not column.nullable:
        words.append(f"NOT NULL {column.not_null}".rstrip())
    if column.default is not None:
        words.append(f"DEFAULT {one_line(column.default)}")
    return " ".join(word for word in words if word) or "(no type)"


def describe_computed(computed: Computed) -> str:
    """Return the clause of a generated column."""
    return f"GENERATED ALWAYS AS ({one_line(computed.expression)}) {'STORED' if computed.stored else 'VIRTUAL'}"


def describe_identity(identity: Identity) -> str:
    """Return an identity clause, without options that have their default."""
    options = [
        f"START WITH {identity.start}" if identity.start != 1 else "",
        f"INCREMENT BY {identity.increment}" if identity.increment != 1 else "",
        f"MINVALUE {identity.minimum}" if identity.minimum is not None else "",
        f"MAXVALUE {identity.maximum}" if identity.maximum is not None else "",
        "CYCLE" if identity.cycle else "",
        f"CACHE {identity.cache}" if identity.cache != 1 else "",
    ]
    text = " ".join(option for option in options if option)
    mode = "ALWAYS" if identity.always else "BY DEFAULT"
    return f"GENERATED {mode} AS IDENTITY{f' ({text})' if text else ''}"


def describe_constraint(constraint: Constraint) -> str:
    """Return the clause of a constraint without its name, followed by the reasons why it is not enforced, if any."""
    unenforced = f" ({', '.join(constraint.unenforced)})" if constraint.unenforced else ""
    return _clause(constraint) + unenforced


def _clause(constraint: Constraint) -> str:
    match constraint:
        case PrimaryKey():
            overlaps = " WITHOUT OVERLAPS" if constraint.period else ""
            clause = f"PRIMARY KEY {listed(constraint.columns)}{overlaps}{_include(constraint.include)}"
            return clause + _conflict(constraint.on_conflict) + _word(constraint.deferrable)
        case UniqueConstraint():
            nulls = " NULLS NOT DISTINCT" if constraint.nulls_not_distinct else ""
            overlaps = " WITHOUT OVERLAPS" if constraint.period else ""
            clause = f"UNIQUE{nulls} {listed(constraint.columns)}{overlaps}{_include(constraint.include)}"
            return clause + _conflict(constraint.on_conflict) + _word(constraint.deferrable)
        case Check():
            inherit = " NO INHERIT" if constraint.no_inherit else ""
            return f"CHECK ({one_line(constraint.expression)}){inherit}{_validity(constraint.validated)}"
        case ForeignKey():
            return _foreign_key(constraint)
        case Exclusion():
            return one_line(constraint.definition)


def _foreign_key(key: ForeignKey) -> str:
    words = [f"FOREIGN KEY {listed(key.columns)} REFERENCES {key.target} {listed(key.target_columns)}"]
    words.append("PERIOD" if key.period else "")
    words.append(f"MATCH {key.match}" if key.match else "")
    words.append(f"ON UPDATE {key.on_update}" if key.on_update else "")
    words.append(f"ON DELETE {key.on_delete}" if key.on_delete else "")
    words.append(key.deferrable)
    return " ".join(word for word in words if word) + _validity(key.validated)


def _include(columns: tuple[str, ...]) -> str:
    return f" INCLUDE {listed(columns)}" if columns else ""


def _conflict(action: str) -> str:
    return f" ON CONFLICT {action}" if action else ""


def _word(word: str) -> str:
    return f" {word}" if word else ""


def _validity(validated: bool) -> str:
    return "" if validated else " NOT VALID"


def describe_index(index: Index) -> str:
    """Return an index without its name and table, starting with INDEX or UNIQUE INDEX."""
    words = ["UNIQUE INDEX" if index.unique else "INDEX"]
    if index.method:
        words.append(f"USING {index.method}")
    words.append(listed(tuple(describe_part(part) for part in index.parts)))
    if index.include:
        words.append(f"INCLUDE {listed(index.include)}")
    if index.nulls_not_distinct:
        words.append("NULLS NOT DISTINCT")
    if index.options:
        words.append(f"WITH {listed(index.options)}")
    if index.where is not None:
        words.append(f"WHERE {one_line(index.where)}")
    if not index.valid:
        words.append("INVALID")
    return " ".join(words)


def describe_part(part: IndexPart) -> str:
    """Return one key of an index."""
    words = [one_line(part.expression)]
    words.append(f"COLLATE {part.collation}" if part.collation else "")
    words.append(part.operator_class)
    words.append("DESC" if part.descending else "")
    words.append(f"NULLS {part.nulls}" if part.nulls else "")
    return " ".join(word for word in words if word)


def describe_table(table: Table) -> str:
    """Return the column names, options and row count of a table."""
    options = f" {', '.join(table.options)}" if table.options else ""
    rows = f", {table.rows.count} row{'s' if table.rows.count != 1 else ''}" if table.rows and table.rows.count else ""
    names = ", ".join(column.name for column in table.columns)
    return f"({names}){options}{rows}"


def both(describe: Callable[[T], str], ours: T, theirs: T) -> tuple[str, str]:
    """Describe both sides, with their comments if these differ."""
    if (ours.comment or None) == (theirs.comment or None):
        return describe(ours), describe(theirs)
    return f"{describe(ours)} COMMENT {ours.comment!r}", f"{describe(theirs)} COMMENT {theirs.comment!r}"
