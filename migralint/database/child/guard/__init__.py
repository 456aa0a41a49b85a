"""Refuses every database but the scratch ones."""
