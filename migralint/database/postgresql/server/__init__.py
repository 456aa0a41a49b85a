"""A throw-away server: started for one run, removed also when killed."""
