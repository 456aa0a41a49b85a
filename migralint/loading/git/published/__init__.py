"""Reads what a merge target has published, and what this branch changed: from git's objects, without a checkout."""
