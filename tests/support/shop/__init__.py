"""A shop's database with something of everything: its models, and SQL that makes the same."""
