"""The environment variables and folder that project code runs in, and how secrets are kept out of what it says."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from migralint.loading.script_directory import ScriptDirectory
from migralint.source.redaction import secrets_in

REMOVED = re.compile(r"PG[A-Z_]+|MYSQL_?[A-Z_]*|ALEMBIC_CONFIG|MIGRALINT_\w+")
"""Variables with which clients of databases find a server nobody has named here, and our own."""
PASSWORD_IN_URL = re.compile(r"(://[^/\s:@'\"]*:)[^@\s/'\"]+(?=@)")


def child_environment(
    given: Mapping[str, str], secret_variables: Iterable[str], added: Mapping[str, str]
) -> dict[str, str]:
    """Return `given` without what leads to a real database, with `added`."""
    secret = frozenset(secret_variables)
    kept = {name: value for name, value in given.items() if name not in secret and not REMOVED.fullmatch(name)}
    return {**kept, **added}


def working_folder(script: ScriptDirectory) -> str:
    """Return the folder in which the project's people run `alembic`: the one with the configuration.

    Flask-Migrate keeps its alembic.ini inside the script directory; there it is the folder above.
    """
    if script.config is None:
        return script.root or os.path.dirname(script.path)  # noqa: PTH120
    folder = os.path.dirname(script.config)  # noqa: PTH120
    inside = os.path.realpath(folder) == os.path.realpath(script.path)
    return os.path.dirname(folder) if inside else folder  # noqa: PTH120


def redactor(given: Mapping[str, str], secret_variables: Iterable[str], *urls: str) -> re.Pattern[str]:
    """Return what matches the values of the secret variables and the secrets of `urls`; else never matches."""
    found = {given[name] for name in secret_variables if given.get(name)}.union(*map(secrets_in, urls))
    values = sorted(found, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, values)) if values else r"(?!)")


def redacted(text: str, secrets: re.Pattern[str]) -> str:
    """Return `text` without the secrets and without passwords in URLs."""
    return PASSWORD_IN_URL.sub(r"\1***", secrets.sub("***", text))


def with_password(url: str, given: Mapping[str, str]) -> str:
    """Return the URL with the password of PGPASSWORD or MYSQL_PWD, if it names a user and no password of its own.

    Project code does not see those variables, so they have to be read for it here.
    """
    scheme, separator, rest = url.partition("://")
    user, at, place = rest.partition("@")
    password = given.get("PGPASSWORD" if scheme.startswith("postgres") else "MYSQL_PWD")
    if not separator or not at or ":" in user or not password:
        return url
    return f"{scheme}://{user}:{quote(password, safe='')}@{place}"
