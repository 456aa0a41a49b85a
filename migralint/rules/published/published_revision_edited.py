"""ML251: a published revision whose upgrade or labels were edited."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem, Related
from migralint.findings.published import ChangedRevision, Part
from migralint.rules.wording import listed, titled
from migralint.source.location import Location


def published_revision_edited(subject: HistoryContext) -> Iterator[Problem]:
    """A revision of the merge target with a different `upgrade` or different branch labels.

    Why:
        Databases that have run the revision never run it again. They keep what the old code built, new databases get
        what the new code builds, and no later revision fits both. Nothing fails until one of them has a row, a name or
        a type that the other does not have.

    Example:
        The branch lengthens a column in a revision that is on `origin/main`:

            # ---- on origin/main
            # a1b2c3d4e5f6_add_users.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            def upgrade():
                op.create_table("users", sa.Column("name", sa.String(40)))

            # ---- on this branch
            # a1b2c3d4e5f6_add_users.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            def upgrade():
                op.create_table("users", sa.Column("name", sa.String(80)))

    Instead:
        Leave the revision as it is, and change the column in a new one:

            # ---- on origin/main
            # a1b2c3d4e5f6_add_users.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            def upgrade():
                op.create_table("users", sa.Column("name", sa.String(40)))

            # ---- on this branch
            # a1b2c3d4e5f6_add_users.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            def upgrade():
                op.create_table("users", sa.Column("name", sa.String(40)))

            # b2c3d4e5f6a1_widen_name.py
            revision = "b2c3d4e5f6a1"
            down_revision = "a1b2c3d4e5f6"

            def upgrade():
                op.alter_column("users", "name", type_=sa.String(80), existing_type=sa.String(40))

    Note:
        Needs `--against REF`. Compared as syntax trees: comments, docstrings, annotations, formatting and `downgrade`
        do not count; functions, classes, constants and imports of the file that `upgrade` uses do. Changes of labels by
        a prune in the ledger are not reported. If no database has run the revision yet, accept the finding with a
        comment: `# migralint: ignore[ML251] never released`.
    """
    published = subject.published
    if published is None:
        return
    for changed in published.changed:
        revision = changed.file.as_revision
        if changed.is_another or revision is None:
            continue  # has its own finding
        who = f"{titled(revision)}, which is on {published.ref}, was edited"
        if changed.incomparable:
            yield _problem(f"{who}, and it is not known how: {changed.incomparable}", changed, _start(changed))
        elif changed.parts:
            yield _problem(f"{who}: {_what(changed.parts)}", changed, changed.parts[0].location, changed.parts[1:])
        if _labels_differ(subject, changed):
            place = revision.branch_labels_at or _start(changed)
            yield _problem(f"{who}: branch_labels {_labels(changed)}", changed, place)


def _problem(message: str, changed: ChangedRevision, place: Location, others: tuple[Part, ...] = ()) -> Problem:
    return Problem(
        message,
        location=place,
        revisions=(changed.published.revision.id,),
        related=tuple(Related(part.location, f"{part.name} was {part.change}") for part in others),
        help="undo the edit, and write it as a new revision: databases that have run this one never run it again",
    )


def _what(parts: tuple[Part, ...]) -> str:
    """The end of a sentence: `upgrade`, or what it uses."""
    own = [part for part in parts if part.name == "upgrade"]
    used = [f"{part.name} ({part.change})" for part in parts if part.name != "upgrade"]
    through = f"{listed(used)}, which upgrade uses" if used else ""
    if own and own[0].change != "changed":
        through = ""  # the other parts follow from it
    return "; ".join(filter(None, (f"upgrade was {own[0].change}" if own else "", through)))


def _labels_differ(subject: HistoryContext, changed: ChangedRevision) -> bool:
    if changed.file.branch_labels.unknown or "branch_labels" in changed.published.unknown:
        return False
    mine = set(changed.file.branch_labels.values)
    theirs = set(changed.published.revision.branch_labels)
    if changed.before is not None and mine == set(changed.before.branch_labels):
        return False
    return bool(theirs - mine) or any(subject.ledger.pruned_as(label) is None for label in mine - theirs)


def _labels(changed: ChangedRevision) -> str:
    was, now = (
        listed([f'"{one}"' for one in labels]) or "None"
        for labels in (changed.published.revision.branch_labels, changed.file.branch_labels.values)
    )
    return f"was {was} and is {now}"


def _start(changed: ChangedRevision) -> Location:
    file = changed.file
    return file.error_at or file.revision.location or Location(file.path)
