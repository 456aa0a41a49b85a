"""Changes the manifest: adds, removes and records entries; all other bytes of the file are kept. Writes no file."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from migralint.environments.environment import StampSet
from migralint.environments.manifest import parse_manifest
from migralint.environments.stamp_sets import largest_first
from migralint.environments.text_edits import append_table, quoted, remove_key, remove_table, set_value
from migralint.source.errors import InputError
from migralint.source.toml import did_you_mean
from migralint.source.toml_lines import toml_layout

Value = str | bool | int | datetime | list[str] | dict[str, int]
"""The values that a key of an entry can have."""
_FIRST = b"version = 1\n"


def add_environment(data: bytes | None, path: str, name: str, values: Mapping[str, Value]) -> bytes:
    """Return the manifest `data` with a new entry at its end; None: there is no manifest yet.

    `values` contains the keys of the entry, in order. Raises InputError if the manifest is not valid, already has such
    an entry, or would not be valid with it.
    """
    data = _FIRST if data is None else data
    if parse_manifest(data, path).get(name) is not None:
        hint = "remove it first with `migralint env remove`, or edit the file"
        raise InputError(f'the environment "{name}" already exists', path=path, hint=hint)

    values = {key: _whole_second(value) if isinstance(value, datetime) else value for key, value in values.items()}

    def expect(document: dict[str, Any]) -> None:
        document.setdefault("environments", {})[name] = values

    texts = {key: _value_text(value) for key, value in values.items()}
    return _edited(data, path, lambda text: append_table(text, ("environments", name), texts), expect)


def remove_environment(data: bytes, path: str, name: str) -> bytes:
    """Return the manifest `data` without the entry `name` and its adjacent comments.

    Raises InputError, with the most similar name, if there is no such entry.
    """
    require_environment(data, path, name)

    def expect(document: dict[str, Any]) -> None:
        del document["environments"][name]

    return _edited(data, path, lambda text: remove_table(text, ("environments", name)), expect)


def record_stamps(
    data: bytes,
    path: str,
    name: str,
    stamp_sets: tuple[StampSet, ...],
    at: datetime,
    *,
    counts: bool,
    unread: int = 0,
    sample_of: int | None = None,
) -> bytes:
    """Return the manifest `data` with the stamps that were just read from the databases of the entry `name`.

    `counts`: the entry stands for many databases; otherwise it stands for one, and there is one stamp set. `at` has a
    time zone. `unread`: the number of databases without a record. `sample_of`: the number of databases from which a
    random sample was read; None: it is no sample.
    """
    require_environment(data, path, name)
    key: str = "counts" if counts else "stamps"
    other = "stamps" if counts else "counts"
    value: Value = {one.key: one.databases for one in largest_first(stamp_sets)}
    if not counts:
        (only,) = stamp_sets
        value = sorted(only.stamps)
    moment = _whole_second(at)
    table = ("environments", name)
    gaps = {"unread": unread, "sample-of": sample_of or 0}

    def edit(text: str) -> str:
        for obsolete in (other, *(gap for gap, number in gaps.items() if not number)):
            text = remove_key(text, table, obsolete)
        if isinstance(value, dict) and _is_header(text, (*table, key)):
            for stale in _table(text, (*table, key)).keys() - value.keys():
                text = remove_key(text, (*table, key), stale)
            for stamps, databases in value.items():
                text = set_value(text, (*table, key), stamps, str(databases))
        else:
            text = set_value(text, table, key, _value_text(value))
        for gap, number in gaps.items():
            text = set_value(text, table, gap, str(number)) if number else text
        return set_value(text, table, "recorded-at", _value_text(moment))

    def expect(document: dict[str, Any]) -> None:
        entry = document["environments"][name]
        entry.pop(other, None)
        entry[key] = value
        entry["recorded-at"] = moment
        for gap, number in gaps.items():
            entry.pop(gap, None)
            if number:
                entry[gap] = number

    return _edited(data, path, edit, expect)


def require_environment(data: bytes, path: str, name: str) -> None:
    """Raise InputError, with the most similar name, if the manifest `data` has no entry of that name."""
    manifest = parse_manifest(data, path)
    if manifest.get(name) is None:
        known = [one.name for one in manifest.environments]
        hint = did_you_mean(name, known) or f"it lists: {', '.join(known) or 'none'}"
        raise InputError(f'there is no environment "{name}"', path=path, hint=hint)


def _edited(data: bytes, path: str, edit: Callable[[str], str], expect: Callable[[dict[str, Any]], None]) -> bytes:
    before = data.decode()
    expected = copy.deepcopy(tomllib.loads(before))
    expect(expected)
    after = edit(before)
    try:
        reached = {"environments": {}, **tomllib.loads(after)} == {"environments": {}, **expected}
    except tomllib.TOMLDecodeError:
        reached = False
    if not reached:
        # Dotted keys, and a root that is one inline table, are valid TOML. They are refused until a project needs them.
        hint = "write each entry as its own table, [environments.name], and run this again"
        raise InputError("this entry is in a form that cannot be edited safely", path=path, hint=hint)
    parse_manifest(after.encode(), path)
    return after.encode()


def _whole_second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _value_text(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return quoted(value)
        case datetime():
            return _whole_second(value).strftime("%Y-%m-%dT%H:%M:%SZ")
        case list():
            return f"[{', '.join(quoted(one) for one in value)}]"
        case dict():
            return f"{{ {', '.join(f'{quoted(key)} = {count}' for key, count in value.items())} }}"


def _is_header(text: str, table: tuple[str, ...]) -> bool:
    return any(path == table for path, _ in toml_layout(text).headers)


def _table(text: str, table: tuple[str, ...]) -> dict[str, Any]:
    result: dict[str, Any] = tomllib.loads(text)
    for name in table:
        result = result[name]
    return result
