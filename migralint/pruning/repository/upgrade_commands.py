"""Whether the words of a command line run `alembic upgrade`, in any spelling; pure."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

UNKNOWN = "$"
"""Represents a word that is known only at run time."""
_ALEMBIC = re.compile(r"\W*alembic(?:\.exe|[_-]?(?:cmd|bin|command))?[^\w:]*", re.IGNORECASE)
_SEPARATOR = re.compile(r"&&|\|\||[;|&]")
_WITHOUT_UPGRADE = frozenset({"--sql", "--help", "-h"})
_WITHOUT_VALUE = frozenset({"--raiseerr", "--quiet", "-q", "--verbose", "-v"})
_WITH_DATABASE = frozenset({"litestar", "alchemy"})
"""Programs of advanced-alchemy, whose command is `database upgrade`."""
_SPEAKERS = frozenset({"echo", "printf", "print", "log", "warn", "info", "error", "grep", "rg"})


def upgrade_command(words: Sequence[str]) -> str | None:
    """The upgrade in a simple command, shortened (`alembic upgrade`), if it upgrades a database.

    `words`: without quotes. Commands that only print it (`echo`) or write its SQL (`--sql`) do not count.
    """
    for place, word in enumerate(words):
        if word.lower() in _SPEAKERS:
            return None
        following = words[place + 1 :]
        if _is_alembic(word) and (rest := _after_options(following)) is not None and _runs(rest):
            return "alembic upgrade"
        if word == "db" and place and following[:1] == ["upgrade"] and _runs(following[1:]):
            return f"{_program(words[:place])} db upgrade"
        if word in _WITH_DATABASE and _database_upgrade(following):
            return f"{word} database upgrade"
    return None


def argument_command(words: Sequence[str]) -> str | None:
    """The same for only the arguments, as `alembic.config.main` accepts them."""
    rest = _after_options(list(words))
    return "alembic upgrade" if rest is not None and _runs(rest) else None


def simple_commands(text: str) -> list[list[str]]:
    """The words of each simple command of a line, without quotes, brackets and commas."""
    text = re.sub(r"\$\{\{.*?\}\}|\{\{.*?\}\}", UNKNOWN, text)  # templates contain blanks
    return [words for part in _SEPARATOR.split(text) if (words := re.findall(r"[^\s\"'`\[\],()]+", part))]


def _is_alembic(word: str) -> bool:
    if not word.startswith("-"):
        word = word.rpartition("=")[2]  # supervisord and systemd: command=alembic
    return _ALEMBIC.fullmatch(posixpath.basename(word.replace("\\", "/").rstrip("/"))) is not None


def _after_options(words: Sequence[str]) -> list[str] | None:
    """The words after `upgrade`, if only options precede it."""
    place = 0
    while place < len(words):
        word = words[place]
        if word == "upgrade":
            return list(words[place + 1 :])
        if word in _WITHOUT_UPGRADE:
            return None
        if word.startswith("-"):
            with_value = "=" not in word and word not in _WITHOUT_VALUE
            following = words[place + 1] if place + 1 < len(words) else "upgrade"
            place += 2 if with_value and following != "upgrade" and not following.startswith("-") else 1
        elif word[0] in "${%":
            place += 1
        else:
            return None
    return None


def _database_upgrade(words: Sequence[str]) -> bool:
    place = words.index("database") + 1 if "database" in words else len(words)
    return list(words[place : place + 1]) == ["upgrade"] and _runs(words)


def _runs(words: Sequence[str]) -> bool:
    return not _WITHOUT_UPGRADE & set(words)


def _program(words: Sequence[str]) -> str:
    named = [posixpath.basename(word) for word in words if not word.startswith("-")]
    return next((name for name in named if name in ("flask", "manage.py", "superset")), named[-1] if named else "flask")
