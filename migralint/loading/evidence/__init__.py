"""Evidence in the other files of a project: databases, environments, hosting. Names only, never values."""
