"""`migralint rescue`: parameters, documents, exit code."""
