"""Environments and their stamps as text and JSON."""
