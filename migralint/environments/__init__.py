"""The manifest: which databases exist and where each is stamped."""
