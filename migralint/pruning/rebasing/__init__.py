"""Puts the revisions of one branch on top of those of another: what moves where, and what forbids it; pure."""
