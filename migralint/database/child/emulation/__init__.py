"""What SQLite lacks, done on the scratch database while a full upgrade runs; touches no other connection."""
