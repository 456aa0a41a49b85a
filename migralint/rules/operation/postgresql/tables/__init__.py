"""Whole tables: maintenance, partitions, enum types, locks held together."""
