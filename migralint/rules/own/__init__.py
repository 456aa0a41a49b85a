"""Rules about migralint's own comments, settings and files."""
