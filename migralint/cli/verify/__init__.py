"""`migralint verify`: parameters, documents, exit code."""
