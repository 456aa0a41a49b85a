"""`migralint check`: parameters, documents, exit code."""
