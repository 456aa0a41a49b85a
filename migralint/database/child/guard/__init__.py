"""Refuses every database except the scratch ones."""
