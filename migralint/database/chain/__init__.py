"""The migrations as they were at a commit against the migrations now."""
