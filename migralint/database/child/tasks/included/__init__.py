"""Asks the include functions of env.py what is left out of a comparison."""
