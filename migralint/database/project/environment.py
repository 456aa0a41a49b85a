"""The environment variables and folder for project code, and how secrets are removed from its output."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from migralint.loading.script_directory import ScriptDirectory
from migralint.source.redaction import Redactor, redactor_for

REMOVED = re.compile(r"PG[A-Z_]+|MYSQL_?[A-Z_]*|ALEMBIC_CONFIG|MIGRALINT_\w+")
"""Variables with which clients of databases find a server nobody has named here, and our own."""


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


def redactor(given: Mapping[str, str], secret_variables: Iterable[str], *urls: str) -> Redactor:
    """Return what blanks the values of the secret variables and the secrets of `urls`, however they are written.

    A variable that holds a URL gives away its password, too: drivers quote it without the rest.
    """
    values = [given[name] for name in secret_variables if given.get(name)]
    return redactor_for([*urls, *(value for value in values if "://" in value)], *values)


def with_password(url: str, given: Mapping[str, str]) -> str:
    """Return the URL with the password of PGPASSWORD or MYSQL_PWD, if it names a user and no password of its own.

    Project code does not see those variables, so they have to be read for it here. `postgres://`, which hosting
    platforms hand out and SQLAlchemy has dropped, becomes `postgresql://`.
    """
    scheme, separator, rest = url.partition("://")
    if scheme == "postgres":
        scheme, url = "postgresql", f"postgresql://{rest}"
    user, at, place = rest.partition("@")
    password = given.get("PGPASSWORD" if scheme.startswith("postgres") else "MYSQL_PWD")
    if not separator or not at or ":" in user or not password:
        return url
    return f"{scheme}://{user}:{quote(password, safe='')}@{place}"
