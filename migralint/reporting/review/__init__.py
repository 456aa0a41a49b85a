"""A review as text, as markdown and as JSON."""
