"""What a prune would take along or leave behind among revisions and the code that names them."""

from __future__ import annotations

from migralint.findings.severity import Severity
from migralint.rules.prune.declared import prune_rule


@prune_rule("ML601")
def removed_id_abbreviates_kept() -> None:
    """A removed id that is the beginning of a kept id or label.

    Why:
        Alembic treats an unknown row of the version table as the abbreviation of a known id. A database that is not
        listed and is stamped at the removed revision would from then on count as stamped at the other one, and `alembic
        upgrade` would skip that one silently.

    Example:
        The row 2024 would come to mean 20240101:

            # versions/2024.py
            revision = "2024"
            down_revision = None

            # versions/20240101.py
            revision = "20240101"
            down_revision = "2024"

            # migralint-environments.toml
            version = 1
            [environments.production]
            stamps = ["20240101"]
            recorded-at = 2024-06-20T10:00:00Z

    Instead:
        Keep the revision with the short id, with `--until`; if no id is the beginning of another, there is nothing to
        do:

            # versions/20230101.py
            revision = "20230101"
            down_revision = None

            # versions/20240101.py
            revision = "20240101"
            down_revision = "20230101"

            # migralint-environments.toml
            version = 1
            [environments.production]
            stamps = ["20240101"]
            recorded-at = 2024-06-20T10:00:00Z
    """


@prune_rule("ML603")
def unwritable_header() -> None:
    """A header that must change but cannot be edited safely.

    Why:
        A kept revision must lose the removed ids from its `down_revision` and `depends_on`. If these are computed by
        code that shares its line with other code, no edit can do that without changing more.

    Example:
        Two statements share the line, and two names share one value:

            # versions/a1a1a1a1a1a1_start.py
            revision = "a1a1a1a1a1a1"
            down_revision = None

            # versions/b2b2b2b2b2b2_users.py
            revision = "b2b2b2b2b2b2"
            x = down_revision = "a1a1a1a1a1a1"; y = 1

            # migralint-environments.toml
            version = 1
            [environments.production]
            stamps = ["b2b2b2b2b2b2"]
            recorded-at = 2024-06-20T10:00:00Z

    Instead:
        Write the header as plain literals:

            # versions/a1a1a1a1a1a1_start.py
            revision = "a1a1a1a1a1a1"
            down_revision = None

            # versions/b2b2b2b2b2b2_users.py
            revision = "b2b2b2b2b2b2"
            down_revision = "a1a1a1a1a1a1"

            # migralint-environments.toml
            version = 1
            [environments.production]
            stamps = ["b2b2b2b2b2b2"]
            recorded-at = 2024-06-20T10:00:00Z
    """


@prune_rule("ML604")
def used_by_kept_file() -> None:
    """A kept file that imports or reads a removed one.

    Why:
        The import fails once the file is removed, and with it every Alembic command, because Alembic executes every
        file.

    Example:
        A revision uses code of an older one:

            # versions/a1a1a1a1a1a1_start.py
            revision = "a1a1a1a1a1a1"
            down_revision = None

            # versions/b2b2b2b2b2b2_users.py
            revision = "b2b2b2b2b2b2"
            down_revision = "a1a1a1a1a1a1"
            from versions.a1a1a1a1a1a1_start import create_users

            # migralint-environments.toml
            version = 1
            [environments.production]
            stamps = ["b2b2b2b2b2b2"]
            recorded-at = 2024-06-20T10:00:00Z

    Instead:
        Copy the code, or move it into a module that is not a revision:

            # versions/a1a1a1a1a1a1_start.py
            revision = "a1a1a1a1a1a1"
            down_revision = None

            # versions/b2b2b2b2b2b2_users.py
            revision = "b2b2b2b2b2b2"
            down_revision = "a1a1a1a1a1a1"

            def create_users():
                pass

            # migralint-environments.toml
            version = 1
            [environments.production]
            stamps = ["b2b2b2b2b2b2"]
            recorded-at = 2024-06-20T10:00:00Z
    """


@prune_rule("ML607", Severity.WARNING)
def removed_id_named_elsewhere() -> None:
    """A removed revision that other files of the repository name.

    Why:
        Tests that upgrade to a certain revision, deploy scripts, charts and documents fail or become wrong once it is
        removed.

    Example:
        A chart names the oldest revision that it supports:

            # versions/a1a1a1a1a1a1_start.py
            revision = "a1a1a1a1a1a1"
            down_revision = None

            # versions/b2b2b2b2b2b2_users.py
            revision = "b2b2b2b2b2b2"
            down_revision = "a1a1a1a1a1a1"

            # values.yaml
            minimum: a1a1a1a1a1a1

            # migralint-environments.toml
            version = 1
            [environments.production]
            stamps = ["b2b2b2b2b2b2"]
            recorded-at = 2024-06-20T10:00:00Z

    Instead:
        Name a kept one:

            # versions/a1a1a1a1a1a1_start.py
            revision = "a1a1a1a1a1a1"
            down_revision = None

            # versions/b2b2b2b2b2b2_users.py
            revision = "b2b2b2b2b2b2"
            down_revision = "a1a1a1a1a1a1"

            # values.yaml
            minimum: b2b2b2b2b2b2

            # migralint-environments.toml
            version = 1
            [environments.production]
            stamps = ["b2b2b2b2b2b2"]
            recorded-at = 2024-06-20T10:00:00Z

    Note:
        A warning: it does not block.
    """


@prune_rule("ML608", Severity.WARNING)
def branch_builds_on_removed() -> None:
    """An unmerged git branch whose revisions build on one that would be removed.

    Why:
        When the branch is merged after the prune, its revision names a parent that no file has, and every Alembic
        command fails.

    Example:
        A topic branch started below the cut:

            $ git show topic:versions/c3c3c3c3c3c3_late.py
            down_revision = "a1a1a1a1a1a1"

    Instead:
        Merge it first, or keep the revisions that it builds on:

            $ migralint prune --protect-refs topic

    Note:
        A warning: it does not block. A branch whose new revision cannot be read (a merge conflict, a computed parent)
        is reported as well: it may build on a removed revision.
    """


@prune_rule("ML612")
def read_otherwise_by_alembic() -> None:
    """Alembic, in the project's interpreter, loads another id, parent, dependency or label than was read from the file.

    Why:
        A plan relies on the headers as read, without running anything. If the project's own Alembic sees different ones
        (byte code that does not come from the source, an import hook, code that changes its module's names), the plan
        is for a different history. `migralint prune --apply` has the script directory loaded before anything changes,
        and again on the result while everything can still be undone.

    Example:
        Python uses compiled code that differs from the source:

            $ migralint prune --apply
            error ML612  b2c3: the file says down_revision a1b2, Alembic loads down_revision 0001

    Instead:
        Remove the cause: delete the compiled files, and write the header as literals:

            $ find migrations -name __pycache__ -exec rm -r {} +
            $ migralint prune --apply

    Note:
        If the script directory cannot be loaded at all, ML606 gives the reason; `--no-verify` continues without it.
    """
