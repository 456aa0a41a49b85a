"""SQLite: what needs batch mode, and what batch mode loses."""
