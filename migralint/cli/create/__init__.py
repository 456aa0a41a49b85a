"""`migralint create`: parameters, documents, exit code."""
