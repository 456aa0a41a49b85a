"""The effect of a revision on a schema: `op` calls and SQL as one kind of value, and the resulting state."""
