"""A temporary server: started for one run, removed even when killed."""
