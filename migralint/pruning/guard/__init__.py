"""The guard that env.py calls: its file, and the lines of env.py; the file itself is `migralint_guard.py` here."""
