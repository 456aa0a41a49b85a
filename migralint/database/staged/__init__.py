"""A scratch database that stays while revisions run on it one after the other, and rows are put in between."""
