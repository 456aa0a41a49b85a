"""The structure of a database as plain values, and their comparison."""
