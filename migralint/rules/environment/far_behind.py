"""ML408: an environment with very many revisions to run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from migralint.environments.environment import StampSet
from migralint.findings.problem import Problem
from migralint.history.history import History
from migralint.rules.environment.wording import are, who

if TYPE_CHECKING:
    from migralint.findings.environment_context import EnvironmentContext

MANY = 100
"""The number of pending revisions that counts as far."""


def far_behind(environments: EnvironmentContext) -> Iterator[Problem]:
    """An environment has a hundred revisions or more to run.

    Why:
        Its next upgrade runs migrations that have not been tried together for a long time, and while it stays behind,
        no revision after its stamp can be pruned. Upgrading one forgotten environment often frees most of the files.

    Example:
        A hundred revisions follow the stamp:

            a1 <- b1 <- … <- b100

            [environments.forgotten]
            stamps = ["a1"]

    Instead:
        Upgrade it, or remove it from the manifest if it no longer exists:

            a1 <- b1 <- … <- b100

            [environments.current]
            stamps = ["b100"]
    """
    if len(environments.history) <= MANY or environments.history.cycles():
        return
    for environment in environments.manifest.environments:
        pending = {one: _pending(environments.history, one) for one in environment.stamp_sets}
        far = [one for one, count in pending.items() if count >= MANY]
        if far:
            most = max(pending[one] for one in far)
            amount = f"{most}" if len(far) == 1 else f"up to {most}"
            yield Problem(
                f"{who(environment, far)} {are(environment)} far behind: {amount} of {len(environments.history)} "
                "revisions to run",
                location=environments.place(environment),
                revisions=tuple(sorted({stamp for one in far for stamp in one.stamps})),
                help=(
                    "upgrade it, or remove the entry if it is no longer in use; `migralint prune` shows how many "
                    "files that frees"
                ),
            )


def _pending(history: History, stamp_set: StampSet) -> int:
    if not stamp_set.stamps or any(stamp not in history for stamp in stamp_set.stamps):
        return 0  # findings of other rules
    return len(history) - history.ancestry.with_self(stamp_set.stamps).bit_count()
