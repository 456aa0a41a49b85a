"""Exit codes, and the only code that turns exceptions into messages."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from enum import IntEnum

from migralint.cli.console.streams import to_stderr
from migralint.source.errors import InputError
from migralint.source.reading import NotRegularError, reason

_NOT_OURS = frozenset(
    (
        *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.ELOOP, errno.ESTALE),
        *(errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG, errno.EFBIG, errno.ENXIO, errno.ENODEV, errno.ETXTBSY),
    )
)
"""Errors of the system about a file: caused by the disk's state or the user's rights, not by a bug in migralint."""
_USED_UP = frozenset(
    (errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM, errno.ENOSPC, errno.ENOSYS, errno.ENOTSUP)
)
"""Errors of the system because a resource is used up, or because it cannot start programs at all."""


class Exit(IntEnum):
    """The exit codes; a part of the contract."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    BUG = 3
    INTERRUPTED = 130


def guarded(run: Callable[[], int]) -> int:
    """Run a command and return its exit code; errors become lines on stderr.

    With `MIGRALINT_TRACEBACK=1` a bug raises its traceback.
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
        # The reader (`head`, a pager) has closed the pipe; keep the interpreter from reporting it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK
    except Exception as error:
        refusal = _refusal_of_system(error)
        if refusal is not None:
            report_error(refusal)
            return Exit.USAGE
        report_bug(error)
        return Exit.BUG


def _refusal_of_system(error: Exception) -> InputError | None:
    """Return the error as one that is not a bug of migralint, None if it may be one."""
    if isinstance(error, MemoryError):
        return InputError("there is not enough memory")
    if not isinstance(error, OSError):
        return None
    if isinstance(error.filename, str | bytes) and (error.errno in _NOT_OURS or isinstance(error, NotRegularError)):
        return InputError(f"cannot be read or written: {reason(error)}", path=os.fsdecode(error.filename))
    if error.errno in _USED_UP:
        hint = "`ulimit -a` shows the limits of this process; other programs may have used up the resources"
        return InputError(f"the operating system refused: {reason(error)}", hint=hint)
    return None


def report_bug(error: Exception) -> None:
    """Print one line and how to get the traceback; with `MIGRALINT_TRACEBACK=1` the traceback itself."""
    if os.environ.get("MIGRALINT_TRACEBACK"):
        import traceback

        traceback.print_exception(error)
        return
    message = " ".join(str(error).split())
    to_stderr(
        f"migralint: this is a bug in migralint: {type(error).__name__}{': ' if message else ''}{message}\n"
        "  run again with MIGRALINT_TRACEBACK=1 for the traceback, and please report it"
    )


def report_error(error: InputError) -> None:
    """Print the error and the next step."""
    to_stderr(f"migralint: {error}")
    if error.hint:
        to_stderr(f"  {error.hint}")
