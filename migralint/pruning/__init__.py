"""Plans which revisions can go, rewrites the rest, and applies the cut."""
