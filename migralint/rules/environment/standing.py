"""What can be done with a database with given stamps: the answer of `env check`, before an upgrade."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from msgspec import Struct

from migralint.environments.environment import StampSet
from migralint.findings.environment_context import EnvironmentContext
from migralint.rules.lost_files import bring_back, without_stamp
from migralint.rules.wording import listed

Kind = Literal["above-floor", "unstamped", "stranded", "overlapping", "unknown"]


class Standing(Struct, frozen=True):
    """The place of a stamp set in the history of the directory."""

    kind: Kind
    """above-floor: all revisions that it still needs exist."""
    message: str
    """The end of a sentence that starts with the stamps."""
    help: str = ""
    """The next step; empty if none is necessary."""

    @property
    def is_fine(self) -> bool:
        """Whether `alembic upgrade heads` has every revision that it needs."""
        return not self.help


def standing_of(stamp_set: StampSet, environments: EnvironmentContext, tables: Collection[str] = ()) -> Standing:
    """Judge whether a database with these stamps can be upgraded with the existing files.

    `tables` are the tables of a database without a stamp, as far as they were read.
    """
    stamps = stamp_set.stamps
    if not stamps:
        return _unstamped(environments, tables)
    pruned = sorted(stamps & environments.ledger.pruned.keys() - environments.history.revisions.keys())
    if pruned:
        return _stranded(pruned[0], environments)
    unknown = sorted(stamp for stamp in stamps if stamp not in environments.history)
    if unknown:
        return _unknown(unknown[0], environments, stamps)
    if len(stamps) > 1 and not environments.history.cycles():
        for older in sorted(stamps):
            newer = next((one for one in stamps if environments.history.ancestry.is_ancestor(older, one)), None)
            if newer is not None:
                return Standing(
                    "overlapping",
                    f"{older} is an ancestor of {newer}, so `alembic upgrade` refuses",
                    f"delete the row {older} from the version table: {newer} implies it",
                )
    if not environments.history.cycles() and (missed := environments.never_ran(stamps)) is not None:
        return _half_stranded(missed, environments)
    return Standing("above-floor", "at or above the floor")


def _unstamped(environments: EnvironmentContext, tables: Collection[str]) -> Standing:
    if not environments.ledger.prunes:
        there = sorted(set(tables) & _created(environments)) if tables else []
        if there:
            return Standing(
                "unstamped",
                f"it has no stamp but already has {listed(there[:3])}, so an upgrade fails on existing tables",
                "find out which revision its tables are at, and stamp it there: `alembic stamp REVISION`",
            )
        return Standing("unstamped", "an upgrade runs every revision")
    bases = listed(environments.history.bases())
    return Standing(
        "unstamped",
        "the first revisions of an upgrade were pruned",
        "build a new database with `migralint create`; if this one already has tables, find out which revision they "
        f"are at and stamp it there (the oldest kept revision is {bases})",
    )


def _created(environments: EnvironmentContext) -> set[str]:
    """The tables that revisions create, as far as their files show."""
    return {
        operation.table
        for file in environments.subject.files
        for operation in file.operations
        if operation.name == "create_table" and operation.function == "upgrade" and operation.table is not None
    }


def _stranded(stamp: str, environments: EnvironmentContext) -> Standing:
    day = environments.ledger.prune_of(stamp).pruned_at[:10]
    floor = environments.ledger.floor_above(stamp)
    target = f" to {listed(floor)}" if floor else ""
    return Standing(
        "stranded",
        f"{stamp} was pruned on {day}, so every Alembic command fails on this database",
        f"run `migralint rescue {stamp} --write DIR` and upgrade it from there{target}",
    )


def _half_stranded(missed: str, environments: EnvironmentContext) -> Standing:
    day = environments.ledger.prune_of(missed).pruned_at[:10]
    floor = listed(environments.ledger.floor_above(missed))
    return Standing(
        "stranded",
        f"{missed} was pruned on {day} and never ran there, so an upgrade to {floor} would skip it",
        f"run `migralint rescue {missed} --write DIR` and upgrade it from there to {floor}, or never upgrade that "
        "branch",
    )


def _unknown(stamp: str, environments: EnvironmentContext, stamps: frozenset[str]) -> Standing:
    longer = environments.named_by_prefix(stamp)
    if longer:
        return Standing(
            "unknown",
            f"no revision file has the id {stamp}, but Alembic uses {listed(longer, 'or')}",
            "find out which revisions the database has really run, and stamp it with the full id",
        )
    if environments.subject.may_be_hidden(stamp):
        return Standing(
            "unknown",
            f"no revision file that can be read has the id {stamp}",
            "fix the files that cannot be read (`migralint check` names them)",
        )
    help = bring_back(environments.subject, stamp)
    if environments.subject.lost_file(stamp) is None:
        elsewhere = "the database is ahead of this directory, it belongs to another one, or the file was deleted"
        help = f"{elsewhere}; {help}" if help else elsewhere
    purpose = without_stamp(environments.subject, stamp, beside=stamps & environments.history.revisions.keys())
    return Standing("unknown", f"no revision file has the id {stamp}", f"{help}; {purpose}")
