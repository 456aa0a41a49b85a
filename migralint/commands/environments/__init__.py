"""Reads, records and compares the stamps of the environments."""
