"""Looks at live databases: which, what their stamps mean, and whether they hold what the migrations make."""
