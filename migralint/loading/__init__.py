"""Disk to values: configuration, discovery, parsing, cache; never runs project code."""
