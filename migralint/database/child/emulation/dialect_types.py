"""Types that differ between the project's dialect and SQLite: the project's type is used."""

from __future__ import annotations

import copy
from typing import Any

from sqlalchemy.types import TypeDecorator

_DEPTH = 10
"""How many decorators and variants lie within each other at most."""


def type_meant(type_: Any, dialect: Any) -> tuple[Any, str | None]:
    """The type as `dialect` (the project's) has it, and what it is there if only that dialect's compiler can say.

    A type depends on the dialect by a variant, by a decorator's `load_dialect_impl`, or by a compiler of the project's
    own (`@compiles(T, "sqlite")`). Without any of them it is returned as it is.
    """
    for _ in range(_DEPTH):
        if {"sqlite", dialect.name} & _own_compilers(type_):
            return type_, _compiled(type_, dialect)
        found = _one_step(type_, dialect)
        if found is type_:
            break
        type_ = found
    return type_, None


def _one_step(type_: Any, dialect: Any) -> Any:
    variants = getattr(type_, "_variant_mapping", None)
    if variants:
        if dialect.name in variants:
            return variants[dialect.name]
        plain = copy.copy(type_)
        plain._variant_mapping = type(variants)()
        return plain
    if isinstance(type_, TypeDecorator):  # in SQLAlchemy 1.4 a variant is a decorator, too
        try:
            return type_.load_dialect_impl(dialect)
        except Exception:  # the project's own code, asked about a dialect without a driver
            return type_
    return type_


def _own_compilers(type_: Any) -> set[str]:
    """The dialects for which somebody registered a compiler of this very type."""
    dispatcher = getattr(type(type_), "_compiler_dispatcher", None)
    return set(getattr(dispatcher, "specs", ()))


def _compiled(type_: Any, dialect: Any) -> str | None:
    try:
        return str(type_.compile(dialect=dialect))
    except Exception:  # this dialect does not know the type either
        return None
