"""Rules about the manifest: the stamps of databases and their meaning for the history."""
