"""ML207: ids that Alembic or a database refuses."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.file import RevisionFile
from migralint.rules.wording import listed

_REFUSED = "@-+:"
"""`_revision_illegal_chars` in alembic/script/revision.py."""
_SYMBOLS = frozenset({"head", "heads", "base", "current"})


def bad_revision_id(file: RevisionFile, subject: HistoryContext) -> Iterator[Problem]:
    """A revision id that Alembic or the database refuses.

    Why:
        `@`, `-`, `+` and `:` have a meaning on Alembic's command line and are refused in ids. An id longer than 32
        characters does not fit the version table: SQLite stores it anyway, other databases fail at the end of the
        upgrade, after the migration has run. `head`, `heads`, `base` and `current` are reserved.

    Example:
            # add_users.py
            revision = "2024-01-17"
            down_revision = None

    Instead:
            # 20240117_add_users.py
            revision = "20240117"
            down_revision = None

    Note:
        If the project widens the version table, ids are compared with its width: in env.py or a module beside
        it for every id, in a revision for its own id and those after it. With `dialect = "sqlite"` no id is too long.
    """
    revision = file.as_revision
    if revision is None:
        return
    refused = [repr(character) for character in _REFUSED if character in revision.id]
    if not revision.id:
        message = "the revision id is empty"
    elif refused:
        message = f"the id {revision.id!r} contains {listed(refused)}, which Alembic refuses"
    elif revision.id in _SYMBOLS:
        message = f"the id {revision.id!r} is reserved by Alembic: no command can name this revision"
    elif len(revision.id) > (longest := _longest(revision.id, subject)):
        message = (
            f"the id {revision.id!r} has {len(revision.id)} characters; the version table holds {longest}, "
            "and databases other than SQLite refuse more"
        )
    else:
        return
    yield Problem(
        message,
        location=revision.id_at,
        revisions=(revision.id,),
        help="choose another id before a database is stamped at it, here and in the down_revision of "
        f"{listed(list(subject.history.children(revision.id))) or 'what follows'}",
    )


def _longest(revision_id: str, subject: HistoryContext) -> int:
    """The maximum length of an id in the version table after this revision has run."""
    width = subject.version_width
    if len(revision_id) <= width.everywhere or not width.by_revision:
        return width.everywhere
    before = subject.history.ancestors_with_self([revision_id]) if revision_id in subject.history else frozenset()
    return max((width.everywhere, *(size for one, size in width.by_revision.items() if one in before)))
