"""Plans and applies a cut, with all its checks."""
