"""All code that runs project code or opens a connection."""
