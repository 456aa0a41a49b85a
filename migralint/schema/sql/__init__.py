"""Reading SQL token by token: what is spelling and what is meaning."""
