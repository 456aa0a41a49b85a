"""Data, application code and SQL text in migrations."""
