"""What `init` found and proposes."""
