"""`migralint drift`: parameters, documents, exit code."""
