"""The scratch databases, and the preparation of their sessions."""
