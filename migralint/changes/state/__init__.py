"""The schema that the ancestors of a revision build, as far as their files show."""
