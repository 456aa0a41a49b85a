"""Generates one revision that replaces many, and proves it."""
