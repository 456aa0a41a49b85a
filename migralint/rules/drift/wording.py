"""The wording of problems about differences, the same for all kinds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.schema.compare.difference import Difference, Kind

MODELS_AND_MIGRATIONS = ("models", "migrations")
"""The names of the two sides, unless two chains of migrations are compared."""


def problems(differences: Iterable[Difference], kind: Kind) -> Iterator[Problem]:
    """Yield a problem for each difference of this kind, in the order given."""
    for difference in differences:
        if difference.kind == kind.word:
            yield Problem(said(difference), help=_help(difference))


def said(difference: Difference) -> str:
    """The object that differs, its table, and both sides, on one line."""
    models, migrations = _sides(difference)
    return f"{_place(difference)}: the models declare {models}; the migrations build {migrations}"


def of_chains(difference: Difference, sides: tuple[str, str]) -> Problem:
    """The problem of a difference between the migrations of a commit and the present ones, which `sides` names."""
    before, now = _sides(difference)
    code = [line for line in difference.mend.split("\n") if line and not line.startswith("#")]
    way = f": {' '.join(' '.join(code).split())}" if code else ""
    return Problem(
        f"{_place(difference)}: {sides[0]} built {before}; {sides[1]} the migrations build {now}",
        help=f"make the revisions build what those of {sides[0]} built{way}",
    )


def of_live(difference: Difference, who: str) -> Problem:
    """The problem of a difference between the schema that the migrations build and the live database that `who`
    names."""
    wanted, has = _sides(difference)
    code = [line for line in difference.mend.split("\n") if line and not line.startswith("#")]
    way = f"; expected: {' '.join(' '.join(code).split())}" if code else ""
    return Problem(
        f"{who}: {_place(difference)}: the migrations up to its stamp build {wanted}; the database has {has}",
        help=f"find out who changed it and why{way}",
    )


def _place(difference: Difference) -> str:
    parts = [part for part in (difference.table, difference.object) if part is not None]
    return f"{difference.kind} {'.'.join(parts)}".rstrip()


def _sides(difference: Difference) -> tuple[str, str]:
    models, migrations = (
        "nothing" if side is None else " ".join(side.split()) for side in (difference.models, difference.migrations)
    )
    return models, migrations


def _help(difference: Difference) -> str:
    models = f"{' '.join(difference.models_mend.split())} in the models, or " if difference.models_mend else ""
    code = [line for line in difference.mend.split("\n") if line and not line.startswith("#")]
    if not code:
        advice = " ".join(line.removeprefix("# ") for line in difference.mend.split("\n") if line)
        if advice:
            return f"{models}{advice}"
        return difference.reason or (
            f"{models}make models and migrations agree, or accept the difference in [[tool.migralint.verify.allow]]"
        )
    return f"{models}write a new revision with {' '.join(' '.join(code).split())}"
