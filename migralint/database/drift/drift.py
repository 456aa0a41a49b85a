"""Checks whether live databases match their stamps: combines the child, the readers and the comparison."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence

from msgspec.structs import replace

from migralint.database.drift.comparison_options import Rules
from migralint.database.drift.live_comparison import LiveComparison, OnAnswers
from migralint.database.drift.result import Answer, Drift, Group, NotJudged
from migralint.database.drift.target import Job, LiveTarget
from migralint.database.options import VerifyOptions
from migralint.database.project.conversation import Progress
from migralint.loading.discovery.absent_revisions import refuse_without_revisions
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.redaction import Redactor, is_malformed, redactor_for

KINDS = ("sqlite", "postgresql", "mysql", "mariadb")
_PASSWORD_VARIABLES = re.compile(r"PGPASSWORD|MYSQL_PWD")


def drift(
    script: ScriptDirectory,
    options: VerifyOptions,
    targets: Sequence[LiveTarget],
    rules: Rules,
    *,
    places: Mapping[str, str],
    timeout: int = 60,
    progress: Callable[[Progress], None] = lambda step: None,
    on_done: OnAnswers = lambda target, done: None,
) -> Drift:
    """Compare every target with the result of the migrations up to its own stamps.

    Runs project code, but not on the targets. `places`: where scratch databases are created, by kind of database
    ("sqlite", "postgresql", or the URL of a server, as for `verify`). `timeout`: seconds for each statement. `on_done`
    may be called in any thread. Raises InputError as `verify` does; all errors of a database or of the project are in
    the result.
    """
    refuse_without_revisions(script, "compare with")
    looking = LiveComparison(script, options, rules, timeout, progress, on_done, _redactor(targets))
    answers: dict[int, list[Answer]] = {}
    by_kind: dict[str, list[Job]] = {}
    for index, job in enumerate(_jobs(targets)):
        refused = _refused(job[0], places)
        if refused is not None:
            answers[index] = [replace(refused, databases=tuple(one.name for one in job))]
        else:
            by_kind.setdefault(job[0].kind, []).append((index, job))
    for kind, chosen in by_kind.items():
        answers |= looking.on(places[kind], chosen)
    results = [one for index in sorted(answers) for one in answers[index]]
    groups = _merged([one for one in results if isinstance(one, Group)])
    not_judged = _grouped([one for one in results if isinstance(one, NotJudged)])
    return Drift(groups, not_judged, tuple(dict.fromkeys(looking.notices)), options.strict)


def _jobs(targets: Sequence[LiveTarget]) -> list[tuple[LiveTarget, ...]]:
    """Return the targets of one connection after another: the schemas of one database share a connection."""
    together: dict[object, list[LiveTarget]] = {}
    for place, one in enumerate(targets):
        alone = one.schema is None or one.glob is not None
        key = place if alone else (one.entry, one.url, one.version_table)
        together.setdefault(key, []).append(one)
    return [tuple(job) for job in together.values()]


def _refused(target: LiveTarget, places: Mapping[str, str]) -> NotJudged | None:
    """Return why no connection to a target is made."""

    def refused(kind: str, why: str, help: str = "") -> NotJudged:
        return NotJudged(target.entry, (target.name,), kind, why, help)

    if is_malformed(target.url):
        help = "write special characters in a password as %XX"
        return refused("unread", "its URL is not valid (it is not shown here, because it may contain a password)", help)
    if target.kind not in KINDS:
        return refused("unread", f"drift supports {', '.join(KINDS)}, not {target.kind}")
    if target.kind not in places:
        help = "pass a server of the same kind for scratch databases: --database URL"
        return refused("no-place", f"there is no {target.kind} server to build the state of its stamp on", help)
    return None


def _redactor(targets: Sequence[LiveTarget]) -> Redactor:
    passwords = [value for name, value in os.environ.items() if _PASSWORD_VARIABLES.fullmatch(name)]
    return redactor_for(sorted({one.url for one in targets}), *passwords)


def _merged(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Merge equal answers about one entry; the largest group of an entry first."""
    together: dict[Group, list[str]] = {}
    for one in groups:
        together.setdefault(replace(one, databases=()), []).extend(one.databases)
    merged = [replace(one, databases=tuple(sorted(names))) for one, names in together.items()]
    order = {one.entry: place for place, one in reversed(tuple(enumerate(groups)))}
    return tuple(sorted(merged, key=lambda one: (order[one.entry], -len(one.databases), one.databases)))


def _grouped(results: Sequence[NotJudged]) -> tuple[NotJudged, ...]:
    together: dict[NotJudged, list[str]] = {}
    for one in results:
        together.setdefault(replace(one, databases=()), []).extend(one.databases)
    return tuple(replace(one, databases=tuple(sorted(names))) for one, names in together.items())
