"""Runs a `migralint check` without building the command line: from the cache if nothing changed, otherwise directly.

Building the command line takes as long as reading a hundred revisions, and the hook of every commit has no options.
"""

from __future__ import annotations

import os
import sys

_ALWAYS_NEW = frozenset({"--no-cache", "--fix", "--diff", "--write-baseline", "--add-ignores", "--help", "--verbose"})
"""Options that do more than print a report; of the short ones `-h` and `-v`, also in combinations (`-qv`)."""


def repeated_answer(arguments: list[str]) -> int | None:
    """Print the cached result of the same command line; None if there is none, or it may be out of date.

    Returns the exit code. In case of doubt it returns None, and the command runs.
    """
    if arguments[:1] != ["check"] or "_MIGRALINT_COMPLETE" in os.environ or any(map(_is_always_new, arguments)):
        return None  # another command, shell completion, or more than a report
    from migralint.cli.console.streams import is_terminal, put_out
    from migralint.linting.report_cache import recall, request_key

    try:
        answer = recall(request_key(arguments, terminal=is_terminal()))
    except OSError:  # for example no working directory: the command reports it
        return None
    if answer is None:
        return None
    try:
        put_out(answer.stdout, answer.files.items())
    except (Exception, KeyboardInterrupt) as error:
        return _failed(error)
    return answer.exit_code


def _failed(error: BaseException) -> int:
    """Report the error as every command does; returns the exit code."""
    from migralint.cli.exits import guarded

    def fail() -> int:
        raise error

    return guarded(fail)


def plain_check(arguments: list[str]) -> int | None:
    """Run a `check` whose arguments are only paths; returns its exit code, or None if there are options to parse."""
    if arguments[:1] != ["check"] or "_MIGRALINT_COMPLETE" in os.environ:
        return None
    if any(argument.startswith("-") for argument in arguments):
        return None
    _import_msgspec()
    from migralint.cli.check.run import Mode, run_check
    from migralint.cli.console.output import Output
    from migralint.cli.exits import guarded
    from migralint.commands.lint.options import CheckOptions

    return guarded(lambda: run_check(CheckOptions(paths=tuple(arguments[1:])), Mode(), Output()))


def _import_msgspec() -> None:
    """Import msgspec without typing_extensions, which takes half of that time, and has nothing that Python 3.11 lacks.

    msgspec asks for it first and takes `typing` if it is not installed. Whoever imports it later gets it.
    """
    if "typing_extensions" in sys.modules:
        return
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]
    try:
        import msgspec  # noqa: F401
    finally:
        del sys.modules["typing_extensions"]


def _is_always_new(argument: str) -> bool:
    if argument.startswith("--"):
        return argument.partition("=")[0] in _ALWAYS_NEW
    return argument.startswith("-") and ("h" in argument or "v" in argument)
