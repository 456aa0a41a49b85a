"""Keeps passwords out of everything that people see: knows what a URL hides, and blanks it in any text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus, unquote, unquote_plus

_AUTHORITY = re.compile(r"\A[^:/?#]*:(?://)?(?P<authority>[^/?#]*)")
_PARAMETER = re.compile(r"[?&;]([^=&;?]+)=([^&;]*)")
_QUERY = re.compile(r"[^=&@/]+=[^&]*(?:&[^=&@/]+=[^&]*)*")
_SECRET_NAME = re.compile(r"pass|pwd|secret|token|credential|odbc_connect|(?:^|_)key$", re.IGNORECASE)
_PASSWORD_IN_URL = re.compile(r"(?P<before>[A-Za-z][A-Za-z0-9+.-]*://[^\s:/@'\"]*:)[^\s/'\"]+(?=@)")
_PLACEHOLDERS = ("***", "•••", "[hidden]", "")


def secrets_in(url: str) -> frozenset[str]:
    """What must never be shown of a database URL: the URL as a whole and its passwords, as written and decoded.

    A URL that is malformed (`is_malformed`) is secret in every part that may be a piece of its password.
    """
    found = {url}
    authority = _AUTHORITY.match(url)
    for text in (authority["authority"] if authority else "", url.partition("://")[2]):
        # An unescaped "@" or "/" in a password is a mistake, and a parser finds its end in another place than people.
        user, at, _ = text.rpartition("@")
        if at:
            _, colon, password = user.partition(":")
            if colon:
                found.add(password)
                found.update(piece for piece in re.split("[@/?#]", password) if len(piece) > 1)
    for name, value in _PARAMETER.findall(url):
        if _SECRET_NAME.search(name):
            found.add(value)
            found.update(_PARAMETER_OF_ODBC.findall(unquote_plus(value)))
    return frozenset(found - {""})


_PARAMETER_OF_ODBC = re.compile(r"(?i)(?:PWD|PASSWORD)\s*=\s*(\{[^}]*\}|[^;]*)")


def is_malformed(url: str) -> bool:
    """Whether a database URL cannot be taken apart with certainty; then nothing of it may be shown."""
    scheme, separator, rest = url.partition("://")
    if not separator or not re.fullmatch(r"[A-Za-z][A-Za-z0-9+._-]*", scheme) or re.search(r"[\s\x00-\x1f]", url):
        return True
    main, _, query = rest.partition("?")
    if main.count("@") > 1 or (query and not _QUERY.fullmatch(query)):
        return True
    if "@" in main:
        # A password with an unescaped "/" looks like host, port and path, unless there is no host at all (SQLite).
        return bool(re.search("[^/#]+[/#]", main.partition("@")[0])) or _has_odd_port(main.partition("@")[2])
    port = re.split("[/#]", main, maxsplit=1)[0].rpartition("]")[2].partition(":")[2]
    return "@" in query and bool(port) and not port.isdigit()


def _has_odd_port(place: str) -> bool:
    port = re.split("[/#]", place, maxsplit=1)[0].rpartition("]")[2].partition(":")[2]
    return bool(port) and not re.fullmatch(r"\d+(,.*)?", port)


class Redactor:
    """Blanks secrets in text, in every form in which drivers and logs write them."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """`secrets` as they are written; percent-encoding, quoting and escaping are thought of here."""
        forms = {form for secret in secrets for form in _forms(secret) if form}
        self._pattern = re.compile(
            "|".join(re.escape(form) for form in sorted(forms, key=lambda one: (-len(one), one)))
        )
        self._anything = bool(forms)
        # What stands for a secret must not complete another one: no character of it occurs in any.
        characters = set("".join(forms))
        self._placeholder = next(one for one in _PLACEHOLDERS if not characters & set(one))

    def redact(self, text: str) -> str:
        """`text` without the secrets, and without passwords in any URL."""
        while self._anything:
            shorter = self._pattern.sub(self._placeholder, text)
            if shorter == text:
                break
            text = shorter  # only without a placeholder can the rest of two secrets make another one
        return _PASSWORD_IN_URL.sub(rf"\g<before>{self._placeholder}", text)


def redactor_for(urls: Iterable[str], *others: str) -> Redactor:
    """A redactor for the secrets in these URLs, and for `others`, which are secret as they are."""
    return Redactor([secret for url in urls for secret in secrets_in(url)] + list(others))


def _forms(secret: str) -> set[str]:
    plain = {secret, unquote(secret), unquote_plus(secret)}
    encoded = {form for one in plain for form in (one, quote(one, safe=""), quote(one), quote_plus(one))}
    escaped = {form for one in encoded for form in (repr(one)[1:-1], json.dumps(one)[1:-1], one.replace("'", "''"))}
    lower = {re.sub("%[0-9A-F]{2}", lambda match: match[0].lower(), one) for one in encoded}
    return encoded | escaped | lower
