"""Computes what may be removed; pure."""
