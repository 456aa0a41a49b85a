"""Every kind of change as a value, by what it is done to."""
