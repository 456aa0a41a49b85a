"""migralint's own settings."""
