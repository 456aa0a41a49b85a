"""Builds what revisions built before a squash and after it, and reports the differences."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct, field

from migralint.database.floor.build import Build, BuildFailedError, BuildRequest, BuiltDatabase, build
from migralint.database.floor.floor import floors_for
from migralint.database.options import VerifyOptions
from migralint.database.project.conversation import Progress
from migralint.database.project.copied_directory import mirrored
from migralint.database.project.site import Site
from migralint.database.result import Failure
from migralint.database.sqlite.reader import stored_texts
from migralint.loading.script_directory import ScriptDirectory
from migralint.schema.compare import Difference
from migralint.schema.database import Database
from migralint.schema.mend.differences import compare_and_mend
from migralint.schema.squash.additions import left_over
from migralint.schema.squash.blockers import Refusal, row_blockers
from migralint.schema.squash.seeds.tokens import Window
from migralint.schema.squash.seeds.volatile import Run, Volatile, compared, find_volatile, identifiers_of
from migralint.schema.squash.source import Header
from migralint.schema.squash.version_table import Columns, same

WRITABLE = ("sqlite", "postgresql")
"""The databases for which revisions can be generated."""
HEADS = "heads"
"""The name of the result of all revisions."""
NOT_FROM_EMPTY = (
    "where something else makes the first tables, no revision can stand for those that change them (--start is for "
    "verify alone): prune without --squash, and build new databases with `migralint create URL`, or as before"
)
"""The advice for a history that does not start from an empty database."""
_DO_NOT_RUN = (
    "a squash is made of what they build on an empty database: `migralint verify` says what it takes to run them"
)
_DOWN = "down"


class Piece(Struct, frozen=True):
    """One revision to generate."""

    header: Header
    targets: tuple[str, ...]
    """The last of the old revisions that this piece and the pieces before it replace."""
    path: str
    """The absolute path of its new file."""


class RefusedError(Exception):
    """The squash is impossible; the arguments are the reasons."""

    def __init__(self, *reasons: str | Refusal) -> None:
        super().__init__(*reasons)
        self.reasons = tuple(Refusal(one) if isinstance(one, str) else one for one in reasons)


class Seen(Struct, frozen=True):
    """The content of a database that was built."""

    database: Database
    stored: Mapping[tuple[str, str], str]
    dialect: str | None
    names_by_convention: bool
    version_table: tuple[str | None, str]
    version_columns: Columns
    """As in `BuiltDatabase`."""
    window: Window

    @property
    def run(self) -> Run:
        """The database, and the time when it was built."""
        return Run(self.database, self.window)


class Old(Struct, frozen=True):
    """The result of the old revisions on one site."""

    site: Site
    seen: Mapping[str, Seen]
    """After each piece ("p0", …) and after all revisions."""
    volatile: Volatile
    blockers: tuple[Refusal, ...] = ()
    """The reasons why its rows cannot be written."""


class Wrong(Struct, frozen=True):
    """The differences in the result of the generated files, and their tables and indexes."""

    differences: tuple[str, ...]
    tables: frozenset[str]
    indexes: frozenset[str]


class Prover(Struct):
    """Builds the revisions before and after the squash."""

    script: ScriptDirectory
    options: VerifyOptions
    pieces: Sequence[Piece]
    kept: Mapping[str, bytes]
    progress: Callable[[Progress], None]
    accepted: Mapping[str, str] = field(default_factory=dict)
    """The user's decision on values that cannot be known."""
    _schemas: set[str] = field(default_factory=set)

    def old(self, site: Site) -> Old:
        """Build the old revisions, after each piece and completely, and find the values that differ between runs.

        Raises RefusedError if they fail.
        """
        stages = [(f"p{number}", piece.targets) for number, piece in enumerate(self.pieces)]
        stages.append((HEADS, ("heads",)))
        requests = [BuildRequest(f"a{name}", targets) for name, targets in stages]
        requests += [BuildRequest(f"b{name}", targets, later=not place) for place, (name, targets) in enumerate(stages)]
        with floors_for(self.script, self.options, site, self.progress) as floors:
            if floors.paths and len(self.pieces) > 1:
                raise RefusedError(
                    "an earlier prune without --squash left a floor, which only a squash of the whole history can "
                    "replace"
                )
            try:
                result = build(
                    self.script,
                    self.options,
                    site,
                    requests,
                    _reader(datetime.now(UTC)),
                    asked=floors.asked(),
                    progress=self.progress,
                )
            except BuildFailedError as error:
                raise RefusedError(
                    Refusal(
                        _failed("the old revisions do not run", error.failure),
                        NOT_FROM_EMPTY if "--start" in error.failure.explanation else _DO_NOT_RUN,
                    )
                ) from None
        seen_by_name = _of_one_target(result)
        if site.kind == "sqlite":
            self._schemas.update(name for seen in seen_by_name.values() for name in seen.database.schemas)
        runs = {name: (seen_by_name[f"a{name}"].run, seen_by_name[f"b{name}"].run) for name, _ in stages}
        going = [seen_by_name[f"a{name}"].database for name, _ in stages[:-1]]
        blockers = row_blockers(going, find_volatile([runs[name] for name, _ in stages[:-1]], self.accepted))
        volatile = find_volatile(runs.values(), self.accepted)
        return Old(site, {name: seen_by_name[f"a{name}"] for name, _ in stages}, volatile, tuple(blockers))

    def wrong(self, old: Old, files: Mapping[str, bytes]) -> Wrong:
        """Return the differences between `files` and the old revisions on a site."""
        on = f" on {old.site.kind}"
        downgrade = old.site.kind in WRITABLE  # elsewhere, remaining objects cannot be determined with certainty
        try:
            new = self._new(old.site, files, downgrade=downgrade)
        except BuildFailedError as error:
            return Wrong(
                (_failed(f"the squash failed{on}", error.failure),), *self._culprits(error.failure, files, old)
            )
        differing = self._differences(old, new)
        differences = [f"after the squash {_description(one)}{on}" for one in differing]
        if not same(old.seen[HEADS].version_columns, new[HEADS].version_columns, old.site.kind):
            differences.append(f"after the squash, the version table differs from that of the old revisions{on}")
        differences += [
            f"the squash writes {one}, which differ in each run of the old revisions{on}"
            for one in _copied(old.seen[HEADS].run, new[HEADS].run, old.volatile)
        ]
        if downgrade:
            differences += [f"downgrade() of the squash leaves {one}{on}" for one in left_over(new[_DOWN].database)]
        return Wrong(
            tuple(differences),
            frozenset(one.table for one in differing if one.table and one.kind != "index"),
            frozenset(one.object for one in differing if one.kind == "index" and one.object),
        )

    def _new(self, site: Site, files: Mapping[str, bytes], *, downgrade: bool) -> dict[str, Seen]:
        """Build the generated revisions, alone and together with the kept ones."""
        requests = []
        ids: tuple[str, ...] = ()
        for number, piece in enumerate(self.pieces):
            ids = (*(one for one in ids if one not in piece.header.depends_on), piece.header.id)
            requests.append(BuildRequest(f"p{number}", ids))
        requests.append(BuildRequest(HEADS))
        if downgrade:
            requests.append(BuildRequest(_DOWN, ids, downgrade=True))
        # Schemas that only removed files name are also attached (SQLite).
        asked = {"schemas": sorted(self._schemas)}
        with mirrored(self.script, {**self.kept, **files}) as directory:
            result = build(
                directory, self.options, site, requests, _reader(datetime.now(UTC)), asked=asked, progress=self.progress
            )
        return _of_one_target(result)

    def _differences(self, old: Old, new: Mapping[str, Seen]) -> tuple[Difference, ...]:
        differences = {
            one: None
            for name, seen in old.seen.items()
            for one in compare_and_mend(_compared(seen, old.volatile), _compared(new[name], old.volatile))
        }
        return tuple(differences)

    def _culprits(
        self, failure: Failure, files: Mapping[str, bytes], old: Old
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Return the table or index whose operation failed; all tables if it is unknown."""
        for piece in self.pieces:
            if failure.revision == piece.header.id and failure.line:
                lines = files[piece.path].decode().split("\n")[: failure.line + 200]
                start = failure.line - 1
                while start > 0 and not lines[start].lstrip().startswith("op."):
                    start -= 1
                match = re.search(r'\.create_(table|index)\(\s*(?:op\.f\()?"([^"]+)"', "\n".join(lines[start:]))
                if not lines[start].lstrip().startswith("op.create_"):
                    return frozenset(), frozenset()
                if match is not None:
                    named = frozenset((match[2],))
                    return (named, frozenset()) if match[1] == "table" else (frozenset(), named)
        everything = old.seen[f"p{len(self.pieces) - 1}"].database.tables
        return frozenset(table.name for table in everything), frozenset()


def _reader(start: datetime) -> Callable[[BuiltDatabase], Seen]:
    def seen(built: BuiltDatabase) -> Seen:
        stored = stored_texts(built.path, built.schemas) if built.site.kind == "sqlite" else {}
        window = Window(start, datetime.now(UTC))
        return Seen(
            built.read(),
            stored,
            built.dialect,
            built.names_by_convention,
            built.version_table,
            built.version_columns,
            window,
        )

    return seen


def _compared(seen: Seen, volatile: Volatile) -> Database:
    return compared(seen.database, seen.window, volatile)


def _copied(old: Run, new: Run, volatile: Volatile) -> list[str]:
    """Return the random UUIDs of one run that also occur in another run."""
    return sorted(identifiers_of(old, volatile) & identifiers_of(new, volatile))


def _of_one_target(result: Build[Seen]) -> dict[str, Seen]:
    if len(result.targets) > 1:
        raise RefusedError(
            f"env.py declares several databases ({', '.join(result.targets)}), but a squash supports only one"
        )
    return {name: seen for (_, name), seen in result.results.items()}


def _failed(what: str, failure: Failure) -> str:
    at = f" (revision {failure.revision})" if failure.revision else ""
    error = f": {failure.error}" if failure.error else ""
    return f"{what}{at}: {failure.explanation}{error}"


def _description(difference: Difference) -> str:
    about = " ".join(filter(None, (difference.kind, difference.table, difference.object)))
    return f"{about} is {difference.migrations or 'missing'} and was {difference.models or 'missing'}"
