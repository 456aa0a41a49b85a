"""Compares live databases with their own stamps; never writes to them."""
