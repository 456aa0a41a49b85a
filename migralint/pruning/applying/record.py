"""The ledger entry of a prune, from the plan and the file contents; pure."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from migralint import __version__
from migralint.history.ledger import Prune, PrunedRevision, RewrittenRevision, StoredFile, Verification
from migralint.history.revision import Revision
from migralint.pruning.planning.plan import PrunePlan


def record(
    plan: PrunePlan,
    contents: Mapping[str, bytes],
    *,
    script_directory: str,
    blobs: Mapping[str, str],
    commit: str | None,
    archive: str | None,
    verified: Sequence[Verification],
    accepted_losses: Sequence[str],
    squashed_into: Sequence[str] = (),
    now: datetime | None = None,
) -> Prune:
    """The ledger's entry for a plan that is about to be applied.

    `contents`: bytes on disk by absolute path, of every removed and rewritten file. `blobs`: git's ids, likewise.
    """

    def stored(revision: Revision) -> StoredFile:
        assert revision.path is not None
        return StoredFile(
            relative_to(revision.path, script_directory),
            sha256(contents[revision.path]).hexdigest(),
            blobs.get(revision.path),
        )

    revisions = plan.history.revisions
    return Prune(
        pruned_at=(now or datetime.now(UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        tool_version=__version__,
        commit=commit,
        archive=os.path.basename(archive) if archive else None,
        new_bases=plan.new_bases,
        squashed_into=tuple(squashed_into),
        verified=tuple(verified),
        accepted_losses=tuple(accepted_losses),
        removed=tuple(
            PrunedRevision(
                one.id, stored(one), one.down_revision, one.depends_on, one.branch_labels, message=one.message
            )
            for one in (revisions[name] for name in plan.removed)
        ),
        rewritten=tuple(
            RewrittenRevision(one.id, stored(one), one.down_revision, one.depends_on, one.branch_labels)
            for one in (rewrite.before for rewrite in plan.rewrites)
        ),
    )


def relative_to(path: str, folder: str) -> str:
    """`path` relative to `folder`, with `/`."""
    return os.path.relpath(path, folder).replace(os.sep, "/")
