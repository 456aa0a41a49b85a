"""ML005: a suppression comment that does not say why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.findings.suppression import Suppression


def suppression_without_reason(suppressions: Iterable[Suppression]) -> Iterator[Problem]:
    """A comment that accepts findings without a reason.

    Why:
        The next reader cannot tell whether the finding was examined or only silenced, and will not remove it.

    Example:
            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"  # migralint: ignore[ML207]
            down_revision = None

    Instead:
            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"  # migralint: ignore[ML207] version_num is wider here
            down_revision = None

    Note:
        Off unless selected: `extend-select = ["ML005"]`.
    """
    for suppression in suppressions:
        if not suppression.malformed and not suppression.reason:
            kind = "ignore-file" if suppression.whole_file else "ignore"
            yield Problem(
                f"{kind}[{', '.join(suppression.codes)}] gives no reason",
                location=suppression.location,
                help="write the reason after the bracket",
            )
