"""What is found while a prune is planned; beside catalog.py, since `check` knows no plan."""

from __future__ import annotations

from migralint.findings.rule import OwnRule
from migralint.rules.prune import files, revisions

ABBREVIATED_ID = revisions.removed_id_abbreviates_kept
OUTSIDE_REPOSITORY = files.outside_repository
UNWRITABLE_HEADER = revisions.unwritable_header
USED_BY_KEPT_FILE = revisions.used_by_kept_file
UNRECOVERABLE = files.unrecoverable_file
NOT_VERIFIED = files.not_verified
NAMED_ELSEWHERE = revisions.removed_id_named_elsewhere
BUILT_UPON = revisions.branch_builds_on_removed
LOSS = files.lost_by_create_all
NOT_SQUASHED = files.not_squashed
READ_BY_REMOVED_ONLY = files.file_read_by_removed_only
READ_OTHERWISE = revisions.read_otherwise_by_alembic
EMPTY_UPGRADED = files.empty_databases_upgraded

PRUNE: tuple[OwnRule, ...] = (
    ABBREVIATED_ID,
    OUTSIDE_REPOSITORY,
    UNWRITABLE_HEADER,
    USED_BY_KEPT_FILE,
    UNRECOVERABLE,
    NOT_VERIFIED,
    NAMED_ELSEWHERE,
    BUILT_UPON,
    LOSS,
    NOT_SQUASHED,
    READ_BY_REMOVED_ONLY,
    READ_OTHERWISE,
    EMPTY_UPGRADED,
)
"""Ordered by code, each code once."""
