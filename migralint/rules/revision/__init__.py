"""Rules about single revision files."""
