"""PostgreSQL: temporary servers, and the content of databases."""
