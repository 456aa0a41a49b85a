"""What pruned revisions built, as an SQL file beside env.py: written by a prune, read by verify, rebuilt from git."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from migralint.database.floor.build import BuildFailedError, BuildRequest, BuiltDatabase, build
from migralint.database.options import VerifyOptions
from migralint.database.postgresql.dump import dump_postgresql, find_pg_dump
from migralint.database.project.conversation import Progress
from migralint.database.project.copied_directory import mirrored
from migralint.database.project.site import Site
from migralint.database.sqlite.dump import dump_sqlite
from migralint.history.ledger import Ledger, StoredFile
from migralint.loading.git.repository import find_repository
from migralint.loading.records.ledger import FLOOR_FILE, floor_files, read_ledger
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.errors import InputError
from migralint.source.reading import read_head, unreadable

_SCHEMAS = re.compile(r"^-- Schemas: (.*)$", re.MULTILINE)


class Floors(Struct, frozen=True):
    """The SQL files from which migrations start."""

    paths: Mapping[str, str] = field(default_factory=dict)
    """By target; empty: nothing was pruned, or a squash replaces it."""
    schemas: tuple[str, ...] = ()
    """The schemas that they need."""

    def asked(self) -> dict[str, Any]:
        """Return the floors in the format of the child."""
        return {"floors": dict(self.paths), "schemas": list(self.schemas)}


class FloorText(Struct, frozen=True):
    """The floor of one target on one kind of database."""

    path: str
    """An absolute path."""
    data: bytes


def floor_path(script: ScriptDirectory, target: str, kind: str) -> str:
    """Return the path of the floor of a target on a kind of database."""
    return os.path.join(script.path, FLOOR_FILE.format(kind if target == "default" else f"{target}.{kind}"))


def existing_floors(script: ScriptDirectory) -> tuple[str, ...]:
    """Return the absolute paths of all floors beside env.py, sorted."""
    return floor_files(script.path)


def needs_floor(ledger: Ledger) -> bool:
    """Whether the revision files alone no longer build a database: files were pruned, and no squash replaces them."""
    return bool(ledger.prunes) and not ledger.prunes[-1].squashed_into


@contextmanager
def floors_for(
    script: ScriptDirectory, options: VerifyOptions, site: Site, progress: Callable[[Progress], None]
) -> Iterator[Floors]:
    """Yield the floors from which migrations on `site` start, for as long as the block runs.

    A missing floor is built again from the pruned files, which are in git. Raises InputError if git does not have them,
    or if they fail.
    """
    ledger = read_ledger(script.path)
    if not needs_floor(ledger):
        yield Floors()
        return
    kept = {_target_of(path, site.kind): path for path in existing_floors(script) if path.endswith(f".{site.kind}.sql")}
    for floor in kept.values():
        read_floor_head(floor)
    if kept:
        yield Floors(kept, _schemas(kept.values()))
        return
    progress(Progress("floor"))
    with tempfile.TemporaryDirectory(prefix="migralint-") as folder:
        rebuilt = {}
        for target, data in _rebuilt(script, options, site, ledger, progress).items():
            path = Path(folder, f"{target}.sql")
            path.write_bytes(data)
            rebuilt[target] = str(path)
        yield Floors(rebuilt, _schemas(rebuilt.values()))


def write_floors(
    script: ScriptDirectory,
    options: VerifyOptions,
    site: Site,
    targets: Sequence[str],
    progress: Callable[[Progress], None],
) -> tuple[FloorText, ...]:
    """Build the result of the revisions up to `targets`, on top of the existing floors, and return it as files.

    Empty if this kind of database cannot be dumped here (no pg_dump, MySQL): verify then builds it again. Raises
    InputError if the revisions fail.
    """
    with floors_for(script, options, site, progress) as floors:
        data_by_target = _floors(script, options, site, targets, progress, floors)
    return tuple(
        FloorText(floor_path(script, target, site.kind), data)
        for target, data in data_by_target.items()
        if data is not None
    )


def _floors(
    script: ScriptDirectory,
    options: VerifyOptions,
    site: Site,
    targets: Sequence[str],
    progress: Callable[[Progress], None],
    floors: Floors,
) -> dict[str, bytes | None]:
    requests = (BuildRequest("floor", tuple(targets)),)
    try:
        result = build(script, options, site, requests, written_down, asked=floors.asked(), progress=progress)
    except BuildFailedError as error:
        failure = error.failure
        raise InputError(
            f"the result of the pruned revisions cannot be built: {failure.explanation} ({failure.error})",
            path=failure.path,
            line=failure.line,
        ) from error
    return {target: data for (target, _), data in result.results.items()}


def written_down(built: BuiltDatabase) -> bytes | None:
    """Return the database as an SQL file; None if it cannot be dumped here."""
    if built.site.kind == "sqlite":
        parts = [*dump_sqlite(built.path, built.schemas, built.leaves_out), *_version_table(built)]
        # In one transaction, so that rows may come before the rows to which they refer.
        body = "\n\n".join(f"{part};" for part in ("BEGIN", "PRAGMA defer_foreign_keys = ON", *parts, "COMMIT"))
        return _file(f"{body}\n", sorted(built.schemas))
    program = find_pg_dump(built.site.binaries)
    if built.site.kind != "postgresql" or program is None or built.site.url is None:
        return None
    body = dump_postgresql(program, built.site.url, built.database, built.version_table)
    return _file("\n".join((body, *(f"{one};\n" for one in _version_table(built)))), ())


def _version_table(built: BuiltDatabase) -> tuple[str, ...]:
    """Return the statement that creates the version table, without rows, if it differs from Alembic's."""
    return (built.version_sql,) if built.version_columns and built.version_sql is not None else ()


def _file(body: str, schemas: Sequence[str]) -> bytes:
    lines = [
        "-- The schema that pruned revisions built. `migralint verify` starts from it; `migralint prune "
        "--apply` writes it.",
        *((f"-- Schemas: {' '.join(schemas)}",) if schemas else ()),
        "",
    ]
    return ("\n".join(lines) + "\n" + body).encode("utf-8", "surrogateescape")


def read_floor_head(path: str) -> str:
    """Return the beginning of the floor `path`. Raises InputError if it cannot be read or is not a regular file."""
    try:
        return read_head(path, 2000).decode("utf-8", "replace")
    except OSError as error:
        raise unreadable(error, path) from None


def _schemas(paths: Sequence[str] | Any) -> tuple[str, ...]:
    names_of_all: set[str] = set()
    for path in paths:
        head = read_floor_head(path).partition("\n\n")[0]
        for names in _SCHEMAS.findall(head):
            names_of_all.update(names.split())
    return tuple(sorted(names_of_all))


def _target_of(path: str, kind: str) -> str:
    name = os.path.basename(path).removeprefix("migralint-floor.").removesuffix(f"{kind}.sql").rstrip(".")
    return name or "default"


def _rebuilt(
    script: ScriptDirectory,
    options: VerifyOptions,
    site: Site,
    ledger: Ledger,
    progress: Callable[[Progress], None],
) -> dict[str, bytes]:
    files = _pruned_files(script, ledger)
    with mirrored(script, files) as pruned:
        data_by_target = _floors(pruned, options, site, ("heads",), progress, Floors())
    unwritten = [target for target, data in data_by_target.items() if data is None]
    if unwritten:
        raise InputError(
            f"this history was pruned and its floor cannot be dumped for {site.kind} here",
            hint="put PostgreSQL's pg_dump on PATH, or verify with --database sqlite or postgresql",
        )
    return {target: data for target, data in data_by_target.items() if data is not None}


def _pruned_files(script: ScriptDirectory, ledger: Ledger) -> dict[str, bytes]:
    """Return the pruned files as they were before the first prune that changed them, by absolute path."""
    last_squash = max((place for place, one in enumerate(ledger.prunes) if one.squashed_into), default=-1)
    prunes = ledger.prunes[last_squash + 1 :]
    pruned_ids = {one.id for prune in prunes for one in prune.removed}
    first: dict[str, StoredFile] = {}
    for prune in prunes:
        for one in prune.revisions():
            if one.id in pruned_ids:
                first.setdefault(one.id, one.file)
    repository = find_repository(script.path)
    blobs = repository.blobs(file.git_blob for file in first.values() if file.git_blob) if repository else {}
    missing = [file.path for file in first.values() if file.git_blob not in blobs]
    if missing:
        raise InputError(
            f"this history was pruned, but {FLOOR_FILE.format('…')} is missing, and git does not have "
            f"{len(missing)} of the {len(first)} pruned files needed to rebuild it, among them "
            f"{sorted(missing)[0]}",
            path=script.path,
            hint="restore the floor from version control, or fetch the whole history (git fetch --unshallow)",
        )
    return {
        os.path.normpath(os.path.join(script.path, file.path)): blobs[file.git_blob or ""] for file in first.values()
    }
