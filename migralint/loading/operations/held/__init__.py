"""Whether what a variable seems to hold can be relied on: what else in the file has a hand in it."""
