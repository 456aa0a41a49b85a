"""Alembic's configuration: ini files, pyproject.toml, script locations."""
