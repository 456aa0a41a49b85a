"""Builds both databases and judges their differences."""
