"""Reads the objects by which SQLAlchemy and Alembic speak of a change: indexes, constraints, tables, DDL elements."""
