"""A scratch database that is kept while revisions run on it one after the other, with rows inserted in between."""
