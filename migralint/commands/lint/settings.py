"""The settings and the command line of `check` combined; the command line takes precedence."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from migralint.linting.per_file import PerFileIgnores, read_per_file_ignores
from migralint.linting.selection import Selection, choose_rules, codes_named
from migralint.rules.catalog import CATALOG
from migralint.source.errors import InputError

if TYPE_CHECKING:
    from migralint.commands.lint.options import CheckOptions
    from migralint.linting.baseline import Baseline
    from migralint.loading.settings.values import Settings


def chosen_rules(options: CheckOptions, settings: Settings) -> Selection:
    """Return the rules to run; raises InputError for a rule that does not exist, with the settings' line."""
    for key, names in (
        ("select", settings.select),
        ("extend-select", settings.extend_select),
        ("ignore", settings.ignore),
    ):
        _refuse_unknown_rules(settings, names, key)
    for name in settings.severity:
        _refuse_unknown_rules(settings, [name], "severity", name)
    return choose_rules(
        CATALOG,
        select=options.select or settings.select or None,
        extend_select=(*settings.extend_select, *options.extend_select),
        ignore=(*settings.ignore, *options.ignore),
        severity=settings.severity,
    )


def ignores_per_file(settings: Settings) -> PerFileIgnores:
    """Return the rules to ignore per file; raises InputError for an unknown rule, with the settings' line."""
    for glob, names in settings.per_file_ignores.items():
        _refuse_unknown_rules(settings, names, "per-file-ignores", glob)
    return read_per_file_ignores(
        CATALOG, settings.per_file_ignores, os.path.dirname(settings.path or "") or os.getcwd()
    )


def accepted_findings(options: CheckOptions, settings: Settings) -> Baseline | None:
    """Return the baseline, if there is one; raises InputError if it cannot be read."""
    path = options.baseline or settings.baseline
    # The baseline that is being written must not hide the findings that it should record.
    if path is None or options.without_baseline:
        return None
    from migralint.linting.baseline import read_baseline

    return read_baseline(path)


def _refuse_unknown_rules(settings: Settings, names: Iterable[str], *keys: str) -> None:
    """Raise InputError for a name that no rule has, with file and line of the setting; `choose_rules` has no line."""
    for name in names:
        try:
            codes_named(CATALOG, name)
        except InputError as error:
            raise settings.error(error.message, *keys, hint=error.hint) from None
