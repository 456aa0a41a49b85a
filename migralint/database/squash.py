"""Generates the revisions that stand for others, and accepts them only if nobody can tell the difference.

Builds the old chain twice, writes the source of what it built, builds that, and compares; what operations do not give
exactly is written as SQL instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from migralint.database.build import Build, BuildFailedError, BuiltDatabase, Wanted, build
from migralint.database.conversation import Progress
from migralint.database.floor import floors_for
from migralint.database.mirror import mirrored
from migralint.database.result import Failure
from migralint.database.site import Site, site_of
from migralint.database.sqlite.reader import stored_texts
from migralint.database.verify_options import VerifyOptions
from migralint.loading.script_directory import ScriptDirectory
from migralint.schema.compare import Difference, compare
from migralint.schema.database import Database
from migralint.schema.squash.additions import added, left_over, nothing
from migralint.schema.squash.objects import NotWritableError
from migralint.schema.squash.source import Header, revision_source
from migralint.schema.squash.style import Style
from migralint.schema.squash.volatile import Volatile, find_volatile, stable
from migralint.source.frozen import replace

ATTEMPTS = 4
"""How often more of the source is written as SQL before it is given up."""
_HEADS = "heads"
_DOWN = "down"


@dataclass(frozen=True, slots=True)
class Piece:
    """One revision that is to be generated."""

    header: Header
    targets: tuple[str, ...]
    """The last of the old revisions that this one and those before it stand for."""
    path: str
    """Absolute, of its file to be."""


@dataclass(frozen=True, slots=True)
class Squashed:
    """What came of it."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    """The generated files by absolute path; empty if it was refused."""
    volatile: tuple[str, ...] = ()
    """Columns ("table.column") whose values differ from run to run: they were not compared."""
    proved: tuple[str, ...] = ()
    """The databases on which old and new were compared, as people say it: "sqlite 3.40.1"."""
    refusals: tuple[str, ...] = ()
    """Why there are no files, in sentences without their full stop."""


class _RefusedError(Exception):
    """It cannot be done; the arguments say why."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class _Seen:
    """A database that was built, read."""

    database: Database
    stored: Mapping[tuple[str, str], str]
    dialect: str | None
    names_by_convention: bool


def squash(
    script: ScriptDirectory,
    options: VerifyOptions,
    databases: Sequence[str],
    pieces: Sequence[Piece],
    kept: Mapping[str, bytes],
    *,
    progress: Callable[[Progress], None] = lambda step: None,
) -> Squashed:
    """Generate `pieces` (dependencies first) on the first of `databases` that is the project's own, prove them on all.

    `kept`: the other revision files as they will be, by absolute path. Runs project code. Raises InputError as `verify`
    does; whatever else stands in the way is in the result.
    """
    work = _Squashing(script, replace(options, emulate=False), pieces, kept, progress)
    try:
        if options.start is not None:
            raise _RefusedError("the history does not start from an empty database, and a squash has to")
        with ExitStack() as stack:
            sites = [stack.enter_context(site_of(database, progress)) for database in databases]
            files, volatile = work.generate(sites)
            columns = tuple(sorted(f"{table}.{column}" for table, column in volatile.columns))
            return Squashed(files, columns, tuple(work.proved))
    except _RefusedError as refused:
        return Squashed(refusals=refused.reasons)


@dataclass
class _Squashing:
    """One squash."""

    script: ScriptDirectory
    options: VerifyOptions
    pieces: Sequence[Piece]
    kept: Mapping[str, bytes]
    progress: Callable[[Progress], None]
    proved: list[str] = field(default_factory=list)
    _schemas: set[str] = field(default_factory=set)

    def generate(self, sites: Sequence[Site]) -> tuple[dict[str, bytes], Volatile]:
        """Return the files, which are proved on all `sites`. Raises _RefusedError."""
        foreign: set[str] = set()
        for place, site in enumerate(sites):
            if site.kind not in ("sqlite", "postgresql"):
                continue
            first, second = self._old(site)
            dialect = first[_HEADS].dialect
            if dialect is not None and dialect != site.kind:
                foreign.add(dialect)
                continue
            self._told(first)
            volatile = self._volatile(first, second)
            files = self._accepted(site, first, volatile)
            for other in (*sites[:place], *sites[place + 1 :]):
                self._prove(other, files)
            return files, volatile
        raise _RefusedError(
            f"it can be generated only on the project's own database ({', '.join(sorted(foreign)) or 'unknown'}), "
            "and that is not among those to verify on"
        )

    def _old(self, site: Site) -> tuple[dict[str, _Seen], dict[str, _Seen]]:
        """What the old revisions build, after each piece and in the end, twice."""
        stages = [(f"p{number}", piece.targets) for number, piece in enumerate(self.pieces)]
        stages.append((_HEADS, ("heads",)))
        wanted = [Wanted(f"a{name}", targets) for name, targets in stages]
        wanted += [Wanted(f"b{name}", targets, later=not place) for place, (name, targets) in enumerate(stages)]
        with floors_for(self.script, self.options, site, self.progress) as floors:
            if floors.paths and len(self.pieces) > 1:
                raise _RefusedError(
                    "an earlier prune without --squash left a floor, which only a squash of the whole history can "
                    "take over"
                )
            try:
                made = build(
                    self.script, self.options, site, wanted, _seen, asked=floors.asked(), progress=self.progress
                )
            except BuildFailedError as error:
                raise _RefusedError(_failed("the old revisions do not run", error.failure)) from None
        found = _of_one_target(made)
        if site.kind == "sqlite":
            self._schemas.update(name for seen in found.values() for name in seen.database.schemas)
        return (
            {name: found[f"a{name}"] for name, _ in stages},
            {name: found[f"b{name}"] for name, _ in stages},
        )

    def _volatile(self, first: Mapping[str, _Seen], second: Mapping[str, _Seen]) -> Volatile:
        volatile = find_volatile((first[name].database, second[name].database) for name in first)
        if volatile.unstable:
            raise _RefusedError(
                *(f"two runs of the old revisions leave different rows in {table}" for table in volatile.unstable)
            )
        return volatile

    def _accepted(self, site: Site, old: Mapping[str, _Seen], volatile: Volatile) -> dict[str, bytes]:
        """Write and compare, with more and more SQL, until nothing differs."""
        whole = old[_HEADS]
        style = Style(
            site.kind,
            old[f"p{len(self.pieces) - 1}"].database.enums,
            old[f"p{len(self.pieces) - 1}"].stored,
            whole.names_by_convention,
            volatile=volatile.columns,
        )
        wrong: tuple[str, ...] = ()
        for _ in range(ATTEMPTS):
            files = self._written(old, volatile, style)
            try:
                new = self._new(site, files, downgrade=True)
            except BuildFailedError as error:
                wrong = (_failed("the squash does not run", error.failure),)
                tables, indexes = self._culprits(error.failure, files, old)
            else:
                differing = self._differences(old, new, volatile)
                left = left_over(new[_DOWN].database)
                wrong = tuple(f"after the squash {_said(one)}" for one in differing)
                wrong += tuple(f"downgrade() of the squash leaves {one}" for one in left)
                if not wrong:
                    return files
                tables = frozenset(one.table for one in differing if one.table and one.kind != "index")
                indexes = frozenset(one.object for one in differing if one.kind == "index" and one.object)
            following = style.with_raw(tables, indexes)
            if following == style:
                break
            style = following
        raise _RefusedError(*wrong)

    def _written(self, old: Mapping[str, _Seen], volatile: Volatile, style: Style) -> dict[str, bytes]:
        files = {}
        before = nothing(old[_HEADS].database)
        for number, piece in enumerate(self.pieces):
            after = old[f"p{number}"].database
            own, changed = added(stable(before, volatile), after) if number else (after, ())
            if changed:
                raise _RefusedError(
                    *(
                        f"the revisions up to {piece.header.members[-1]} change what another part of the history "
                        f"made ({one}), so the two cannot be squashed apart"
                        for one in changed
                    )
                )
            try:
                files[piece.path] = revision_source(piece.header, own, style).encode()
            except NotWritableError as error:
                raise _RefusedError(str(error)) from error
            before = after
        return files

    def _new(self, site: Site, files: Mapping[str, bytes], *, downgrade: bool) -> dict[str, _Seen]:
        """What the generated revisions build, by themselves and with those that stay."""
        wanted = []
        ids: tuple[str, ...] = ()
        for number, piece in enumerate(self.pieces):
            ids = (*(one for one in ids if one not in piece.header.depends_on), piece.header.id)
            wanted.append(Wanted(f"p{number}", ids))
        wanted.append(Wanted(_HEADS))
        if downgrade:
            wanted.append(Wanted(_DOWN, ids, downgrade=True))
        # Schemas that only removed files name are attached all the same (SQLite).
        asked = {"schemas": sorted(self._schemas)}
        with mirrored(self.script, {**self.kept, **files}) as directory:
            made = build(directory, self.options, site, wanted, _seen, asked=asked, progress=self.progress)
        return _of_one_target(made)

    def _differences(
        self, old: Mapping[str, _Seen], new: Mapping[str, _Seen], volatile: Volatile
    ) -> tuple[Difference, ...]:
        found = {
            one: None
            for name in old
            for one in compare(stable(old[name].database, volatile), stable(new[name].database, volatile))
        }
        return tuple(found)

    def _prove(self, site: Site, files: Mapping[str, bytes]) -> None:
        """Compare old and new on one more kind of database. Raises _RefusedError."""
        first, second = self._old(site)
        volatile = self._volatile(first, second)
        try:
            new = self._new(site, files, downgrade=False)
        except BuildFailedError as error:
            raise _RefusedError(_failed(f"the squash does not run on {site.kind}", error.failure)) from None
        differing = self._differences(first, new, volatile)
        if differing:
            raise _RefusedError(*(f"after the squash {_said(one)} on {site.kind}" for one in differing))
        self._told(first)

    def _told(self, seen: Mapping[str, _Seen]) -> None:
        database = seen[_HEADS].database
        self.proved.append(f"{database.dialect} {database.version}")

    def _culprits(
        self, failure: Failure, files: Mapping[str, bytes], old: Mapping[str, _Seen]
    ) -> tuple[frozenset[str], frozenset[str]]:
        """The table or index whose operation failed; all tables if that is not known."""
        for piece in self.pieces:
            if failure.revision == piece.header.id and failure.line:
                lines = files[piece.path].decode().splitlines()[: failure.line + 200]
                start = failure.line - 1
                while start > 0 and not lines[start].startswith("    op."):
                    start -= 1
                found = re.search(r'\.create_(table|index)\(\s*(?:op\.f\()?"([^"]+)"', "\n".join(lines[start:]))
                if not lines[start].startswith("    op.create_"):
                    return frozenset(), frozenset()
                if found is not None:
                    named = frozenset((found[2],))
                    return (named, frozenset()) if found[1] == "table" else (frozenset(), named)
        everything = old[f"p{len(self.pieces) - 1}"].database.tables
        return frozenset(table.name for table in everything), frozenset()


def _seen(built: BuiltDatabase) -> _Seen:
    stored = stored_texts(built.path, built.schemas) if built.site.kind == "sqlite" else {}
    return _Seen(built.read(), stored, built.dialect, built.names_by_convention)


def _of_one_target(made: Build[_Seen]) -> dict[str, _Seen]:
    if len(made.targets) > 1:
        raise _RefusedError(f"env.py declares several databases ({', '.join(made.targets)}), and a squash knows of one")
    return {name: seen for (_, name), seen in made.results.items()}


def _failed(what: str, failure: Failure) -> str:
    at = f" (revision {failure.revision})" if failure.revision else ""
    error = f": {failure.error}" if failure.error else ""
    return f"{what}{at}: {failure.explanation}{error}"


def _said(difference: Difference) -> str:
    about = " ".join(filter(None, (difference.kind, difference.table, difference.object)))
    return f"{about} is {difference.migrations or 'missing'} and was {difference.models or 'not there'}"
