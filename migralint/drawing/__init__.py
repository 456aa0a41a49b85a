"""A history as a picture: one layout of rows, and pure renderers of a row."""
