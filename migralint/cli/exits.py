"""Exit codes, and the one place that turns exceptions into lines for people."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from enum import IntEnum

from migralint.source.errors import InputError
from migralint.source.reading import reason

_NOT_OURS = frozenset(
    (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.ELOOP, errno.ESTALE)
)
"""What the system refuses wherever it happens: the disk's state and the user's rights, no bug of ours."""


class Exit(IntEnum):
    """What the process says to its caller; a part of the contract."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    BUG = 3
    INTERRUPTED = 130


def guarded(run: Callable[[], int]) -> int:
    """Run a command and return its exit code; errors become lines on stderr.

    `MIGRALINT_TRACEBACK=1` lets the traceback of a bug through.
    """
    try:
        return run()
    except InputError as error:
        report_error(error)
        return Exit.USAGE
    except KeyboardInterrupt:
        print("migralint: interrupted", file=sys.stderr)
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # The reader (`head`, a pager) has what it wanted; keep the interpreter from complaining at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _NOT_OURS and error.filename is not None:
            report_error(InputError(f"cannot be read or written: {reason(error)}", path=os.fsdecode(error.filename)))
            return Exit.USAGE
        report_bug(error)
        return Exit.BUG


def report_bug(error: Exception) -> None:
    """Print one line and how to get the traceback; with `MIGRALINT_TRACEBACK=1` the traceback itself."""
    if os.environ.get("MIGRALINT_TRACEBACK"):
        import traceback

        traceback.print_exception(error)
        return
    said = " ".join(str(error).split())
    print(
        f"migralint: this is a bug in migralint: {type(error).__name__}{': ' if said else ''}{said}\n"
        "  run again with MIGRALINT_TRACEBACK=1 for the traceback, and please report it",
        file=sys.stderr,
    )


def report_error(error: InputError) -> None:
    """Print what is wrong and what to do next; what comes from files cannot act on the terminal."""
    from migralint.source.visible import visible  # only errors need it

    text = f"migralint: {error}" + (f"\n  {error.hint}" if error.hint else "")
    print("\n".join(map(visible, text.split("\n"))), file=sys.stderr)
