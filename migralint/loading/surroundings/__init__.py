"""Evidence about the databases and the application around the revision files: reads texts, runs nothing."""
