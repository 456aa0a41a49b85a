"""What a module's top level binds, without running it; knows nothing of migrations."""
