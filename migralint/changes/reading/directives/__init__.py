"""Reads the directives of `op` and of `batch_alter_table` as changes."""
