"""Reads the SQL text of other databases."""
