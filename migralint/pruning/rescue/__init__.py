"""Restores pruned revisions for databases that were left behind, never into the live directory."""
