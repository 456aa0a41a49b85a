"""What is found while a prune is planned; beside catalog.py, since `check` knows no plan."""

from __future__ import annotations

from migralint.findings.rule import OwnRule
from migralint.findings.severity import Severity
from migralint.rules.prune.branch_builds_on_removed import branch_builds_on_removed
from migralint.rules.prune.empty_databases_upgraded import empty_databases_upgraded
from migralint.rules.prune.file_read_by_removed_only import file_read_by_removed_only
from migralint.rules.prune.lost_by_create_all import lost_by_create_all
from migralint.rules.prune.not_squashed import not_squashed
from migralint.rules.prune.not_verified import not_verified
from migralint.rules.prune.outside_repository import outside_repository
from migralint.rules.prune.read_otherwise_by_alembic import read_otherwise_by_alembic
from migralint.rules.prune.removed_id_abbreviates_kept import removed_id_abbreviates_kept
from migralint.rules.prune.removed_id_named_elsewhere import removed_id_named_elsewhere
from migralint.rules.prune.unrecoverable_file import unrecoverable_file
from migralint.rules.prune.unwritable_header import unwritable_header
from migralint.rules.prune.used_by_kept_file import used_by_kept_file

ABBREVIATED_ID = OwnRule("ML601", removed_id_abbreviates_kept, Severity.ERROR)
OUTSIDE_REPOSITORY = OwnRule("ML602", outside_repository, Severity.ERROR)
UNWRITABLE_HEADER = OwnRule("ML603", unwritable_header, Severity.ERROR)
USED_BY_KEPT_FILE = OwnRule("ML604", used_by_kept_file, Severity.ERROR)
UNRECOVERABLE = OwnRule("ML605", unrecoverable_file, Severity.ERROR)
NOT_VERIFIED = OwnRule("ML606", not_verified, Severity.ERROR)
NAMED_ELSEWHERE = OwnRule("ML607", removed_id_named_elsewhere, Severity.WARNING)
BUILT_UPON = OwnRule("ML608", branch_builds_on_removed, Severity.WARNING)
LOSS = OwnRule("ML609", lost_by_create_all, Severity.ERROR)
NOT_SQUASHED = OwnRule("ML610", not_squashed, Severity.ERROR)
READ_BY_REMOVED_ONLY = OwnRule("ML611", file_read_by_removed_only, Severity.WARNING)
READ_OTHERWISE = OwnRule("ML612", read_otherwise_by_alembic, Severity.ERROR)
EMPTY_UPGRADED = OwnRule("ML613", empty_databases_upgraded, Severity.WARNING)

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
