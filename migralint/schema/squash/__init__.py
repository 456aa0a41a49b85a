"""The Python source of one revision that builds what a database holds; pure."""
