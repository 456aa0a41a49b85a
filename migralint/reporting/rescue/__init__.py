"""What was pruned, and how to restore it, as text and JSON."""
