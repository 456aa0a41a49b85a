"""The rules that verify reports differences under; beside catalog.py, so that `check` need not import them."""

from __future__ import annotations

from migralint.findings.rule import DriftRule, OwnRule, Rule
from migralint.findings.severity import Severity
from migralint.rules.drift.check_constraint import check_constraint
from migralint.rules.drift.column import column
from migralint.rules.drift.column_autoincrement import column_autoincrement
from migralint.rules.drift.column_collation import column_collation
from migralint.rules.drift.column_comment import column_comment
from migralint.rules.drift.column_computed import column_computed
from migralint.rules.drift.column_default import column_default
from migralint.rules.drift.column_identity import column_identity
from migralint.rules.drift.column_nullable import column_nullable
from migralint.rules.drift.column_order import column_order
from migralint.rules.drift.column_type import column_type
from migralint.rules.drift.composite_type import composite_type
from migralint.rules.drift.constraint_name import constraint_name
from migralint.rules.drift.domain import domain
from migralint.rules.drift.enum_type import enum_type
from migralint.rules.drift.exclusion_constraint import exclusion_constraint
from migralint.rules.drift.extension import extension
from migralint.rules.drift.foreign_key import foreign_key
from migralint.rules.drift.function import function
from migralint.rules.drift.index import index
from migralint.rules.drift.other_object import other_object
from migralint.rules.drift.policy import policy
from migralint.rules.drift.primary_key import primary_key
from migralint.rules.drift.privileges import privileges
from migralint.rules.drift.rows import rows
from migralint.rules.drift.schema import schema
from migralint.rules.drift.sequence import sequence
from migralint.rules.drift.sequence_position import sequence_position
from migralint.rules.drift.stored_ddl import stored_ddl
from migralint.rules.drift.table import table
from migralint.rules.drift.table_comment import table_comment
from migralint.rules.drift.table_options import table_options
from migralint.rules.drift.trigger import trigger
from migralint.rules.drift.unique_constraint import unique_constraint
from migralint.rules.drift.verification_failed import verification_failed
from migralint.rules.drift.view import view
from migralint.rules.own.unused_allow_entry import unused_allow_entry

_INFO, _WARNING, _ERROR = Severity.INFO, Severity.WARNING, Severity.ERROR

DRIFT: tuple[DriftRule, ...] = (
    DriftRule("ML501", table, _ERROR),
    DriftRule("ML502", table_options, _ERROR),
    DriftRule("ML503", table_comment, _ERROR),
    DriftRule("ML510", column, _ERROR),
    DriftRule("ML511", column_type, _ERROR),
    DriftRule("ML512", column_nullable, _ERROR),
    DriftRule("ML513", column_default, _ERROR),
    DriftRule("ML514", column_collation, _ERROR),
    DriftRule("ML515", column_computed, _ERROR),
    DriftRule("ML516", column_identity, _ERROR),
    DriftRule("ML517", column_autoincrement, _ERROR),
    DriftRule("ML518", column_comment, _ERROR),
    DriftRule("ML519", column_order, _INFO),
    DriftRule("ML520", primary_key, _ERROR),
    DriftRule("ML521", unique_constraint, _ERROR),
    DriftRule("ML522", check_constraint, _ERROR),
    DriftRule("ML523", foreign_key, _ERROR),
    DriftRule("ML524", exclusion_constraint, _ERROR),
    DriftRule("ML525", constraint_name, _ERROR),
    DriftRule("ML530", index, _ERROR),
    DriftRule("ML539", schema, _ERROR),
    DriftRule("ML540", view, _ERROR),
    DriftRule("ML541", trigger, _ERROR),
    DriftRule("ML542", sequence, _ERROR),
    DriftRule("ML543", enum_type, _ERROR),
    DriftRule("ML544", domain, _ERROR),
    DriftRule("ML545", composite_type, _ERROR),
    DriftRule("ML546", function, _ERROR),
    DriftRule("ML547", extension, _ERROR),
    DriftRule("ML548", policy, _ERROR),
    DriftRule("ML549", other_object, _ERROR),
    DriftRule("ML550", rows, _ERROR),
    DriftRule("ML551", sequence_position, _WARNING),
    DriftRule("ML552", privileges, _ERROR),
    DriftRule("ML560", stored_ddl, _INFO),
)
"""Ordered by code, one for each kind of difference."""

UNUSED_ALLOW_ENTRY = OwnRule("ML004", unused_allow_entry, _WARNING)
VERIFICATION_FAILED = Rule("ML500", verification_failed, _ERROR)

VERIFY: tuple[Rule, ...] = (UNUSED_ALLOW_ENTRY, VERIFICATION_FAILED, *DRIFT)
"""All that a verification reports under, ordered by code."""
