"""Parses with sqlglot a statement that the token reader does not know. Imported only for such a statement."""

from __future__ import annotations

import logging

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError


def is_understood(sql: str) -> bool:
    """Whether a grammar parses the statement as anything but a command of unknown meaning."""
    logger = logging.getLogger("sqlglot")
    level, logger.level = logger.level, logging.ERROR
    try:
        for dialect in ("postgres", "mysql", "sqlite"):
            try:
                parsed = sqlglot.parse(sql, dialect=dialect)
            except (SqlglotError, RecursionError):
                continue
            if parsed and all(one is not None and _has_meaning(one) for one in parsed):
                return True
        return False
    finally:
        logger.level = level


def _has_meaning(one: object) -> bool:
    return isinstance(one, exp.DDL | exp.DML | exp.Query | exp.Set | exp.Use | exp.Pragma | exp.Describe | exp.Show)
