"""Reads the repository through git, without checking anything out."""
