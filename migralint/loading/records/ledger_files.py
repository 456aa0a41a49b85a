"""The names of the files that a prune leaves in the script directory; separate, because most projects have none."""

from __future__ import annotations

LEDGER_FILE = "migralint-pruned.json"
"""The ledger: the record of pruned revisions."""
FLOOR_FILE = "migralint-floor.{}.sql"
"""The schema that pruned revisions built, stored beside the ledger, by kind of database."""
