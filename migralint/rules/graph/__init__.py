"""Rules about the graph of one script directory."""
