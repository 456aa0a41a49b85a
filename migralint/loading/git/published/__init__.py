"""Reads what a merge target has published, and what this branch made of it: objects of git, nothing is checked out."""
