"""Applies a cut, all or nothing: the only code that removes or replaces many files at once."""
