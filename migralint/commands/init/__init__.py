"""The set-up of a project: what it looks at, what it proposes, and the writing of that."""
