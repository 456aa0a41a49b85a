"""A page of blocks, as HTML and as Markdown."""
