"""ML214: tables that are changed but never created."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem, Related
from migralint.history.file import FileKind, RevisionFile
from migralint.history.history import History
from migralint.history.operation import Operation
from migralint.rules.revision.table_sources import created_tables, may_create_others
from migralint.rules.wording import listed, titled
from migralint.source.location import Location

_ALTERING = frozenset(
    {
        "add_column",
        "alter_column",
        "batch_alter_table",
        "bulk_insert",
        "create_check_constraint",
        "create_exclude_constraint",
        "create_foreign_key",
        "create_index",
        "create_primary_key",
        "create_table_comment",
        "create_unique_constraint",
        "drop_column",
        "drop_constraint",
        "drop_table",
        "drop_table_comment",
        "rename_table",
    }
)
_SHOWN = 5


def alters_what_no_revision_creates(subject: HistoryContext) -> Iterator[Problem]:
    """A revision that changes a table which no revision creates.

    Why:
        The history does not start from an empty database: `alembic upgrade head` fails there with "no such table". The
        table was created by an earlier, lost history or by `create_all`, or its name is mistyped.

    Example:
        No revision creates `users`:

            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("users", sa.Column("email", sa.String()))

    Instead:
        Let a revision create it first:

            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("users", sa.Column("id", sa.Integer()))
                op.add_column("users", sa.Column("email", sa.String()))

    Note:
        Only `upgrade()` and literal table names count, and one finding names all tables of a history. Other histories
        of the repository may create the table. A revision after code whose effect cannot be read from the file (a
        connection, SQL assembled at run time, another module) is not reported. After a prune, nothing is reported: the
        revisions that created the tables were removed on purpose.
    """
    history = subject.history
    if subject.begins_after_prune or subject.unplaced:
        return
    created: set[str] = set()
    suspects: dict[str, dict[str, Location]] = {}
    opaque: list[str] = []
    if not _read(subject.files, created, suspects, opaque):
        return
    missing = {table for altered in suspects.values() for table in altered if table.lower() not in created}
    if not missing:
        return
    # Revisions after one whose effect cannot be read may find the tables that it created.
    doubtful = history.descendants(opaque) | frozenset(opaque)
    places: list[tuple[str, str, Location]] = []
    for identifier in (revision for revision in history.order if revision in suspects):
        fresh = {table: place for table, place in suspects[identifier].items() if table in missing}
        if identifier not in doubtful:
            places += ((identifier, table, place) for table, place in fresh.items())
        missing -= fresh.keys()
    if places:
        elsewhere = _created_elsewhere(subject)
        if elsewhere is not None:
            places = [place for place in places if place[1].lower() not in elsewhere]
            if places:
                yield _problem(history, places)


def _read(
    files: Iterable[RevisionFile], created: set[str], suspects: dict[str, dict[str, Location]], opaque: list[str]
) -> bool:
    """Collect the facts from the files; False if one of them may create any table, as it could not be read."""
    for file in files:
        if file.error:
            return False
        revision = file.as_revision
        if revision is None or file.kind is not FileKind.REVISION:
            continue
        # One pass: operations are unpacked again at each access.
        operations = [operation for operation in file.operations if operation.function == "upgrade"]
        created.update(created_tables(operations))
        if altered := _altered(operations):
            suspects[revision.id] = altered
        if may_create_others(file, operations):
            opaque.append(revision.id)
    return True


def _created_elsewhere(subject: HistoryContext) -> set[str] | None:
    """The tables that other histories of the repository create; None if that cannot be known."""
    created: set[str] = set()
    for other in subject.around.other_histories():
        opaque: list[str] = []
        if not _read(other.files, created, {}, opaque) or opaque:
            return None
    return created


def _altered(operations: Iterable[Operation]) -> dict[str, Location]:
    """The changed tables, each with its first place."""
    altered: dict[str, Location] = {}
    for operation in operations:
        if operation.name in _ALTERING and operation.table is not None:
            altered.setdefault(operation.table, operation.location)
    return altered


def _problem(history: History, places: list[tuple[str, str, Location]]) -> Problem:
    """One problem for a whole history: it has one cause, the tables that existed before it."""
    revisions = list(dict.fromkeys(identifier for identifier, _, _ in places))
    tables = list(dict.fromkeys(table for _, table, _ in places))
    word = "the table" if len(tables) == 1 else "the tables"
    who = titled(history.revisions[revisions[0]])
    if len(revisions) == 1:
        message = f"{who} changes {word} {listed(tables)}, which no revision creates"
    else:
        message = (
            f"{len(revisions)} revisions, the first {who}, change {word} {listed(tables)}, which no revision creates"
        )
    more = [Related(place, f"here the name is {table}") for _, table, place in places[1:]]
    return Problem(
        message,
        location=places[0][2],
        revisions=tuple(revisions),
        related=tuple(more[: _SHOWN - 1]),
        help=(
            "an upgrade from an empty database fails here; if the history starts from create_all, ignore this rule, "
            "otherwise add the revision that creates it"
        ),
    )
