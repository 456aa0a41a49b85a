"""Finds the script directories of a project."""
