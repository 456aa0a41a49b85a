"""Runs project code in a child process, and explains its failures."""
