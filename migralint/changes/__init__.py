"""What a revision does to a schema: `op` calls and SQL as one kind of value, and the state that they leave."""
