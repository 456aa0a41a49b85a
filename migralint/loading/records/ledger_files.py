"""The names of the files that a prune leaves in the script directory; separate, because most projects have none."""

from __future__ import annotations

LEDGER_FILE = "migralint-pruned.json"
"""The ledger: what was pruned."""
FLOOR_FILE = "migralint-floor.{}.sql"
"""What pruned revisions built, beside the ledger, by kind of database."""
