"""Generates the revisions that stand for others, and accepts them only if nobody can tell the difference.

Builds the old chain twice, writes the source of what it built, builds that, and compares; what operations do not give
exactly is written as SQL instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from migralint.database.build import Build, BuildFailedError, BuiltDatabase, Wanted, build
from migralint.database.conversation import Progress
from migralint.database.floor import floors_for
from migralint.database.formatting import formatted
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
WRITABLE = ("sqlite", "postgresql")
"""The databases for which revisions can be generated."""
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
    notices: tuple[str, ...] = ()
    """What went wrong and does not matter to what the files do, in sentences likewise."""
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


@dataclass(frozen=True, slots=True)
class _Old:
    """What the old revisions build on one site."""

    site: Site
    seen: Mapping[str, _Seen]
    """After each piece ("p0", …) and in the end."""
    volatile: Volatile


@dataclass(frozen=True, slots=True)
class _Wrong:
    """What the generated files do not do, and where that lies."""

    said: tuple[str, ...]
    tables: frozenset[str]
    indexes: frozenset[str]


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

    Where what does for that does not for the other of SQLite and PostgreSQL, the files ask where they run.

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
            columns = tuple(sorted(f"{table}.{column}" for table, column in volatile))
            return Squashed(files, columns, tuple(work.proved), tuple(work.notices))
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
    notices: list[str] = field(default_factory=list)
    _schemas: set[str] = field(default_factory=set)

    def generate(self, sites: Sequence[Site]) -> tuple[dict[str, bytes], frozenset[tuple[str, str]]]:
        """Return the files, which are proved on all `sites`, and the volatile columns. Raises _RefusedError."""
        main, others = self._main(sites)
        style, files = self._accepted(main)
        second: _Old | None = None
        proved = [main]
        for old in map(self._old, others):
            wrong = self._wrong(old, files).said
            if wrong and old.site.kind in WRITABLE and old.site.kind != main.site.kind and second is None:
                second = old
                files = self._together((main, style), (old, self._accepted(old)[0]))
                wrong = tuple(one for before in proved[1:] for one in self._wrong(before, files).said)
            if wrong:
                raise _RefusedError(*wrong)
            proved.append(old)
        files = self._formatted(files, proved)
        for old in proved:
            self._told(old.seen)
        return files, frozenset(column for old in proved for column in old.volatile.columns)

    def _main(self, sites: Sequence[Site]) -> tuple[_Old, list[Site]]:
        """The project's own database, and the other ones."""
        foreign: set[str] = set()
        for place, site in enumerate(sites):
            if site.kind in WRITABLE:
                old = self._old(site)
                dialect = old.seen[_HEADS].dialect
                if dialect is None or dialect == site.kind:
                    return old, [*sites[:place], *sites[place + 1 :]]
                foreign.add(dialect)
        raise _RefusedError(
            f"it can be generated only on the project's own database ({', '.join(sorted(foreign)) or 'unknown'}), "
            "and that is not among those to verify on"
        )

    def _old(self, site: Site) -> _Old:
        """What the old revisions build, after each piece and in the end, and what of it is another in each run."""
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
        volatile = find_volatile((found[f"a{name}"].database, found[f"b{name}"].database) for name, _ in stages)
        if volatile.unstable:
            raise _RefusedError(
                *(f"two runs of the old revisions leave different rows in {table}" for table in volatile.unstable)
            )
        return _Old(site, {name: found[f"a{name}"] for name, _ in stages}, volatile)

    def _accepted(self, old: _Old) -> tuple[Style, dict[str, bytes]]:
        """Write and compare, with more and more SQL, until nothing differs. Raises _RefusedError."""
        whole, last = old.seen[_HEADS], old.seen[f"p{len(self.pieces) - 1}"]
        style = Style(
            old.site.kind,
            last.database.enums,
            last.stored,
            whole.names_by_convention,
            volatile=old.volatile.columns,
        )
        for _ in range(ATTEMPTS):
            files = self._written((old, style))
            wrong = self._wrong(old, files)
            if not wrong.said:
                return style, files
            following = style.with_raw(wrong.tables, wrong.indexes)
            if following == style:
                break
            style = following
        raise _RefusedError(*wrong.said)

    def _together(self, *both: tuple[_Old, Style]) -> dict[str, bytes]:
        """Write for two kinds of database and compare, with less and less in common, until nothing differs."""
        apart: frozenset[str] = frozenset()
        for _ in range(ATTEMPTS):
            files = self._written(*both, apart=apart)
            found = [self._wrong(old, files) for old, _ in both]
            if not any(one.said for one in found):
                return files
            apart = apart.union(*(one.tables | one.indexes for one in found)) or frozenset("*")
        raise _RefusedError(*(said for one in found for said in one.said))

    def _formatted(self, files: dict[str, bytes], proved: Sequence[_Old]) -> dict[str, bytes]:
        """The files as the project's own hooks leave them. Raises _RefusedError."""
        after, notices = formatted(self.script, self.options, files, self.progress)
        self.notices += [f"the project's post_write_hooks do not run on the generated file: {one}" for one in notices]
        if after != files:
            wrong = [one for old in proved for one in self._wrong(old, after).said]
            if wrong:
                raise _RefusedError(*(f"as the project's post_write_hooks leave the file, {one}" for one in wrong))
        return after

    def _wrong(self, old: _Old, files: Mapping[str, bytes]) -> _Wrong:
        """What of `files` does not do on a site what the old revisions did there."""
        on = f" on {old.site.kind}"
        downgrade = old.site.kind in WRITABLE  # elsewhere what is left over cannot be told for certain
        try:
            new = self._new(old.site, files, downgrade=downgrade)
        except BuildFailedError as error:
            return _Wrong(
                (_failed(f"the squash does not run{on}", error.failure),), *self._culprits(error.failure, files, old)
            )
        differing = self._differences(old, new)
        said = [f"after the squash {_said(one)}{on}" for one in differing]
        if downgrade:
            said += [f"downgrade() of the squash leaves {one}{on}" for one in left_over(new[_DOWN].database)]
        return _Wrong(
            tuple(said),
            frozenset(one.table for one in differing if one.table and one.kind != "index"),
            frozenset(one.object for one in differing if one.kind == "index" and one.object),
        )

    def _written(self, *writers: tuple[_Old, Style], apart: frozenset[str] = frozenset()) -> dict[str, bytes]:
        """The files for one kind of database, or for two. Raises _RefusedError."""
        parts = [self._parts(old) for old, _ in writers]
        styles = [style for _, style in writers]
        try:
            return {
                piece.path: revision_source(piece.header, *zip(databases, styles, strict=True), apart=apart).encode()
                for piece, *databases in zip(self.pieces, *parts, strict=True)
            }
        except NotWritableError as error:
            raise _RefusedError(str(error)) from error

    def _parts(self, old: _Old) -> Iterator[Database]:
        """What each piece adds to what those before it have built. Raises _RefusedError."""
        before = nothing(old.seen[_HEADS].database)
        for number, piece in enumerate(self.pieces):
            after = old.seen[f"p{number}"].database
            own, changed = added(stable(before, old.volatile), after) if number else (after, ())
            if changed:
                raise _RefusedError(
                    *(
                        f"the revisions up to {piece.header.members[-1]} change what another part of the history "
                        f"made ({one}), so the two cannot be squashed apart"
                        for one in changed
                    )
                )
            yield own
            before = after

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

    def _differences(self, old: _Old, new: Mapping[str, _Seen]) -> tuple[Difference, ...]:
        found = {
            one: None
            for name, seen in old.seen.items()
            for one in compare(stable(seen.database, old.volatile), stable(new[name].database, old.volatile))
        }
        return tuple(found)

    def _told(self, seen: Mapping[str, _Seen]) -> None:
        database = seen[_HEADS].database
        self.proved.append(f"{database.dialect} {database.version}")

    def _culprits(
        self, failure: Failure, files: Mapping[str, bytes], old: _Old
    ) -> tuple[frozenset[str], frozenset[str]]:
        """The table or index whose operation failed; all tables if that is not known."""
        for piece in self.pieces:
            if failure.revision == piece.header.id and failure.line:
                lines = files[piece.path].decode().splitlines()[: failure.line + 200]
                start = failure.line - 1
                while start > 0 and not lines[start].lstrip().startswith("op."):
                    start -= 1
                found = re.search(r'\.create_(table|index)\(\s*(?:op\.f\()?"([^"]+)"', "\n".join(lines[start:]))
                if not lines[start].lstrip().startswith("op.create_"):
                    return frozenset(), frozenset()
                if found is not None:
                    named = frozenset((found[2],))
                    return (named, frozenset()) if found[1] == "table" else (frozenset(), named)
        everything = old.seen[f"p{len(self.pieces) - 1}"].database.tables
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
