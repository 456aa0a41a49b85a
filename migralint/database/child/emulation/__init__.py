"""Emulates on the scratch database what SQLite lacks, while a full upgrade runs; affects no other connection."""
