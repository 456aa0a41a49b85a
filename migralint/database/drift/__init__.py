"""Compares live databases with what their own stamps promise; never writes there."""
