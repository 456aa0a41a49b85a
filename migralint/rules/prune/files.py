"""What a prune would lose: files, rows, and the proof that nothing else is lost."""

from __future__ import annotations

from migralint.findings.severity import Severity
from migralint.rules.prune.declared import prune_rule


@prune_rule("ML602")
def outside_repository() -> None:
    """A file that a prune would remove or rewrite and that does not belong to the project.

    Why:
        A version location in another repository or in an installed package belongs to another project: changes there
        would be lost with the next installation, and other projects may need the removed files.

    Example:
        A plug-in's revision builds on one that would be removed:

            # alembic.ini
            [alembic]
            version_locations = %(here)s/versions plugin:versions

    Instead:
        Keep the revisions that the plug-in needs; they can be pruned after the plug-in was pruned:

            migralint prune --until b2b2b2b2b2b2
    """


@prune_rule("ML605")
def unrecoverable_file() -> None:
    """A file that a prune would remove or change and that is kept nowhere else.

    Why:
        Uncommitted changes cannot be recovered. `migralint rescue` finds removed files in git, or in the archive that a
        prune wrote.

    Example:
        A removed file has changes that were never committed:

            $ git status --short
             M versions/a1a1a1a1a1a1_start.py

    Instead:
        Commit first; without version control, let the prune write an archive:

            $ migralint prune --apply --archive pruned-revisions.zip

    Note:
        `--allow-dirty` accepts uncommitted changes.
    """


@prune_rule("ML606")
def not_verified() -> None:
    """It is not shown that create_all builds what the removed revisions built.

    Why:
        After a prune, new databases are built by create_all. If that differs from a full upgrade, every new database
        differs from those in production. `migralint prune --apply` verifies first, and only continues with a match, or
        with differences that an `allow` entry accepts.

    Example:
        The models lack what a migration created:

            $ migralint verify
            drift: index ix_users_email stands in the migrations only

    Instead:
        Fix the models or the migrations, or accept the difference with a reason:

            [[tool.migralint.verify.allow]]
            aspect = "index"
            table = "users"
            reason = "made by hand on the largest databases only"

    Note:
        `--no-verify` skips this check; the ledger records that.
    """


@prune_rule("ML609")
def lost_by_create_all() -> None:
    """An object or row of removed revisions that create_all does not create.

    Why:
        Rows, views, triggers, functions and extensions are created by migrations and are in no model. Once the
        revisions are removed, no code creates them in a new database.

    Example:
        A removed revision inserts rows that the application expects:

            op.bulk_insert(roles, [{"name": "admin"}])

    Instead:
        Accept the loss with a reason, after other code inserts the rows (a listener on `after_create`, a script):

            [[tool.migralint.verify.allow]]
            aspect = "rows"
            table = "roles"
            reason = "listener in models/roles.py fills it"

    Note:
        The finding is at the operation that created it, if that could be read, and names its revision.
    """


@prune_rule("ML610")
def not_squashed() -> None:
    """No single revision can be generated that does what the removed ones did.

    Why:
        `migralint prune --squash` replaces many revisions with one, and accepts it only if a full upgrade through it
        builds the same schema, the same rows and the same sequence positions. This rule reports what cannot be
        generated: values that are random in each run, parts of the history that change each other's tables, or objects
        for which migralint has no operation and no SQL.

    Example:
        A removed revision stores a generated secret:

            op.bulk_insert(settings, [{"name": "key", "value": secrets.token_hex()}])

    Instead:
        Prune without `--squash`, or only so far that the revision is kept:

            $ migralint prune --apply --squash --until 1975ea83b712
    """


@prune_rule("ML611", Severity.WARNING)
def file_read_by_removed_only() -> None:
    """Files beside the revisions, SQL or data, that removed revisions read and nothing else names.

    Why:
        A prune only removes revision files. Files that only these read remain, and their purpose is unclear later.

    Example:
        The removed revision reads its SQL from a file:

            # versions/a1a1a1a1a1a1_start.py
            op.execute((Path(__file__).parent / "sql" / "start.sql").read_text())

    Instead:
        Remove the file in the same commit:

            $ git rm migrations/versions/sql/start.sql

    Note:
        A warning: it does not block. `migralint rescue --write` restores such files from git, as they were when the
        revisions were removed.
    """


@prune_rule("ML613", Severity.WARNING)
def empty_databases_upgraded() -> None:
    """Code in the repository that runs `alembic upgrade`, possibly on an empty database.

    Why:
        After a prune without `--squash`, `alembic upgrade head` no longer builds an empty database: the revisions that
        created its tables are gone. The first kept revision that needs such a table fails; if none does, half a schema
        is built without an error. Existing databases are upgraded as before. Application starts, container entry
        points, test fixtures and restores from a backup often handle both.

    Example:
        The container upgrades every database that it gets:

            $ cat entrypoint.sh
            alembic upgrade head
            exec gunicorn app

    Instead:
        Build and stamp new databases from the models, and upgrade existing ones:

            $ migralint create --url-env DATABASE_URL

        Or keep a history that builds them:

            $ migralint prune --apply --squash

        In either case, make plain Alembic refuse a database that it would only build in part:

            $ migralint guard --write

    Note:
        A warning: it does not block. Comments, documentation, and upgrades with `--sql` do not count.
    """
