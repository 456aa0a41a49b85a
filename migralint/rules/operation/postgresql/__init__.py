"""PostgreSQL: locks, rewrites, failing statements."""
