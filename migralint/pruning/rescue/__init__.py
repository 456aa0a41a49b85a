"""Brings pruned revisions back for databases that were left behind, never into the live directory."""
