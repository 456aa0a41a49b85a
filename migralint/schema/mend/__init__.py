"""Writes the `op` calls that change the migrations' schema to that of the models."""
