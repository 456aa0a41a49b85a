"""Selects rules, runs them, suppresses and counts their findings."""
