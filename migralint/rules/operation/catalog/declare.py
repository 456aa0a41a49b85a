"""A line of the catalogue: the rule's file, its severity, and its input."""

from __future__ import annotations

from typing import Literal

from migralint.changes.change import Change
from migralint.findings.rule import InFile, OperationRule, RevisionRule
from migralint.findings.severity import Severity

_SEVERITIES = {"E": Severity.ERROR, "W": Severity.WARNING, "I": Severity.INFO}
POSTGRESQL = frozenset({"postgresql"})
MYSQL = frozenset({"mysql", "mariadb"})
SQLITE = frozenset({"sqlite"})
_FOLDER = "migralint.rules.operation"


def operation(
    code: str,
    file: str,
    severity: Literal["E", "W", "I"],
    *on: type[Change],
    default: bool = True,
    dialects: frozenset[str] | None = None,
    concern: Literal["", "lock", "running", "backfill"] = "",
    fails: bool | None = None,
    yields_to: tuple[str, ...] = (),
) -> OperationRule:
    """A rule about single changes. `file` is its module, as "destructive.drop_table"; the function has the same name.

    `fails`: the harm is that the statement fails, so there is no finding if the error is caught, or if the database is
    queried first. This is the default for rules with the severity error.
    """
    check = InFile(f"{_FOLDER}.{file}")
    failing = severity == "E" if fails is None else fails
    return OperationRule(code, check, _SEVERITIES[severity], default, on, dialects, concern, failing, yields_to)


def revision(
    code: str,
    file: str,
    severity: Literal["E", "W", "I"],
    *,
    default: bool = True,
    dialects: frozenset[str] | None = None,
) -> RevisionRule:
    """A rule about all changes of a revision together."""
    return RevisionRule(code, InFile(f"{_FOLDER}.{file}"), _SEVERITIES[severity], default, dialects)
