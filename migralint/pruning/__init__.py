"""Plans which revisions to remove, rewrites the rest, and applies the cut."""
