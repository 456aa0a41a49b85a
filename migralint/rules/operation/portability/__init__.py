"""Several dialects, and Alembic's own traps."""
