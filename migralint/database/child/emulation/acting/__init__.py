"""Carries out on SQLite what SQLite has no statement for."""
