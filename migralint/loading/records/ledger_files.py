"""The names of what a prune leaves in the script directory; apart, because most projects have neither of them."""

from __future__ import annotations

LEDGER_FILE = "migralint-pruned.json"
"""The ledger: what was pruned."""
FLOOR_FILE = "migralint-floor.{}.sql"
"""What pruned revisions built, beside the ledger, by kind of database."""
