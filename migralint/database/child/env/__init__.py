"""The declarations of env.py: target metadata, filters, options."""
