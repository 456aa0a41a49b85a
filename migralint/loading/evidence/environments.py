"""Guesses environments from the names of variables in env files, and of compose files. Never reads a value."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from migralint.loading.evidence.dialects import is_compose_file
from migralint.loading.evidence.sign import Sign, lines_of

_ASSIGNED = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*[=:]")
_HOLDS_URL = re.compile(
    r"(?:^|_)(?:DATABASE|DB|SQLALCHEMY_DATABASE|SQLALCHEMY|POSTGRES|POSTGRESQL|PG|MYSQL|MARIADB|SQL)_?"
    r"(?:URL|URI|DSN)(?:_[A-Z]+)?$"
)
_NAMES = {
    "prod": "production",
    "production": "production",
    "live": "production",
    "stage": "staging",
    "staging": "staging",
    "stg": "staging",
    "uat": "uat",
    "qa": "qa",
    "preprod": "preproduction",
    "demo": "demo",
    "sandbox": "sandbox",
}
"""Words in the name of a permanent database; a developer's own or a test's is often created anew."""


class Guess(Struct, frozen=True):
    """An environment that probably exists."""

    name: str
    variable: str
    """The environment variable that would hold its URL."""
    because: Sign
    """The sign of its existence."""
    called: str = ""
    """The name of the variable in the file, if several environments share that name."""


def guessed_environments(paths: Iterable[str]) -> tuple[Guess, ...]:
    """The environments that env files and compose files among `paths` suggest, each once, in the order of the files."""
    by_name: dict[str, Guess] = {}
    for path in sorted(paths):
        for guess in _in_file(path):
            known = by_name.get(guess.name)
            if known is None or (not known.because.what and guess.because.what):
                by_name[guess.name] = guess
    return tuple(by_name.values())


def _in_file(path: str) -> Iterator[Guess]:
    words = re.split(r"[._-]+", os.path.basename(path).lower())
    of_file = next((_NAMES[word] for word in words if word in _NAMES), None)
    if is_compose_file(path):
        if of_file is not None:
            yield Guess(of_file, _variable(of_file), Sign("", path, 1))
        return
    if not is_env_file(path):
        return
    for number, line in enumerate(lines_of(path), start=1):
        assigned = _ASSIGNED.match(line)
        if assigned is None or not _HOLDS_URL.search(assigned[1].upper()):
            continue
        name = assigned[1]
        named = next((_NAMES[word] for word in name.lower().split("_") if word in _NAMES), None)
        if named is not None:
            yield Guess(named, name, Sign(name, path, number))
        elif of_file is not None:
            yield Guess(of_file, _variable(of_file), Sign(name, path, number), called=name)


def is_env_file(path: str) -> bool:
    """Whether the file has the name of a file with environment variables: .env, .env.production, prod.env."""
    name = os.path.basename(path).lower()
    return name == ".envrc" or name.startswith((".env.", "env.example")) or name.endswith(".env")


def _variable(environment: str) -> str:
    return f"{environment.upper()}_DATABASE_URL"
