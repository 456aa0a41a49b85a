"""The terminal: streams, colour, progress."""
