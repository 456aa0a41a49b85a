"""Walks a history with the schema that each revision meets: what the operation rules and the kinds are told."""
