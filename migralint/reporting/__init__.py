"""Turns a report into lines of text or a document; pure."""
