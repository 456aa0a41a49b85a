"""Blockers of a prune, or is left to clean up after it; found while planning, documented here."""
