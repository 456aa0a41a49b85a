"""What env.py declares: target metadata, filters, options."""
