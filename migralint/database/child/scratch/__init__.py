"""The scratch databases, and what a session finds in them."""
