"""Moves the revisions of one branch on top of those of another."""
