"""Mends indexes."""

from __future__ import annotations

from migralint.schema.index import Index, IndexPart
from migralint.schema.mend.alter import Place
from migralint.schema.opsource.layout import Code, string
from migralint.schema.opsource.python import Value, call, collation, execute, identifier, sql


def create_index(place: Place, index: Index, dialect: str) -> str:
    """Create an index that the models have; `dialect` is the prefix of its options."""
    keywords: dict[str, Value] = {"schema": place.schema} if place.schema else {}
    keywords |= {"unique": index.unique, **_options(index, dialect)}
    parts: list[Value] = [_part(part) for part in index.parts]
    created = call("op.create_index", index.name, place.table, parts, **keywords)
    if not index.comment:
        return created
    name = identifier(place.schema, index.name)
    return f"{created}\n{execute(f'COMMENT ON INDEX {name} IS {string(index.comment)}')}"


def index_source(index: Index, dialect: str) -> Code:
    """Return `sa.Index(…)`, as an argument of a table."""
    unique: dict[str, Value] = {"unique": True} if index.unique else {}
    parts = [_part(part) for part in index.parts]
    return Code(call("sa.Index", index.name, *parts, **unique, **_options(index, dialect)))


def _options(index: Index, dialect: str) -> dict[str, Value]:
    keywords: dict[str, Value] = {}
    if index.where is not None:
        keywords[f"{dialect}_where"] = sql(index.where)
    if index.method:
        keywords["postgresql_using"] = index.method
    operators: dict[str, Value] = {
        part.expression: part.operator_class for part in index.parts if part.operator_class and _is_plain(part)
    }
    if operators:
        keywords["postgresql_ops"] = operators
    if index.include:
        keywords["postgresql_include"] = list(index.include)
    if index.nulls_not_distinct:
        keywords["postgresql_nulls_not_distinct"] = True
    if index.options:
        keywords["postgresql_with"] = {name: value for name, _, value in (o.partition("=") for o in index.options)}
    return keywords


def drop_index(place: Place, index: Index) -> str:
    """Drop an index that the models lack."""
    keywords: dict[str, Value] = {"schema": place.schema} if place.schema else {}
    return call("op.drop_index", index.name, table_name=place.table, **keywords)


def _is_plain(part: IndexPart) -> bool:
    """Whether the key is only a column name; SQLAlchemy supports operator classes only for such keys."""
    return part.is_column and not (part.collation or part.descending or part.nulls)


def _part(part: IndexPart) -> Value:
    if _is_plain(part):
        return part.expression
    words = [part.expression if part.is_column else f"({part.expression})"]
    words.append(f"COLLATE {collation(part.collation)}" if part.collation else "")
    words.append(part.operator_class)
    words.append("DESC" if part.descending else "")
    words.append(f"NULLS {part.nulls}" if part.nulls else "")
    parts = [word for word in words if word]
    if part.is_column:
        parts[0] = '"' + part.expression.replace('"', '""') + '"'
    return sql(" ".join(parts))
