"""Runs in the project's interpreter: needs SQLAlchemy and the project's drivers, and nothing of migralint."""
