"""Users' decisions about values that cannot be known: the option `--accept-volatile` and the setting."""

from __future__ import annotations

from collections.abc import Sequence

from migralint.loading.settings.values import Settings
from migralint.schema.squash.seeds.expressions import modules_of
from migralint.schema.squash.seeds.volatile import FROZEN, LEAVE_OUT
from migralint.source.errors import InputError

KEY = "accept-volatile"
OPTION = "--accept-volatile"


def accepted_volatile(settings: Settings, options: Sequence[str]) -> dict[str, str]:
    """Return the decision about each table or "table.column"; the command line takes precedence. Raises InputError."""
    decisions = dict(settings.accept_volatile)
    for name, how in decisions.items():
        if wrong := _wrong(name, how):
            raise settings.error(f"{KEY}.{name} {wrong}", KEY, name)
    for option in options:
        name, equals, how = option.partition("=")
        if not name or not equals:
            raise InputError(f"{OPTION} {option}: write NAME=HOW, such as person.token={FROZEN}")
        if wrong := _wrong(name, how):
            raise InputError(f"{OPTION} {name} {wrong}")
        decisions[name] = how
    return decisions


def _wrong(name: str, how: str) -> str:
    if how in (FROZEN, LEAVE_OUT):
        return ""
    if "." not in name:
        return f"names a table, and only {FROZEN} and {LEAVE_OUT} apply to tables"
    try:
        modules_of(how)
    except ValueError as error:
        return str(error)
    return ""
