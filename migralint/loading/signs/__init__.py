"""What the other files of a project say about it: databases, environments, hosting. Names only, never values."""
