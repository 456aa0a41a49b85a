"""Dumps what pruned revisions built, and builds on it."""
