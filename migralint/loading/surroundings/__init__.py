"""What lies around the revision files and tells of the databases and the application: texts, nothing is run."""
