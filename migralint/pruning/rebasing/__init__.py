"""Moves the revisions of one branch on top of those of another: what moves where, and what prevents it; pure."""
