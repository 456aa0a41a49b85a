"""All rules, with their severities: the only place that lists them."""

from __future__ import annotations

from migralint.findings.rule import EnvironmentRule, FileRule, GraphRule, OwnRule, Rule
from migralint.findings.severity import Severity
from migralint.rules.environment.far_behind import far_behind
from migralint.rules.environment.incomplete_record import incomplete_record
from migralint.rules.environment.no_stamp_set import no_stamp_set
from migralint.rules.environment.overlapping_stamps import overlapping_stamps
from migralint.rules.environment.prefix_stamp import prefix_stamp
from migralint.rules.environment.prunable_revisions import prunable_revisions
from migralint.rules.environment.stale_record import stale_record
from migralint.rules.environment.stranded import stranded
from migralint.rules.environment.unknown_stamp import unknown_stamp
from migralint.rules.environment.unstamped_environment import unstamped_environment
from migralint.rules.graph.cycle import cycle
from migralint.rules.graph.duplicate_branch_label import duplicate_branch_label
from migralint.rules.graph.duplicate_revision_id import duplicate_revision_id
from migralint.rules.graph.missing_dependency import missing_dependency
from migralint.rules.graph.missing_parent import missing_parent
from migralint.rules.graph.multiple_heads import multiple_heads
from migralint.rules.graph.prefix_of_another_id import prefix_of_another_id
from migralint.rules.graph.redundant_dependency import redundant_dependency
from migralint.rules.graph.redundant_parent import redundant_parent
from migralint.rules.graph.unlabelled_bases import unlabelled_bases
from migralint.rules.operation.catalog import OPERATION
from migralint.rules.own.suppression_without_reason import suppression_without_reason
from migralint.rules.own.unfinished_prune import unfinished_prune
from migralint.rules.own.unresolved_version_location import unresolved_version_location
from migralint.rules.own.unused_suppression import unused_suppression
from migralint.rules.published.behind_merge_target import behind_merge_target
from migralint.rules.published.parent_was_pruned import parent_was_pruned
from migralint.rules.published.published_revision_deleted import published_revision_deleted
from migralint.rules.published.published_revision_edited import published_revision_edited
from migralint.rules.published.published_revision_reparented import published_revision_reparented
from migralint.rules.published.revision_id_reused import revision_id_reused
from migralint.rules.revision.alters_what_no_revision_creates import alters_what_no_revision_creates
from migralint.rules.revision.bad_revision_id import bad_revision_id
from migralint.rules.revision.dynamic_header import dynamic_header
from migralint.rules.revision.empty_upgrade import empty_upgrade
from migralint.rules.revision.file_name_mismatch import file_name_mismatch
from migralint.rules.revision.foreign_key_before_table import foreign_key_before_table
from migralint.rules.revision.ignored_file import ignored_file
from migralint.rules.revision.leftover_template_text import leftover_template_text
from migralint.rules.revision.merge_with_operations import merge_with_operations
from migralint.rules.revision.no_upgrade_function import no_upgrade_function
from migralint.rules.revision.not_a_revision import not_a_revision
from migralint.rules.revision.older_than_parent import older_than_parent
from migralint.rules.revision.revises_mismatch import revises_mismatch
from migralint.rules.revision.stale_bytecode import stale_bytecode
from migralint.rules.revision.unparsable_file import unparsable_file

_INFO, _WARNING, _ERROR = Severity.INFO, Severity.WARNING, Severity.ERROR

CATALOG: tuple[Rule, ...] = (
    OwnRule("ML001", unused_suppression, _WARNING),
    GraphRule("ML002", unresolved_version_location, _WARNING),
    GraphRule("ML003", unfinished_prune, _ERROR),
    OwnRule("ML005", suppression_without_reason, _WARNING, default=False),
    GraphRule("ML101", multiple_heads, _ERROR, after_merge=True),
    GraphRule("ML102", missing_parent, _ERROR, after_merge=True),
    GraphRule("ML103", missing_dependency, _ERROR, after_merge=True, merged=_INFO),
    GraphRule("ML104", cycle, _ERROR, after_merge=True),
    GraphRule("ML105", duplicate_revision_id, _ERROR, after_merge=True),
    GraphRule("ML106", duplicate_branch_label, _ERROR, after_merge=True),
    GraphRule("ML107", prefix_of_another_id, _INFO, merged=_INFO),
    GraphRule("ML108", redundant_parent, _ERROR, merged=_INFO),
    GraphRule("ML109", unlabelled_bases, _WARNING),
    GraphRule("ML110", redundant_dependency, _INFO),
    FileRule("ML201", unparsable_file, _ERROR),
    FileRule("ML202", not_a_revision, _ERROR),
    FileRule("ML203", dynamic_header, _WARNING),
    FileRule("ML204", ignored_file, _WARNING),
    FileRule("ML205", revises_mismatch, _WARNING, merged=_INFO),
    FileRule("ML206", file_name_mismatch, _WARNING, merged=_INFO),
    FileRule("ML207", bad_revision_id, _ERROR),
    FileRule("ML208", no_upgrade_function, _ERROR),
    FileRule("ML209", empty_upgrade, _INFO, merged=_INFO),
    FileRule("ML210", merge_with_operations, _WARNING, merged=_INFO),
    GraphRule("ML211", stale_bytecode, _WARNING),
    FileRule("ML212", older_than_parent, _INFO, default=False, merged=_INFO),
    FileRule("ML213", leftover_template_text, _WARNING, merged=_INFO),
    GraphRule("ML214", alters_what_no_revision_creates, _INFO, merged=_INFO),
    FileRule("ML215", foreign_key_before_table, _WARNING),
    GraphRule("ML251", published_revision_edited, _ERROR),
    GraphRule("ML252", published_revision_deleted, _ERROR),
    GraphRule("ML253", published_revision_reparented, _ERROR),
    GraphRule("ML254", revision_id_reused, _ERROR),
    GraphRule("ML255", behind_merge_target, _ERROR),
    GraphRule("ML256", parent_was_pruned, _ERROR, after_merge=True),
    *OPERATION,
    EnvironmentRule("ML401", unknown_stamp, _ERROR),
    EnvironmentRule("ML402", prefix_stamp, _ERROR),
    EnvironmentRule("ML403", overlapping_stamps, _ERROR),
    EnvironmentRule("ML404", stale_record, _WARNING),
    EnvironmentRule("ML405", unstamped_environment, _WARNING),
    EnvironmentRule("ML406", prunable_revisions, _INFO),
    EnvironmentRule("ML407", stranded, _ERROR),
    EnvironmentRule("ML408", far_behind, _INFO),
    EnvironmentRule("ML409", no_stamp_set, _ERROR),
    EnvironmentRule("ML410", incomplete_record, _ERROR),
)
"""Ordered by code, each code once."""
