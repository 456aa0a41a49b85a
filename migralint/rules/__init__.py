"""The rules, one per file; catalog.py lists them."""
