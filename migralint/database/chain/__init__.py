"""Compares the migrations at an earlier commit with the present ones."""
