"""Reads revision files: header, docstring, functions, cache."""
