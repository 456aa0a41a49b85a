"""On which databases a squash is generated and compared, and which the project runs on beside them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from migralint.commands.prune.prepare import PreparedPrune
from migralint.database.squash.squash_proof import WRITABLE
from migralint.findings.problem import Problem
from migralint.loading.surroundings.dialects import find_dialects
from migralint.loading.surroundings.project_facts import project_facts
from migralint.pruning.repository.mentioned_dialects import mentioned_databases
from migralint.source.location import Location
from migralint.source.reading import read_regular

_OPTIONS = {
    **{one: one for one in WRITABLE},
    "mysql": "mysql+pymysql://USER@HOST/DATABASE",
    "mariadb": "mariadb+pymysql://USER@HOST/DATABASE",
}
"""The value of --database for each kind that can be compared."""


def own_kinds(prepared: PreparedPrune) -> tuple[str, ...]:
    """The default kinds of database: all that the project is known to run on, SQLite first.

    Known from the setting, otherwise from URLs and drivers, and from the dialects in the removed revisions. SQLite if
    nothing is known; these kinds even if a squash can be generated for none of them.
    """
    settings = prepared.project.settings
    known = find_dialects(prepared.script, settings, project_facts(prepared.script), ()).names
    if not settings.dialect:
        known |= _mentioned(prepared).keys()
    return tuple(one for one in WRITABLE if one in known) or tuple(sorted(known)) or WRITABLE[:1]


def nowhere_writable(where: Sequence[str]) -> Problem | None:
    """The problem that a squash cannot be generated on any of these databases; None if it can."""
    kinds = sorted(set(map(_kind, where)))
    if any(one in WRITABLE for one in kinds):
        return None
    return Problem(
        f"a squash is generated on SQLite or PostgreSQL, and the project runs on {' and '.join(kinds)}",
        help="prune without --squash, and build new databases with `migralint create URL`; if it runs on one "
        "of the two as well, name that with --database",
    )


def unasked(prepared: PreparedPrune, where: Sequence[str]) -> Iterator[Problem]:
    """The databases that the project runs on and on which the squash would not be tested, with the solution for all of
    them.

    `where`: words or URLs, as `--database` takes them.
    """
    kinds = frozenset(map(_kind, where))
    settings = prepared.project.settings
    missing = [one for one in settings.dialect if one not in kinds]
    for dialect in missing:
        yield Problem(
            f"the project runs on {dialect} as well (setting dialect), and the squash would not be compared with "
            "the old revisions there",
            help=_way_on(missing, where),
        )
    if settings.dialect:
        return
    revisions = prepared.plan.history.revisions
    mentioned = {one: place for one, place in _mentioned(prepared).items() if one not in kinds}
    for dialect, (name, line) in mentioned.items():
        yield Problem(
            f"{name} says what to do on {dialect}, and the squash would not be compared with the old revisions there",
            Location(revisions[name].path or "", line),
            (name,),
            help=_way_on(list(mentioned), where),
        )


def _mentioned(prepared: PreparedPrune) -> dict[str, tuple[str, int]]:
    """The databases that the removed revisions mention, as `mentioned_databases` returns them."""
    revisions = prepared.plan.history.revisions
    paths = [(name, path) for name in prepared.plan.removed if (path := revisions[name].path) is not None]
    return mentioned_databases((name, read_regular(path).decode("utf-8", "replace")) for name, path in sorted(paths))


def _way_on(missing: Sequence[str], where: Sequence[str]) -> str:
    """The options for all missing databases, and the setting that excludes one."""
    kinds = {_kind(one) for one in where}
    comparable = [one for one in missing if one in _OPTIONS]
    present = [one if one in _OPTIONS else f"{_kind(one)}://…" for one in where]  # a URL may contain a password
    options = " ".join(f"--database {one}" for one in (*present, *(_OPTIONS[one] for one in comparable)))
    if len(comparable) == len(missing):
        return (
            f"compare there as well, with {options}; if the project does not run there, say so in its settings with "
            f"dialect = {json.dumps(sorted(kinds))}"
        )
    left_out = (
        f"on {' and '.join(one for one in missing if one not in _OPTIONS)} nothing can be compared: if no new database "
        f"there is built by these revisions, say so with dialect = {json.dumps(sorted({*kinds, *comparable}))} in the "
        "settings, else prune without --squash"
    )
    return f"{left_out}; for the others give {options}" if comparable else left_out


def _kind(database: str) -> str:
    """The kind of database that a word or a URL names."""
    kind = database.partition(":")[0].partition("+")[0]
    return "postgresql" if kind == "postgres" else kind
