"""Reads the operations of a revision file."""
