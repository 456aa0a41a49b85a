"""The schema that the ancestors of a revision leave, as far as their files tell."""
