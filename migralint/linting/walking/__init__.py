"""Walks a history with the schema before each revision: the input of the operation rules and the kinds."""
