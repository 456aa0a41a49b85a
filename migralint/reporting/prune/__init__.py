"""A prune plan in every format."""
