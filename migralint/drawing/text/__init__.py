"""The picture in a terminal: gutter, columns, one line per row."""
