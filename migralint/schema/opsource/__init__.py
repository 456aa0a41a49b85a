"""Writes Python source with Alembic operations, for mends and squashes."""
