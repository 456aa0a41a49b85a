"""Suggests values for environment variables that only need to exist."""

from __future__ import annotations

import re

_BY_TYPE = (
    (r"DirectoryPath", "."),
    (r"FilePath|Path", "/dev/null"),
    (r"\bbool\b", "false"),
    (r"\b(?:int|float|Decimal|Port|PositiveInt|NonNegativeInt)\b", "1"),
    (r"UUID", "00000000-0000-0000-0000-000000000000"),
    (r"Email", "nobody@example.org"),
    (r"(?:Postgres|Database)\w*(?:Dsn|Url|URL)", "postgresql://localhost/unused"),
    (r"Redis\w*|AmqpDsn|Url\b|HttpUrl|AnyUrl", "http://localhost/unused"),
    (r"^(?:list|List|set|Set|tuple|Sequence)\b", "[]"),
    (r"^(?:dict|Dict|Mapping|Json)\b", "{}"),
)
_BY_NAME = (
    (r"(?:URL|URI|DSN)$", "postgresql://localhost/unused"),
    (r"(?:^|_)PORT$", "1"),
    (r"(?:FERNET|ENCRYPTION)\w*KEY\w*$", "A" * 43 + "="),
    (r"(?:^|_)(?:DIR|DIRECTORY|FOLDER|ROOT|HOME|LOCATION)$", "."),
    (r"(?:^|_)(?:FILE|PATH|CONFIG|CONF)$", "/dev/null"),
    (r"(?:^|_)(?:TIMEOUT|SECONDS|MINUTES|SIZE|COUNT|LIMIT)$", "1"),
    (r"(?:^|_)(?:SECRET|SALT)(?:_KEY)?$", "unused-unused-unused-unused-unused"),
)
_LITERAL = re.compile(r"""Literal\[\s*(['"])(?P<first>.*?)\1""")


def harmless_value(name: str, annotation: str = "") -> str:
    """Return a harmless value of the kind that the variable's type, otherwise its name, requires.

    A key for encryption is accepted by `cryptography.fernet`; secrets have the usual minimum length.
    """
    if literal := _LITERAL.search(annotation):
        return literal["first"]
    for asked, rows in ((annotation, _BY_TYPE), (name, _BY_NAME)):
        for pattern, value in rows:
            if re.search(pattern, asked):
                return value
    return "unused"
