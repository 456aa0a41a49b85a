"""Applies a cut, all or nothing: the only code that removes or replaces several files at once."""
