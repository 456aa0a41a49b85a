"""Strict reading of JSON documents: every value is read with its type; writes nothing.

`json` is only imported when a document is parsed: the import is slow, and most projects have no such document.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class RecordError(Exception):
    """The document does not have the expected form; the message names the value and never quotes it."""


class Record:
    """One object of a document; reading a value that is missing or of another type raises RecordError."""

    __slots__ = ("_values", "_where")

    def __init__(self, values: Any, where: str = "") -> None:
        """`where`: the name of the object in messages, such as "prunes[0]"; empty: the document itself."""
        if not isinstance(values, dict):
            raise RecordError(f"{where or 'the document'} must be an object")
        self._values: dict[str, Any] = values
        self._where = where

    def text(self, key: str, *, empty: bool = False) -> str:
        """Return a string without null bytes and unpaired surrogates; `empty`: whether it may be empty.

        Surrogates that stand for undecodable bytes are allowed.
        """
        value = self._value(key)
        if not _is_text(value) or not (value or empty):
            raise self.error(key, "must be a string" if empty else "must be a string that is not empty")
        return str(value)

    def text_or_none(self, key: str) -> str | None:
        """Return a string that is not empty, or None for null."""
        return None if self._value(key) is None else self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the strings of an array; an empty one is an error."""
        value = self._value(key)
        if not isinstance(value, list) or not all(item and _is_text(item) for item in value):
            raise self.error(key, "must be an array of strings")
        return tuple(value)

    def number(self, key: str) -> int:
        """Return a whole number that fits into 64 bits, signed or unsigned."""
        value = self._value(key)
        if isinstance(value, bool) or not isinstance(value, int) or not -(2**63) <= value < 2**64:
            raise self.error(key, "must be a whole number")
        return value

    def number_or_none(self, key: str) -> int | None:
        """Return a whole number, or None for null."""
        return None if self._value(key) is None else self.number(key)

    def record(self, key: str) -> Record:
        """Return an object."""
        return Record(self._value(key), self.name(key))

    def records(self, key: str) -> Iterator[Record]:
        """Yield the objects of an array."""
        value = self._value(key)
        if not isinstance(value, list):
            raise self.error(key, "must be an array")
        for at, item in enumerate(value):
            yield Record(item, f"{self.name(key)}[{at}]")

    def error(self, key: str, message: str) -> RecordError:
        """Return (not raise) an error about the value at `key`."""
        return RecordError(f"{self.name(key)} {message}")

    def name(self, key: str) -> str:
        """Return the name of the value at `key` in messages, such as "prunes[0].commit"."""
        return f"{self._where}.{key}" if self._where else key

    def _value(self, key: str) -> Any:
        if key not in self._values:
            raise self.error(key, "is missing")
        return self._values[key]


def parse_json(data: bytes) -> Any:
    """Return the document in `data`. Raises RecordError if it is not JSON or nested too deeply."""
    import json

    try:
        return json.loads(data)
    except json.JSONDecodeError as error:
        raise RecordError(f"line {error.lineno} is not JSON: {error.msg}") from None
    except UnicodeDecodeError:
        raise RecordError("it is not UTF-8 text") from None
    except (RecursionError, MemoryError):
        raise RecordError("it is nested too deeply") from None
    except ValueError:  # a number with more digits than Python converts
        raise RecordError("a number in it is too long") from None


def _is_text(value: Any) -> bool:
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        value.encode("utf-8", "surrogateescape")  # file names may contain bytes that are not text
    except UnicodeEncodeError:
        return False
    return True
