"""Draws a history: tree, mermaid, dot, html."""
