"""Generates one revision in place of many, and proves it."""
