"""Lints the revision files, their graph and the manifest."""
