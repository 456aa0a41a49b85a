"""The border: everything that runs project code or opens a connection."""
