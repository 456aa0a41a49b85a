"""The functions of the tool: a value in, a value out. Prints nothing, knows no format; progress goes to a Listener."""
