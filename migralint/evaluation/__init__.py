"""Evaluates the top level of a module without running it; knows nothing about migrations."""
