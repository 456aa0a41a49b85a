"""`python -m migralint`, and the console script."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    """Repeat what is known, or run the command line; exits with a code of DESIGN's table."""
    if sys.argv[1:] == ["--version"]:
        from migralint import __version__

        print(f"migralint {__version__}")
        sys.exit(0)
    if sys.argv[1:2] == ["check"]:
        gc.disable()  # it lives for less than a second and makes no cycles worth looking for: a tenth of its time
    # The imports wait: a repeated `check` is answered in less time than the command line takes to import.
    from migralint.cli.shortcut import plain_check, repeated_answer

    code = repeated_answer(sys.argv[1:])
    if code is None:
        code = plain_check(sys.argv[1:])
    if code is not None:
        sys.exit(code)
    from migralint.cli.app import main as run

    run()


if __name__ == "__main__":
    main()
