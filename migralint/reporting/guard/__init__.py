"""What `migralint guard` wrote, as text and JSON."""
