"""Runs in the project's own interpreter (Python 3.9 and newer) with only its sqlalchemy and alembic beside it.

Everything here is loaded by `bootstrap.py` under its own name, imports only relatively, and knows nothing about the
rest of migralint but `migralint/sql`: that is not installed where this runs.
"""
