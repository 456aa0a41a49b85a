"""`migralint rebase`: parameters, documents, exit code."""
