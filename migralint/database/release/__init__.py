"""Checks whether an earlier release still runs on the schema of the new migrations."""
