"""`migralint env`: one command per file; app.py puts them together."""
