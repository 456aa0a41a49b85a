"""`python -m migralint`, and the console script."""

from __future__ import annotations

from migralint.cli.app import main

if __name__ == "__main__":
    main()
