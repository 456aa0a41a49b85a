"""What a user can ask for: a value in, a value out. Prints nothing, knows no format; a Listener hears of progress."""
