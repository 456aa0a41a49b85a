"""`python -m migralint`, and the console script."""

from __future__ import annotations

import gc
import os
import sys

_SHORT_LIVED = (["check"], ["verify"])
"""Commands that many wait for, and that end by themselves after a moment."""


def main() -> None:
    """Print the cached result of a command line, or run it; exits with one of the codes of `Exit`."""
    if sys.argv[1:] == ["--version"]:
        from migralint import __version__

        print(f"migralint {__version__}")
        sys.exit(0)
    if sys.argv[1:2] in _SHORT_LIVED:
        gc.disable()  # they make no cycles worth looking for: a tenth of their time
    # The imports wait: a repeated `check` is answered in less time than the command line takes to import.
    from migralint.cli.fast_path import plain_check, repeated_answer

    code = repeated_answer(sys.argv[1:])
    if code is None:
        code = plain_check(sys.argv[1:])
    if code is not None:
        sys.exit(code)
    from migralint.cli.app import main as run

    run()


def console() -> None:
    """The console script: `main`, and after a `check` or `verify` the end of the process at once.

    To take apart what that has built, object by object, is a twentieth of its time, and it has nothing to clean up.
    """
    try:
        main()
    except KeyboardInterrupt:  # while modules were imported: a command itself answers to it
        print("migralint: interrupted", file=sys.stderr)
        os._exit(130)  # what imported halfway has nothing to clean up, and might complain
    except SystemExit as end:
        if sys.argv[1:2] not in _SHORT_LIVED or not isinstance(end.code, int):
            raise
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (OSError, ValueError, AttributeError):
            raise end from None  # closed from the start, or nobody reads any more: Python's own end knows what to do
        os._exit(end.code)


if __name__ == "__main__":
    console()
