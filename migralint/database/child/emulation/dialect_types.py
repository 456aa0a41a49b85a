"""Types that differ between the project's dialect and SQLite: the project's type is used."""

from __future__ import annotations

import copy
from typing import Any

from sqlalchemy.types import TypeDecorator

_DEPTH = 10
"""The maximum nesting depth of decorators and variants."""


def type_meant(type_: Any, dialect: Any) -> tuple[Any, str | None]:
    """Return the type in `dialect` (the project's), and its SQL there if only that dialect's compiler can write it.

    A type depends on the dialect through a variant, a decorator's `load_dialect_impl`, or a compiler of the project
    (`@compiles(T, "sqlite")`). Any other type is returned unchanged.
    """
    for _ in range(_DEPTH):
        if {"sqlite", dialect.name} & _own_compilers(type_):
            return type_, _compiled(type_, dialect)
        inner = _one_step(type_, dialect)
        if inner is type_:
            break
        type_ = inner
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
        except Exception:  # code of the project, which gets a dialect without a driver
            return type_
    return type_


def _own_compilers(type_: Any) -> set[str]:
    """Return the dialects for which a compiler of exactly this type is registered."""
    dispatcher = getattr(type(type_), "_compiler_dispatcher", None)
    return set(getattr(dispatcher, "specs", ()))


def _compiled(type_: Any, dialect: Any) -> str | None:
    try:
        return str(type_.compile(dialect=dialect))
    except Exception:  # this dialect does not know the type either
        return None
