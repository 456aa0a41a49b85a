"""Reads SQL text as changes, token by token: sqlglot does not know half of the statements in migrations."""
