"""A verification in every format."""
