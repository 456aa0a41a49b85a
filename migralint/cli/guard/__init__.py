"""`migralint guard`: parameters, documents, exit code."""
