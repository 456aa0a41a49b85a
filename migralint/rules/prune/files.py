"""What a prune would lose: files, rows, and the proof that nothing else is lost."""

from __future__ import annotations

from migralint.findings.severity import Severity
from migralint.rules.prune.declared import prune_rule


@prune_rule("ML602")
def outside_repository() -> None:
    """A file that a prune would remove or rewrite and that does not belong to the project.

    Why:
        A version location in another repository or in an installed package is somebody else's: changes there would be
        lost with the next installation, and other projects may need what would go.

    Example:
        A plug-in's revision builds on one that would go:

            # alembic.ini
            [alembic]
            version_locations = %(here)s/versions plugin:versions

    Instead:
        Keep what the plug-in needs; it can be pruned when the plug-in has been:

            migralint prune --until b2b2b2b2b2b2
    """


@prune_rule("ML605")
def unrecoverable_file() -> None:
    """A file that a prune would remove or change and that nothing else keeps.

    Why:
        What is not committed cannot be recovered. `migralint rescue` finds removed files through git, or in the archive
        that a prune was told to write.

    Example:
        A removed file holds changes that were never committed:

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
    """Nothing shows that create_all gives what the removed revisions gave.

    Why:
        After a prune new databases are built by create_all. If that differs from a full upgrade, every new database
        differs from those in production. `migralint prune --apply` verifies first, and goes ahead only with a match, or
        with differences that an `allow` entry accepts.

    Example:
        The models lack what a migration made:

            $ migralint verify
            drift: index ix_users_email stands in the migrations only

    Instead:
        Mend the models or the migrations, or accept the difference with its reason:

            [[tool.migralint.verify.allow]]
            aspect = "index"
            table = "users"
            reason = "made by hand on the largest databases only"

    Note:
        `--no-verify` skips it; the ledger says so.
    """


@prune_rule("ML609")
def lost_by_create_all() -> None:
    """Something that removed revisions made and create_all does not bring back.

    Why:
        Rows, views, triggers, functions and extensions are made by migrations and are in no model. Once the revisions
        are gone, nothing makes them in a new database.

    Example:
        A removed revision fills a table that the application expects to be filled:

            op.bulk_insert(roles, [{"name": "admin"}])

    Instead:
        Accept the loss with its reason, after the rows have found another place (a listener on `after_create`, a
        script):

            [[tool.migralint.verify.allow]]
            aspect = "rows"
            table = "roles"
            reason = "listener in models/roles.py fills it"

    Note:
        The finding stands at the operation that made it, where that can be read, and names its revision.
    """


@prune_rule("ML610")
def not_squashed() -> None:
    """No one revision can be generated that does what the removed ones did.

    Why:
        `migralint prune --squash` puts one revision in the place of many, and accepts it only if a full upgrade through
        it leaves the same schema, the same rows and the same sequence positions. What cannot be generated so is said
        here: values that are random in each run, parts of the history that change each other's tables, or what no
        operation and no SQL of ours gives again.

    Example:
        A removed revision stores a secret that it has just made up:

            op.bulk_insert(settings, [{"name": "key", "value": secrets.token_hex()}])

    Instead:
        Prune without `--squash`, or only so far that the revision stays:

            $ migralint prune --apply --squash --until 1975ea83b712
    """


@prune_rule("ML611", Severity.WARNING)
def file_read_by_removed_only() -> None:
    """Files beside the revisions, SQL or data, that removed revisions read and nothing else names.

    Why:
        A prune removes revision files alone. What only these read stays behind, and nobody can tell later what it was
        for.

    Example:
        The removed revision reads its SQL from a file:

            # versions/a1a1a1a1a1a1_start.py
            op.execute((Path(__file__).parent / "sql" / "start.sql").read_text())

    Instead:
        Remove the file in the same commit:

            $ git rm migrations/versions/sql/start.sql

    Note:
        A warning: it does not block. `migralint rescue --write` takes such files from git again, as they were when the
        revisions were removed.
    """


@prune_rule("ML613", Severity.WARNING)
def empty_databases_upgraded() -> None:
    """Places of the repository that run `alembic upgrade`, on an empty database perhaps.

    Why:
        After a prune without `--squash`, `alembic upgrade head` no longer builds an empty database: the revisions that
        created its tables are gone. The first one that needs such a table fails; where none does, half a schema is
        built and nothing is said. Databases that exist are upgraded as before. Application starts, container entry
        points, test fixtures and restores from a backup often do both.

    Example:
        The container upgrades whatever database it is given:

            $ cat entrypoint.sh
            alembic upgrade head
            exec gunicorn app

    Instead:
        Build new databases from the models, which stamps them too, and upgrade existing ones:

            $ migralint create --url-env DATABASE_URL

        Or keep a history that builds them:

            $ migralint prune --apply --squash

        In either case, let plain Alembic refuse what it would build half:

            $ migralint guard --write

    Note:
        A warning: it does not block. Comments, documentation, and upgrades with `--sql` do not count.
    """
