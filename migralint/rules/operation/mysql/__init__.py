"""MySQL and MariaDB: silent resets, copies, failing statements."""
