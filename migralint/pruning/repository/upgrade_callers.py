"""Code that runs `alembic upgrade`, possibly on an empty database: a prune without a squash breaks it."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from migralint.findings.problem import Problem, Related
from migralint.pruning.repository.upgrade_calls import upgrade_calls
from migralint.pruning.repository.upgrade_commands import simple_commands, upgrade_command
from migralint.pruning.repository.upgrade_lines import logical_lines
from migralint.source.location import Location
from migralint.source.reading import read_regular

_TOO_LARGE = 2_000_000
_PROSE = frozenset(
    (
        *(".md", ".rst", ".txt", ".adoc", ".html", ".htm", ".tex", ".org", ".ipynb", ".po", ".pot", ".csv", ".svg"),
        *(".lock", ".sql", ".mako", ".xml", ".log", ".diff", ".patch", ".ambr", ".snap", ".pyi", ".mdx", ".textile"),
    )
)
_PROSE_NAMES = re.compile(r"(?:readme|changelog|changes|license|news|history|contributing|authors|upgrading)\b", re.I)
_TESTS = re.compile(r"(?:^|/)(?:tests?|testing|conftest\.py$|test_[^/]*$|[^/]*_test\.py$)(?:/|$)?", re.IGNORECASE)
_CI = re.compile(
    r"(?:^|/)(?:\.github|\.circleci|\.buildkite|\.woodpecker|ci|\.gitlab-ci[^/]*|\.travis\.yml|azure-pipelines[^/]*"
    r"|bitbucket-pipelines\.yml|jenkinsfile[^/]*|tox\.ini|noxfile\.py|cloudbuild[^/]*|\.drone[^/]*)(?:/|$)",
    re.IGNORECASE,
)
_CONTAINERS = re.compile(
    r"(?:^|/)(?:[^/]*dockerfile[^/]*|[^/]*containerfile[^/]*|[^/]*compose[^/]*\.ya?ml|[^/]*entry-?_?point[^/]*|procfile"
    r"|helm|charts?|k8s|kubernetes|docker|deploy(?:ment)?)(?:/|$)",
    re.IGNORECASE,
)
_KINDS = ("application code", "containers", "scripts", "CI", "tests")


class Caller(Struct, frozen=True):
    """One place that upgrades a database."""

    path: str
    """Absolute."""
    line: int
    command: str
    """The command, shortened."""
    kind: str
    """One of "application code", "containers", "scripts", "CI", "tests"."""


def upgrade_callers(paths: Iterable[str], *, root: str, exclude: Collection[str]) -> tuple[Caller, ...]:
    """The places in the files `paths` (absolute) that run `alembic upgrade`, by kind, path and line.

    Documentation, comments and commands that only write SQL do not count. `root`: the folder to which the paths are
    relative when their kind is determined. `exclude`: absolute paths that are not searched: the revision files.
    """
    excluded = frozenset(exclude)
    callers = [
        Caller(path, line, what, kind_of(os.path.relpath(path, root).replace(os.sep, "/")))
        for path in paths
        if path not in excluded
        for line, what in _in_file(path)
    ]
    return tuple(sorted(callers, key=lambda one: (_KINDS.index(one.kind), one.path, one.line)))


def upgraded_when_empty(callers: Iterable[Caller]) -> Iterator[Problem]:
    """One problem for all callers."""
    callers = tuple(callers)
    if not callers:
        return
    counts = Counter(one.kind for one in callers)
    kinds = ", ".join(f"{counts[kind]} in {kind}" for kind in _KINDS if counts[kind])
    places = "1 place upgrades" if len(callers) == 1 else f"{len(callers)} places upgrade"
    related = tuple(Related(Location(one.path, one.line), f"runs {one.command} ({one.kind})") for one in callers[1:])
    first = callers[0]
    which = "it" if len(callers) == 1 else "the first"
    yield Problem(
        f"{places} a database ({kinds}), which no longer works on an empty database after this prune: {which} runs "
        f"{first.command}",
        Location(first.path, first.line),
        related=related,
        help=(
            "check each: build new databases with `migralint create` (or create_all and `alembic stamp heads`), or "
            "prune with --squash, which keeps `alembic upgrade` working on an empty database; `migralint guard "
            "--write` makes env.py refuse one"
        ),
    )


def kind_of(path: str) -> str:
    """The purpose of a file, from its path relative to the root, with `/`."""
    if _CI.search(path):
        return "CI"
    if _TESTS.search(path):
        return "tests"
    if _CONTAINERS.search(path):
        return "containers"
    return "application code" if path.endswith(".py") else "scripts"


def _in_file(path: str) -> Iterator[tuple[int, str]]:
    name = os.path.basename(path)
    ending = os.path.splitext(name)[1].lower()
    if ending in _PROSE or _PROSE_NAMES.match(name):
        return
    try:
        data = read_regular(path, limit=_TOO_LARGE)
    except OSError:
        return
    if (b"upgrade" not in data and b"migrate_up" not in data) or b"\0" in data[:8000]:
        return
    if ending in (".py", ".pyw") or (not ending and data.startswith(b"#!") and b"python" in data.split(b"\n", 1)[0]):
        yield from upgrade_calls(data)
        return
    seen: set[int] = set()
    for number, line in logical_lines(path, data.decode("utf-8", "replace")):
        if number in seen or "upgrade" not in line:
            continue
        what = next(filter(None, map(upgrade_command, simple_commands(line))), None)
        if what is not None:
            seen.add(number)
            yield number, what
