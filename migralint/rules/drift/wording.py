"""How differences are said as problems, the same way for all kinds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.schema.compare.difference import Difference, Kind


def problems(differences: Iterable[Difference], kind: Kind) -> Iterator[Problem]:
    """Yield a problem for each difference of this kind, in the order given."""
    for difference in differences:
        if difference.kind == kind.word:
            yield Problem(said(difference), help=_help(difference))


def said(difference: Difference) -> str:
    """What differs, where, and what each side says, on one line."""
    parts = [part for part in (difference.table, difference.object) if part is not None]
    place = f"{difference.kind} {'.'.join(parts)}".rstrip()
    models, migrations = (
        "nothing" if side is None else " ".join(side.split()) for side in (difference.models, difference.migrations)
    )
    return f"{place}: the models say {models}; the migrations make {migrations}"


def _help(difference: Difference) -> str:
    models = f"{' '.join(difference.models_mend.split())} in the models, or " if difference.models_mend else ""
    code = [line for line in difference.mend.split("\n") if line and not line.startswith("#")]
    if not code:
        advice = " ".join(line.removeprefix("# ") for line in difference.mend.split("\n") if line)
        if advice:
            return f"{models}{advice}"
        return difference.reason or (
            f"{models}bring models and migrations together, or accept it in [[tool.migralint.verify.allow]]"
        )
    return f"{models}a new revision with {' '.join(' '.join(code).split())}"
