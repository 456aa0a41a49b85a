"""`migralint prune`: parameters, documents, exit code."""
