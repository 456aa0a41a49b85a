"""Whether the value of a variable is certain: which other code of the file may change it."""
