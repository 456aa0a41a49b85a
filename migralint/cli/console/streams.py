"""Where documents and notes go: one document to stdout, further ones to files, everything else to stderr."""

from __future__ import annotations

import os
import sys

from migralint.source.errors import InputError

TYPE_CHECKING = False  # a cached answer is written without importing typer and `typing`
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def is_terminal() -> bool:
    """Whether stdout is a terminal."""
    try:
        return os.isatty(sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):
        return False


def write_stdout(text: str) -> None:
    """Write a document to stdout as UTF-8, whatever the locale; lone surrogates become escapes.

    Nothing happens if stdout was closed at the start. Raises InputError if it cannot be written, and BrokenPipeError if
    its reader has closed it.
    """
    stdout = getattr(sys, "stdout", None)
    if stdout is None:
        return
    data = text.encode("utf-8", "backslashreplace")
    binary = getattr(stdout, "buffer", None)
    if binary is None:  # a stream set by a test or by the calling program
        stdout.write(data.decode("utf-8"))
        return
    try:
        stdout.flush()
        binary.write(data)
        binary.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())  # otherwise the interpreter tries again at exit
        raise InputError(f"cannot be written: {error.strerror}", path="standard output") from None


def write_file(path: str, text: str) -> None:
    """Write a document to a file, completely or not at all; raises InputError if that fails."""
    from pathlib import Path

    from migralint.source.atomic import write_atomically
    from migralint.source.reading import reason

    try:
        write_atomically(Path(path), text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise InputError(f"cannot be written: {reason(error)}", path=path) from None


def put_out(text: str, files: Iterable[tuple[str, str]]) -> None:
    """Write documents to files (path and text), then the one for stdout: if a file cannot be written, stdout stays
    empty. Raises InputError."""
    for path, document in files:
        write_file(path, document)
    write_stdout(text)


def refuse_unwritable(outputs: Iterable[tuple[str, str]]) -> None:
    """Raise InputError for a file of `--output` that cannot be written, before anything is done that it would
    report."""
    for _, path in outputs:
        folder = os.path.dirname(os.path.abspath(path))
        if not os.path.isdir(folder):
            raise InputError("cannot be written: there is no such folder", path=path)
        if os.path.isdir(path) or not os.access(folder, os.W_OK):
            raise InputError(
                "cannot be written: is a folder" if os.path.isdir(path) else "cannot be written", path=path
            )
        _refuse_unsafe(path)


def _refuse_unsafe(path: str) -> None:
    from migralint.source.atomic import refuse_unsafe_target
    from migralint.source.reading import reason

    try:
        refuse_unsafe_target(path)
    except OSError as error:
        raise InputError(f"cannot be written: {reason(error)}", path=path) from None


def note(text: str) -> None:
    """Print a note beside the document, on stderr."""
    to_stderr(f"migralint: {text}")


def to_stderr(text: str) -> None:
    """Write lines to stderr; names of files, ids and messages in them cannot control the terminal or a CI server."""
    from migralint.reporting.segments import shown_lines

    stderr = getattr(sys, "stderr", None)
    if stderr is not None:
        print(shown_lines(text).encode("utf-8", "backslashreplace").decode("utf-8"), file=stderr)


def parse_outputs(values: Sequence[str], formats: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Read `FORMAT=FILE` options into pairs; raises InputError for an unknown format or a missing file name."""
    outputs: list[tuple[str, str]] = []
    for value in values:
        name, equals, path = value.partition("=")
        if name not in formats or not equals or not path:
            raise InputError(f"--output {value}: not FORMAT=FILE", hint=f"FORMAT is one of {', '.join(formats)}")
        if any(os.path.realpath(path) == os.path.realpath(other) for _, other in outputs):
            raise InputError(f"--output {value}: another document is already written to that file")
        outputs.append((name, path))
    return tuple(outputs)
