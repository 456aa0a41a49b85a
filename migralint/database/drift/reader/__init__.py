"""Runs in the project's interpreter and reads one live database; runs no project code."""
