"""Runs migralint's commands in the browser's Python; what they print is what the page shows."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from migralint.cli.check.run import Mode as CheckMode
from migralint.cli.check.run import run_check
from migralint.cli.console.color import Color
from migralint.cli.console.output import Output
from migralint.cli.exits import guarded
from migralint.cli.graph.run import run_graph
from migralint.cli.prune.run import Mode as PruneMode
from migralint.cli.prune.run import run_prune
from migralint.commands.graph import GraphCommand
from migralint.commands.lint.options import CheckOptions
from migralint.commands.opening import ProjectOptions
from migralint.commands.prune.options import PruneCommand

FOLDER = Path("/project")
ARCHIVE = "removed.tar.gz"
"""There is no git here, so a plan counts on an archive for what it removes."""
COLUMNS = "100"


def write_files(files: Iterable[tuple[str, str | bytes]]) -> None:
    """Put the user's files, path and content, in place of those that were there."""
    os.environ["COLUMNS"] = COLUMNS
    os.environ["HOME"] = "/home/pyodide"
    os.chdir("/")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    for name, content in files:
        path = FOLDER / os.path.normpath(f"/{name}").lstrip("/")  # whatever a path says, it stays below
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else bytes(content))
    os.chdir(FOLDER)


def check() -> tuple[int, str]:
    """Exit code and output of `migralint check`."""
    return _said(lambda: run_check(CheckOptions(paths=(_place(),), no_cache=True), CheckMode(), _output("text")))


def graph() -> tuple[int, str]:
    """Exit code and output of `migralint graph --format html`."""
    return _said(lambda: run_graph(GraphCommand(project=ProjectOptions(_place())), _output("html")))


def plan(stamps: str) -> tuple[int, str]:
    """Exit code and output of `migralint prune`; `stamps` holds `NAME=REV`, by spaces, commas or lines."""
    said = tuple(stamps.replace(",", " ").split())
    command = PruneCommand(project=ProjectOptions(_place()), stamps=said, archive=ARCHIVE)
    return _said(lambda: run_prune(command, PruneMode(), _output("text")))


def _place() -> str:
    """The one folder that was given, or the files themselves."""
    entries = [entry.name for entry in sorted(FOLDER.iterdir())]
    return entries[0] if len(entries) == 1 and (FOLDER / entries[0]).is_dir() else "."


def _output(name: str) -> Output:
    return Output(name, color=Color.NEVER, quiet=True)


def _said(run: Callable[[], int]) -> tuple[int, str]:
    out, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(errors):
        code = guarded(run)
    return int(code), out.getvalue() + errors.getvalue()
