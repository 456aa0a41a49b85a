"""Bytes, spans, edits and the atomic writing of one file; knows nothing about migrations."""
