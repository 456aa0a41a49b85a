"""Carries out operations for which SQLite has no statement."""
