"""The values of seed rows, and those that differ in each run."""
