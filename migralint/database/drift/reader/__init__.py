"""Runs in the project's interpreter and reads one live database; runs no code of the project's."""
