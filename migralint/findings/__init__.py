"""The vocabulary of reports: problems, rules, findings, reports."""
