"""A rebase, planned or done: text and json."""
