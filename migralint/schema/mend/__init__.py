"""Writes the `op` calls that bring the migrations to what the models say."""
