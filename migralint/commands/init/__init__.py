"""The set-up of a project: what it examines, what it proposes, and writing the proposal."""
