"""Calls the include functions of env.py to decide what to exclude from a comparison."""
