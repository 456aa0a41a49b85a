"""Reads SQL token by token, and separates spelling from meaning."""
