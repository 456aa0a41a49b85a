"""`migralint init`: parameters, questions, exit code."""
