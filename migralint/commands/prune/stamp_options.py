"""Environments from the command line (`--stamp`), for a first plan without a manifest."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime

from migralint.environments.environment import Environment, Manifest, Stamps, StampSet
from migralint.environments.stamp_sets import largest_first, parse_key
from migralint.history.history import History
from migralint.history.ledger import Ledger
from migralint.source.errors import InputError
from migralint.source.spelling import did_you_mean


def manifest_from_stamps(options: Iterable[str], path: str, history: History, ledger: Ledger) -> Manifest:
    """The environments in `options`, each as `NAME=REV`; `path` is where the manifest would be.

    `NAME=id1+id2` means several rows of one version table, `NAME=` a database without a stamp; the same name again
    means another database of that environment. Raises InputError if there is already a manifest, for a text in another
    form, and for a stamp that no revision file has.
    """
    if os.path.lexists(path):
        hint = "omit --stamp, or change the manifest with `migralint env`"
        raise InputError("--stamp is for a project without a manifest, but this project has one", path=path, hint=hint)
    databases: dict[str, dict[frozenset[str], int]] = {}
    for text in options:
        name, stamps = _parsed(text, history, ledger)
        sets = databases.setdefault(name, {})
        sets[stamps] = sets.get(stamps, 0) + 1
    now = datetime.now(UTC)
    return Manifest(
        os.path.abspath(path),
        tuple(
            Environment(
                name,
                Stamps(),
                largest_first(StampSet(stamps, count) for stamps, count in sets.items()),
                recorded_at=now,
            )
            for name, sets in databases.items()
        ),
    )


def _parsed(text: str, history: History, ledger: Ledger) -> tuple[str, frozenset[str]]:
    name, equals, key = text.partition("=")
    if not equals or not name.strip():
        hint = "as in --stamp production=a1b2c3d4e5f6; `NAME=` is a database without a stamp"
        raise InputError(f"--stamp {text}: not NAME=REV", hint=hint)
    try:
        stamps = parse_key(key)
    except ValueError as error:
        raise InputError(f"--stamp {text}: {error}") from None
    for stamp in sorted(stamps):
        if stamp not in history and stamp not in ledger.pruned:
            longer = [known for known in history.revisions if known.startswith(stamp)]
            hint = (
                f"write the full id: {' or '.join(longer[:3])}"
                if longer
                else did_you_mean(stamp, history.revisions) or "see `alembic current` of that database"
            )
            raise InputError(f'--stamp {text}: no revision file has the id "{stamp}"', hint=hint)
    return name.strip(), stamps
