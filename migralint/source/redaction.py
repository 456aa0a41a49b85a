"""Keeps passwords out of all output: knows the secrets of a URL, and masks them in any text."""

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
    """Return the parts of a database URL that must never be shown: the whole URL and its passwords.

    Of a malformed URL (`is_malformed`), this includes every part that may belong to the password. The password inside
    an encoded ODBC connection string is included in decoded form.
    """
    secrets = {url}
    authority = _AUTHORITY.match(url)
    for text in (authority["authority"] if authority else "", url.partition("://")[2]):
        # An unescaped "@" or "/" in a password is a mistake: a parser ends the password elsewhere than its author.
        user, at, _ = text.rpartition("@")
        if at:
            _, colon, password = user.partition(":")
            if colon:
                secrets.add(password)
                secrets.update(part for part in re.split("[@/?#]", password) if len(part) > 1)
    for name, value in _PARAMETER.findall(url):
        if _SECRET_NAME.search(name):
            secrets.add(value)
            secrets.update(_PARAMETER_OF_ODBC.findall(unquote_plus(value)))
    return frozenset(secrets - {""})


_PARAMETER_OF_ODBC = re.compile(r"(?i)(?:PWD|PASSWORD)\s*=\s*(\{[^}]*\}|[^;]*)")


def is_malformed(url: str) -> bool:
    """Whether a database URL cannot be split into its parts with certainty; then no part of it may be shown."""
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


SHORTEST = 4
"""The least length of a secret that is searched for in any text; a shorter one is only hidden in a URL or a setting."""


class Redactor:
    """Removes secrets from text for people, in every form in which drivers and logs write them.

    A secret that may be an ordinary word, or a part of one, is only removed where it stands by itself: the password
    `post` does not change `postgresql`. Never use this on text that the program itself reads again.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """`secrets` as they are written; their percent-encoded, quoted and escaped forms are added here."""
        known = [secret for secret in secrets if secret]
        forms = {
            form: _is_distinctive(secret) for secret in known for form in written_forms(secret) if _is_long(secret)
        }
        short = {form for secret in known if not _is_long(secret) for form in written_forms(secret)}
        self._pattern = re.compile("|".join(_in_text(form, forms[form]) for form in _longest_first(forms)))
        self._in_settings = re.compile(_SETTING + "(?:" + "|".join(map(re.escape, _longest_first(short))) + r")(?!\w)")
        self._anything, self._any_short = bool(forms), bool(short)
        # The placeholder must not complete another secret: none of its characters occurs in any secret.
        characters = set("".join(forms))
        self._placeholder = next(one for one in _PLACEHOLDERS if not characters & set(one))

    def redact(self, text: str) -> str:
        """Return `text` without the secrets, and without the password of any URL."""
        while self._anything:
            shorter = self._pattern.sub(self._placeholder, text)
            if shorter == text:
                break
            text = shorter  # with an empty placeholder the rest of two secrets may form another one
        if self._any_short:
            text = self._in_settings.sub(rf"\g<before>{self._placeholder}", text)
        return _PASSWORD_IN_URL.sub(rf"\g<before>{self._placeholder}", text)


_SETTING = r"""(?P<before>(?i:pass(?:word|wd)?|pwd|secret|token)["']?\s*[=:]\s*["']?)"""
_LEFT_EDGE = r"(?:(?<![A-Za-z0-9_])|(?<=\\[abfnrtv0])|(?<=\\x[0-9a-f]{2})|(?<=%[0-9A-Fa-f]{2}))"
"""The beginning of a word; an escaped character may precede it."""
_RIGHT_EDGE = r"(?![A-Za-z0-9_]|\.py\b)"


def _is_long(secret: str) -> bool:
    return min(len(secret), len(unquote(secret))) >= SHORTEST


def _is_distinctive(secret: str) -> bool:
    """Whether a secret is so long and mixed that no word or name contains it by chance."""
    return len(secret) >= 8 and not secret.isalpha() and not secret.isdigit()


def _in_text(form: str, distinctive: bool) -> str:
    left = "" if distinctive or not _IS_WORD.match(form[0]) else _LEFT_EDGE
    right = "" if distinctive or not _IS_WORD.match(form[-1]) else _RIGHT_EDGE
    return left + re.escape(form) + right


_IS_WORD = re.compile("[A-Za-z0-9_]")


def _longest_first(forms: Iterable[str]) -> list[str]:
    return sorted(forms, key=lambda one: (-len(one), one))


def redactor_for(urls: Iterable[str], *others: str) -> Redactor:
    """Return a redactor for the secrets in these URLs, and for `others`, each of which is a secret itself."""
    return Redactor([secret for url in urls for secret in secrets_in(url)] + list(others))


def written_forms(secret: str) -> set[str]:
    """Return the forms in which drivers and logs write a secret: encoded, decoded, quoted, escaped."""
    plain = {secret, unquote(secret), unquote_plus(secret)}
    encoded = {form for one in plain for form in (one, quote(one, safe=""), quote(one), quote_plus(one))}
    escaped = {form for one in encoded for form in (repr(one)[1:-1], json.dumps(one)[1:-1], one.replace("'", "''"))}
    lower = {re.sub("%[0-9A-F]{2}", lambda match: match[0].lower(), one) for one in encoded}
    return encoded | escaped | lower
