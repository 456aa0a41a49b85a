"""ML001: a suppression comment that suppresses nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem
from migralint.findings.suppression import Suppression
from migralint.rules.wording import listed


def unused_suppression(unused: Iterable[tuple[Suppression, tuple[str, ...]]]) -> Iterator[Problem]:
    """A comment that suppresses a finding that does not exist.

    Why:
        The flaw was fixed, or the code is mistyped. The comment would hide the next finding of that rule in this place
        although nobody decided to accept it.

    Example:
            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"  # migralint: ignore[ML207] the table is wider here
            down_revision = None

    Instead:
            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

    Note:
        Only rules that ran count: a comment about a rule that is not selected is not reported.
    """
    for suppression, codes in unused:
        kind = "ignore-file" if suppression.whole_file else "ignore"
        if suppression.malformed:
            yield Problem(
                f"not understood: {suppression.malformed}",
                location=suppression.location,
                help=f"write `# migralint: {kind}[ML…] reason`",
            )
        else:
            yield Problem(
                f"{kind}[{', '.join(codes)}] suppresses nothing here",
                location=suppression.location,
                help=f"remove {listed(list(codes))} from the comment",
            )
