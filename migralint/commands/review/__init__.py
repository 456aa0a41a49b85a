"""What a branch adds to the history, and who will run it."""
