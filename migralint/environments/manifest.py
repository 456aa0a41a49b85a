"""Reads the manifest, strictly: every error names the key and its line, and no error quotes a secret."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from migralint.environments.entry import read_entry
from migralint.environments.environment import Environment, File, GitTags, Manifest, StampSet
from migralint.environments.inventory import read_inventory
from migralint.environments.place import manifest_path as manifest_path
from migralint.source.errors import InputError
from migralint.source.reading import read_input
from migralint.source.toml import SIZE_LIMIT, TomlDocument, parse_toml

_PASSWORD_IN_URL = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*://[^\s:/@\"']*:[^\s\"']+@")


_MOST_DAYS = 36_500
"""One hundred years."""


class Resolution(Struct, frozen=True):
    """The stamp sets of an entry whose stamps are not in the manifest itself."""

    stamp_sets: tuple[StampSet, ...]
    missing: str = ""
    """Why there are none, as the end of a sentence, such as "no tag matches v2.*"."""


TagResolver = Callable[[str], Resolution]
"""Takes the glob of a `git-tags` entry and returns the row heads of the revision files at each matching tag."""


def _no_tags_read(glob: str) -> Resolution:
    return Resolution((), f"the tags {glob} were not read")


def read_manifest(path: str | Path, *, tags: TagResolver = _no_tags_read) -> Manifest:
    """Read the manifest at `path`, with the inventories that its `file` entries name.

    `tags` resolves `git-tags` entries. An entry without stamp sets is kept, with the reason in `Environment.missing`.
    Raises InputError, with the line, for everything that deviates from the documented format.
    """
    if not os.path.lexists(path):
        hint = "`migralint env add NAME --stamp REVISION` creates one"
        raise InputError("there is no such manifest", path=str(path), hint=hint)
    data = read_input(str(path), limit=SIZE_LIMIT)
    return parse_manifest(data, str(path), tags=tags)


def parse_manifest(data: bytes, path: str, *, tags: TagResolver = _no_tags_read) -> Manifest:
    """Return the manifest whose bytes are `data`; everything else is as in `read_manifest`."""
    _refuse_passwords(data, path)
    document = parse_toml(data, path)
    document.require_known(document.values, {"version", "max-age-days", "environments"})
    _check_version(document)
    return Manifest(
        path=str(Path(path).absolute()),
        environments=tuple(_resolve(one, path, tags) for one in _entries(document)),
        max_age_days=_max_age_days(document),
        sha256=sha256(data).hexdigest(),
    )


def _refuse_passwords(data: bytes, path: str) -> None:
    # Check this first, and in comments too: the file is committed, and the history of a repository never forgets.
    if match := _PASSWORD_IN_URL.search(data):
        raise InputError(
            "the manifest contains a URL with a password",
            path=path,
            line=data.count(b"\n", 0, match.start()) + 1,
            hint='put the URL into an environment variable and set url-env = "PROD_DATABASE_URL"; '
            "if the file was ever committed, change the password",
        )


def _check_version(document: TomlDocument) -> None:
    version = document.values.get("version")
    if version is None:
        raise InputError('the key "version" is missing', path=document.path, line=1, hint="begin with: version = 1")
    if type(version) is not int or version != 1:
        raise document.error("this version of migralint only reads manifests with version = 1", "version")


def _max_age_days(document: TomlDocument) -> int | None:
    days = document.values.get("max-age-days")
    if days is not None and (type(days) is not int or days < 1):
        raise document.error('"max-age-days" must be a whole number of days, 1 or more', "max-age-days")
    if days is not None and days > _MOST_DAYS:
        raise document.error(f'"max-age-days" must not be larger than {_MOST_DAYS}', "max-age-days")
    return days


def _entries(document: TomlDocument) -> tuple[Environment, ...]:
    entries = document.values.get("environments", {})
    if not isinstance(entries, dict):
        hint = "write a table per environment: [environments.production]"
        raise document.error('"environments" must contain tables', "environments", hint=hint)
    return tuple(read_entry(document, name) for name in entries)


def _resolve(entry: Environment, path: str, tags: TagResolver) -> Environment:
    match entry.source:
        case File(path=inventory):
            try:
                resolution = Resolution(read_inventory(Path(inventory)), f"{Path(inventory).name} lists no database")
            except FileNotFoundError:
                resolution = Resolution((), f"the file {inventory} does not exist")
        case GitTags(glob=glob):
            resolution = tags(glob)
        case _:
            return entry
    missing = "" if resolution.stamp_sets else resolution.missing or "it names no database"
    return entry.with_stamps(resolution.stamp_sets, missing)
