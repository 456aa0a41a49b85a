"""The shape of a database as plain values, and their comparison."""
