"""Rosters drawn in text: a history, a manifest, and what was pruned."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from migralint.environments.manifest import parse_manifest
from migralint.findings.environment_context import EnvironmentContext
from migralint.findings.history_context import HistoryContext
from migralint.history.history import History
from migralint.history.ledger import Ledger, Prune, PrunedRevision, RewrittenRevision, StoredFile
from tests.support.notation import parse_history

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MANIFEST = "/project/migrations/migralint-environments.toml"

_SERIES = re.compile(r"(\w*?)(\d+) <- … <- \w*?(\d+)")
_PRUNED = re.compile(r"^# pruned: ([\w ]+?)(?: \(kept above: (\w+)\))?$", re.MULTILINE)


def drawn_environments(text: str, *, prunable: tuple[str, ...] | None = None) -> EnvironmentContext:
    """A history in `parse_history`'s notation (with `b1 <- … <- b100`), then the entries of a manifest.

    A comment `# pruned: a b (kept above: c)` between them fills the ledger.
    """
    drawing, entries = re.split(r"(?m)^(?=# pruned|\[environments|max-age-days)", text, maxsplit=1)
    drawing = _SERIES.sub(
        lambda found: " <- ".join(f"{found[1]}{number}" for number in range(int(found[2]), int(found[3]) + 1)), drawing
    )
    ledger = drawn_ledger(entries)
    return EnvironmentContext(
        HistoryContext(parse_history(drawing), ledger=ledger),
        parse_manifest(f"version = 1\n{entries}".encode(), MANIFEST),
        NOW,
        ledger,
        prunable,
    )


def drawn_ledger(text: str) -> Ledger:
    """The ledger that the comment `# pruned: a b (kept above: c)` in `text` draws: one prune of a line of revisions.

    Empty if there is no such comment; `kept above` may be left out.
    """
    drawn = _PRUNED.search(text)
    if drawn is None:
        return Ledger()
    pruned = drawn[1].split()
    removed = tuple(
        PrunedRevision(one, StoredFile(f"versions/{one}.py", "0" * 64), down_revision=tuple(pruned[place - 1 : place]))
        for place, one in enumerate(pruned)
    )
    kept = (drawn[2],) if drawn[2] else ()
    rewritten = tuple(RewrittenRevision(one, StoredFile(f"versions/{one}.py", "0" * 64), (pruned[-1],)) for one in kept)
    return Ledger((Prune("2026-10-01T08:00:00Z", "0.1.0", None, None, kept, (), (), (), removed, rewritten),))


def expendable(history: History, environments: EnvironmentContext) -> tuple[str, ...]:
    """By the definition: applied in every database, stamped in none, no head."""
    sets = [one.stamps for _, one in environments.stamp_sets()]
    common = [
        one
        for one in history.revisions
        if sets and all(one in history.ancestors(stamps & history.revisions.keys()) - stamps for stamps in sets)
    ]
    return tuple(one for one in common if history.children(one))
