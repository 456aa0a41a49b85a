"""The environment variables and folder for project code, and how secrets are removed from its output."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote

from migralint.loading.script_directory import ScriptDirectory
from migralint.source.redaction import Redactor, redactor_for

REMOVED = re.compile(r"PG[A-Z_]+|MYSQL_?[A-Z_]*|ALEMBIC_CONFIG|MIGRALINT_\w+")
"""Variables with which database clients find a server that the user has not named here, and migralint's own."""


def child_environment(
    variables: Mapping[str, str], secret_variables: Iterable[str], added: Mapping[str, str]
) -> dict[str, str]:
    """Return `variables` without variables that lead to a real database, and with `added`."""
    secret = frozenset(secret_variables)
    kept = {name: value for name, value in variables.items() if name not in secret and not REMOVED.fullmatch(name)}
    return {**kept, **added}


def working_folder(script: ScriptDirectory) -> str:
    """Return the folder in which the project runs `alembic`: the one that contains the configuration.

    In Flask-Migrate, alembic.ini is inside the script directory; then it is the folder above.
    """
    if script.config is None:
        return script.root or os.path.dirname(script.path)  # noqa: PTH120
    folder = os.path.dirname(script.config)  # noqa: PTH120
    inside = os.path.realpath(folder) == os.path.realpath(script.path)
    return os.path.dirname(folder) if inside else folder  # noqa: PTH120


def redactor(variables: Mapping[str, str], secret_variables: Iterable[str], *urls: str) -> Redactor:
    """Return a redactor for the values of the secret variables and the secrets of `urls`, in every form.

    For a variable that contains a URL, also redact only its password: drivers quote the password alone.
    """
    values = [variables[name] for name in secret_variables if variables.get(name)]
    return redactor_for([*urls, *(value for value in values if "://" in value)], *values)


def with_password(url: str, variables: Mapping[str, str]) -> str:
    """Return the URL with the password in PGPASSWORD or MYSQL_PWD, if it has a user but no password.

    Project code does not see these variables, so they are used here. `postgres://`, which hosting platforms use but
    SQLAlchemy has removed, becomes `postgresql://`.
    """
    scheme, separator, rest = url.partition("://")
    if scheme == "postgres":
        scheme, url = "postgresql", f"postgresql://{rest}"
    user, at, place = rest.partition("@")
    password = variables.get("PGPASSWORD" if scheme.startswith("postgres") else "MYSQL_PWD")
    if not separator or not at or ":" in user or not password:
        return url
    return f"{scheme}://{user}:{quote(password, safe='')}@{place}"
