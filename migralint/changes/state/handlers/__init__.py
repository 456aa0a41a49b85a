"""What each change leaves of a schema: a function for each, called by `apply`."""
