"""Starts git: the only code that does, with everything disabled that a repository could run."""

from __future__ import annotations

import errno
import os
import re
import subprocess
from collections.abc import Iterable, Sequence

from migralint.source.errors import InputError

# A repository's own configuration may name programs. A command that only reads could start each of these; the
# command line takes precedence over every configuration file. `docs/security.md` lists what remains.
_CONFIG = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.sshCommand=false",
    "core.gitProxy=false",
    "core.editor=false",
    "core.quotePath=false",
    "credential.helper=",
    "diff.orderFile=/dev/null",
    "log.showSignature=false",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
    "submodule.recurse=false",
)
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",  # takes precedence over `protocol.*.allow`: a missing object is never fetched
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
# To find the user's own git and its configuration. All other variables of git are dropped: a hook (for example of
# pre-commit) sets them for its own repository, and some name a program.
_KEPT = ("GIT_EXEC_PATH", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM")
_KEPT_BEGINNING = "GIT_CONFIG_"
_DROPPED = ("GIT_CONFIG_PARAMETERS",)

_BROKEN_REF = re.compile(r"missing object [0-9a-f]{40,64} for (refs/[\w./@+-]+)")
_PROMISOR = "promisor"
WHOLE = "git fetch --refetch --no-filter"
"""The command that fetches everything that a partial clone lacks."""


class GitError(InputError):
    """Git failed; the message is the last line of git's own."""


def run_git(
    folder: str,
    arguments: Sequence[str],
    *,
    stdin: bytes = b"",
    allowed: tuple[int, ...] = (),
    literal: bool = True,
    config: Iterable[str] = (),
) -> bytes:
    """Return the output of a read-only git command, run in `folder`.

    `stdin` is its standard input; paths are `literal`, not patterns; `config` has further `key=value` entries. Raises
    GitError, except for the exit codes in `allowed`, and FileNotFoundError if git is not installed or no program can be
    started at all.
    """
    command = ["git", "-C", folder, "--no-pager"]
    for option in (*_CONFIG, *config):
        command += ["-c", option]
    if literal:
        command.append("--literal-pathspecs")
    try:
        done = subprocess.run(
            [*command, *arguments], input=stdin, capture_output=True, check=False, env=_environment() | _ENVIRONMENT
        )
    except FileNotFoundError:
        raise
    except OSError as error:  # no more processes, no memory, not executable
        if error.errno == errno.ENOTSUP:  # Python in the browser starts no programs
            raise FileNotFoundError("git") from error
        raise GitError(f"git cannot be started: {error.strerror}") from error
    if done.returncode and done.returncode not in allowed:
        message = _last_line(done.stderr)
        raise GitError(f"git {arguments[0]}: {message}", hint=_hint(message))
    return done.stdout if not done.returncode else b""


def is_incomplete(error: GitError) -> bool:
    """Whether git failed because a partial clone lacks an object."""
    return _PROMISOR in error.message


def fields(output: bytes) -> list[str]:
    """The fields of an output in which a null character ends each field."""
    return [os.fsdecode(field) for field in output.split(b"\0") if field]


def lines(output: bytes) -> list[str]:
    """The lines of an output; only a line feed ends a line, as names may contain any other character."""
    return [os.fsdecode(line) for line in output.split(b"\n") if line]


def _environment() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") or name in _KEPT or (name.startswith(_KEPT_BEGINNING) and name not in _DROPPED)
    }


def _last_line(stderr: bytes) -> str:
    messages = [line.decode("utf-8", "replace").strip() for line in stderr.split(b"\n") if line.strip()]
    return next(
        (line for line in messages if line.startswith(("fatal:", "error:"))), messages[-1] if messages else "no message"
    )


def _hint(message: str) -> str:
    if "dubious ownership" in message:
        return "the repository belongs to another user; see `git config --global --add safe.directory`"
    if ref := _BROKEN_REF.search(message):
        return f"that ref is broken: bring it back with `git fetch`, or remove it with `git update-ref -d {ref[1]}`"
    if _PROMISOR in message:
        return f"this is a partial clone, and nothing is fetched without being asked: run `{WHOLE}` first"
    return ""
