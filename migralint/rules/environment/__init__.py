"""Rules about the manifest: where databases are stamped and what that means for the history."""
