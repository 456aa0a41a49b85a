"""What is said about a directory: problems, rules, findings, reports."""
