"""Generates the revisions that stand for others, and accepts them only if nobody can tell the difference.

Builds the old chain twice, writes the source of what it built, builds that, and compares; what operations do not give
exactly is written as SQL instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import reduce

from msgspec import Struct, field
from msgspec.structs import replace

from migralint.database.options import VerifyOptions
from migralint.database.project.conversation import Progress
from migralint.database.project.formatting import formatted
from migralint.database.project.site import Site, site_of
from migralint.database.squash.squash_proof import (
    HEADS,
    NOT_FROM_EMPTY,
    WRITABLE,
    Old,
    Piece,
    Prover,
    RefusedError,
    Seen,
)
from migralint.loading.script_directory import ScriptDirectory
from migralint.schema.database import Database
from migralint.schema.squash.additions import added, nothing
from migralint.schema.squash.blockers import KEEP, Refusal, unwritable
from migralint.schema.squash.objects import NotWritableError
from migralint.schema.squash.seeds.tokens import Window
from migralint.schema.squash.seeds.volatile import compared
from migralint.schema.squash.source import revision_source
from migralint.schema.squash.style import Style
from migralint.schema.squash.version_table import can_be_widened, same, widened

ATTEMPTS = 4
"""The maximum number of attempts, each with more of the source as SQL."""


class Squashed(Struct, frozen=True):
    """The result of a squash."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    """The generated files by absolute path; empty if the squash was refused."""
    volatile: tuple[str, ...] = ()
    """Columns ("table.column") whose values differ between runs: they were not compared."""
    proved: tuple[str, ...] = ()
    """The databases on which the results were compared, in the usual form: "sqlite 3.40.1"."""
    notices: tuple[str, ...] = ()
    """Problems that do not affect the result of the files, in sentences."""
    refusals: tuple[Refusal, ...] = ()
    """Why there are no files."""


def squash(
    script: ScriptDirectory,
    options: VerifyOptions,
    databases: Sequence[str],
    pieces: Sequence[Piece],
    kept: Mapping[str, bytes],
    *,
    accepted: Mapping[str, str] | None = None,
    progress: Callable[[Progress], None] = lambda step: None,
) -> Squashed:
    """Generate `pieces` (dependencies first) on the first database that is the project's own, and prove them on all.

    If the result for SQLite or PostgreSQL does not work on the other, the files check on which one they run.

    `kept`: the final content of the other revision files, by absolute path. `accepted`: the user's decision on values
    that cannot be known, by table or "table.column" (`volatile.FROZEN`, `volatile.LEAVE_OUT` or an expression). Runs
    project code. Raises InputError as `verify` does; other obstacles are in the result.
    """
    work = _Squashing(Prover(script, replace(options, emulate=False), pieces, kept, progress, accepted or {}))
    try:
        if options.start is not None:
            raise RefusedError(
                Refusal(
                    "the history does not start from an empty database (start), and a squash has to", NOT_FROM_EMPTY
                )
            )
        with ExitStack() as stack:
            sites = [stack.enter_context(site_of(database, progress)) for database in databases]
            files, volatile = work.generate(sites)
            return Squashed(files, volatile, tuple(work.proved), tuple(work.notices))
    except RefusedError as refused:
        return Squashed(refusals=refused.reasons)


class _Squashing(Struct):
    """One squash."""

    prover: Prover
    proved: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def pieces(self) -> Sequence[Piece]:
        """The revisions to generate."""
        return self.prover.pieces

    def generate(self, sites: Sequence[Site]) -> tuple[dict[str, bytes], tuple[str, ...]]:
        """Return the files, which are proved on all `sites`, and the volatile columns. Raises RefusedError."""
        main, *others = self._olds(sites)
        style, files = self._accepted(main)
        second: Old | None = None
        proved = [main]
        for old in others:
            wrong = self.prover.wrong(old, files).differences
            if wrong and old.site.kind in WRITABLE and old.site.kind != main.site.kind and second is None:
                second = old
                files = self._together((main, style), (old, self._accepted(old)[0]))
                wrong = tuple(one for before in proved[1:] for one in self.prover.wrong(before, files).differences)
            if wrong:
                raise _not_equal(wrong)
            proved.append(old)
        files = self._formatted(files, proved)
        for old in proved:
            self._note_proved(old.seen)
        self.notices += _unused(self.prover.accepted, proved)
        return files, tuple(sorted({column for old in proved for column in old.volatile.columns}))

    def _olds(self, sites: Sequence[Site]) -> list[Old]:
        """Build the old revisions on all sites, the project's own database first. Raises RefusedError."""
        main, others = self._main(sites)
        olds, refusals = [main], self._blockers(main)
        for site in others:
            try:
                olds.append(old := self.prover.old(site))
            except RefusedError as refused:
                refusals += refused.reasons
            else:
                refusals += self._blockers(old)
        if refusals:
            raise RefusedError(*dict.fromkeys(refusals))
        return olds

    def _blockers(self, old: Old) -> list[Refusal]:
        """Return the reasons why it cannot be written for this kind of database."""
        if old.site.kind not in WRITABLE:
            return []
        last = old.seen[f"p{len(self.pieces) - 1}"].database
        return [*old.blockers, *unwritable([last], self._style(old))]

    def _style(self, old: Old) -> Style:
        whole, last = old.seen[HEADS], old.seen[f"p{len(self.pieces) - 1}"]
        return Style(
            old.site.kind,
            last.database.enums,
            last.stored,
            whole.names_by_convention,
            volatile=old.volatile,
        )

    def _main(self, sites: Sequence[Site]) -> tuple[Old, list[Site]]:
        """Return the project's own database, and the other sites."""
        foreign: set[str] = set()
        for place, site in enumerate(sites):
            if site.kind in WRITABLE:
                old = self.prover.old(site)
                dialect = old.seen[HEADS].dialect
                if dialect is None or dialect == site.kind:
                    return old, [*sites[:place], *sites[place + 1 :]]
                foreign.add(dialect)
        raise RefusedError(
            f"it can be generated only on the project's own database ({', '.join(sorted(foreign)) or 'unknown'}), "
            "which is not one of the databases to verify on"
        )

    def _accepted(self, old: Old) -> tuple[Style, dict[str, bytes]]:
        """Write and compare, with more SQL in each attempt, until nothing differs. Raises RefusedError."""
        style = self._style(old)
        for _ in range(ATTEMPTS):
            files = self._written((old, style))
            wrong = self.prover.wrong(old, files)
            if not wrong.differences:
                return style, files
            following = style.with_raw(wrong.tables, wrong.indexes)
            if following == style:
                break
            style = following
        raise _not_equal(wrong.differences)

    def _together(self, *both: tuple[Old, Style]) -> dict[str, bytes]:
        """Write for two kinds of database and compare, with less in common in each attempt, until nothing differs."""
        apart: frozenset[str] = frozenset()
        for _ in range(ATTEMPTS):
            files = self._written(*both, apart=apart)
            results = [self.prover.wrong(old, files) for old, _ in both]
            if not any(one.differences for one in results):
                return files
            following = apart.union(*(one.tables | one.indexes for one in results))
            apart = following if following != apart else frozenset("*")
        raise _not_equal([difference for one in results for difference in one.differences])

    def _formatted(self, files: dict[str, bytes], proved: Sequence[Old]) -> dict[str, bytes]:
        """Return the files after the project's own hooks. Raises RefusedError."""
        after, notices = formatted(self.prover.script, self.prover.options, files, self.prover.progress)
        self.notices += [f"the project's post_write_hooks failed on the generated file: {one}" for one in notices]
        if after != files:
            wrong = [one for old in proved for one in self.prover.wrong(old, after).differences]
            if wrong:
                raise _not_equal([f"after the project's post_write_hooks,  {one}" for one in wrong])
        return after

    def _written(self, *writers: tuple[Old, Style], apart: frozenset[str] = frozenset()) -> dict[str, bytes]:
        """Return the files for one kind of database, or for two. Raises RefusedError."""
        parts = [list(self._parts(old)) for old, _ in writers]
        styles = [style for _, style in writers]
        olds = [old for old, _ in writers]
        try:
            return {
                piece.path: _with_version_table(
                    revision_source(piece.header, *_written_by(databases, styles), apart=apart), number, olds
                ).encode()
                for number, (piece, *databases) in enumerate(zip(self.pieces, *parts, strict=True))
            }
        except NotWritableError as error:  # a part of a table: other objects were checked before
            raise RefusedError(Refusal(str(error), KEEP)) from error

    def _parts(self, old: Old) -> Iterator[Seen]:
        """Yield what each piece adds to the result of the pieces before it. Raises RefusedError."""
        window = reduce(Window.joined, (seen.window for seen in old.seen.values()))

        def same_in_each_run(database: Database) -> Database:
            return compared(database, window, old.volatile, alone=True)

        before = nothing(old.seen[HEADS].database)
        for number, piece in enumerate(self.pieces):
            after = old.seen[f"p{number}"].database
            own, changed = added(before, after, same_in_each_run) if number else (after, ())
            if changed:
                raise RefusedError(
                    *(
                        f"the revisions up to {piece.header.members[-1]} change an object of another part of the "
                        f"history ({one}), so the two cannot be squashed separately"
                        for one in changed
                    )
                )
            yield replace(old.seen[f"p{number}"], database=own)
            before = after

    def _note_proved(self, seen: Mapping[str, Seen]) -> None:
        database = seen[HEADS].database
        self.proved.append(f"{database.dialect} {database.version}")


def _with_version_table(source: str, number: int, olds: Sequence[Old]) -> str:
    """Return the source, with the width of the version table if this piece is the first that changed it."""
    for old in olds:
        seen = old.seen[f"p{number}"]
        before = old.seen[f"p{number - 1}"].version_columns if number else ()
        if old.site.kind == "sqlite" or same(before, seen.version_columns, old.site.kind):
            continue
        if not can_be_widened(seen.version_columns):
            raise RefusedError("the revisions add columns to the version table, which a squash does not write")
        guarded = any(one.site.kind == "sqlite" for one in olds)
        return widened(source, seen.version_table, seen.version_columns, guarded=guarded)
    return source


def _not_equal(differences: Sequence[str]) -> RefusedError:
    """Return one refusal for all differences between the squash and the old revisions."""
    first, *more = dict.fromkeys(differences)
    count = f"{len(more) + 1} differences: " if more else ""
    return RefusedError(
        Refusal(
            count + "; ".join([first, *more]),
            "keep the revisions that create it with --until, or prune without --squash; no generated operation does "
            "the same, please report this",
        )
    )


def _written_by(seen: Sequence[Seen], styles: Sequence[Style]) -> Iterator[tuple[Database, Style]]:
    for one, style in zip(seen, styles, strict=True):
        yield one.database, replace(style, window=one.window)


def _unused(accepted: Mapping[str, str], proved: Sequence[Old]) -> Iterator[str]:
    for name in accepted:
        if not any(old.volatile.uses(name) for old in proved):
            yield f"{name} is the same in each run: its entry in accept-volatile is not needed"
