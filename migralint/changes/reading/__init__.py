"""Reads the calls of `op` and of SQLAlchemy as changes."""
