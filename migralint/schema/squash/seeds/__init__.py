"""The values of seed rows, and those that each run makes anew."""
