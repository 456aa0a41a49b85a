"""Reads stamps from real databases, read-only, in the project's interpreter."""
