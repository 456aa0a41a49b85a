"""Indexes, and what must not run in a transaction."""
