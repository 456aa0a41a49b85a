"""Whether an earlier release still runs, as text and as JSON."""
