"""PostgreSQL: servers to throw away, and what a database there looks like."""
