"""Explains a failed stage, one file for each kind of stage."""
