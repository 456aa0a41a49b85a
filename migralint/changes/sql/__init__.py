"""Reads SQL text as changes: by tokens, since sqlglot has no word for half of what migrations run."""
