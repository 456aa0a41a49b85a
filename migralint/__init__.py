"""Static analyser and safe pruner for Alembic migration directories."""

__version__ = "0.1.0"
