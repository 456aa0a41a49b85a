"""`migralint review`: parameters, documents, exit code."""
