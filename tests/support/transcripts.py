"""Transcripts in Markdown: run again, compared with what the page shows, and rewritten where that is asked for.

A comment makes a block a transcript: `<!-- run: STAGE -->`, or `<!-- run: STAGE, status 1 -->` where the last command
fails, before a fenced block of `console`. The blocks of one page with one stage are one session in one shell, whose
folder and variables stay; `> ` continues a command, as in bash. A line `…` stands for any number of lines.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
_BLOCK = re.compile(
    r"^<!-- run: (?P<stage>[\w-]+)(?:, status (?P<status>\d+))? -->\n+"
    r"(?P<indent> *)```console\n(?P<body>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
_VOLATILE = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?"), "TIME"),
    (re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?"), "TIME"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "DATE"),
    (re.compile(r"\b(sqlite|postgresql) \d+(\.\d+)+"), r"\1 VERSION"),
    (re.compile(r"\b\d+\.\d+ ?s\b"), "SECONDS"),
    (re.compile(r"(site-packages/[\w/]+\.py):\d+"), r"\1:LINE"),
    (re.compile(r"\b[0-9a-f]{40}\b"), "COMMIT"),
    (re.compile(r"(commit |'|of that name \(|its file at |Release  \S+ \()[0-9a-f]{12}(?=[\^) ])"), r"\1COMMIT"),
    (re.compile(r"[ \t]+$", re.MULTILINE), ""),
)


@dataclass(frozen=True, slots=True)
class Step:
    """A command, and the lines that a page shows below it."""

    command: str
    shown: str


@dataclass(frozen=True, slots=True)
class Block:
    """One transcript of a page: where its body is in the text, and what the last command exits with."""

    stage: str
    status: int
    indent: str
    start: int
    end: int
    steps: tuple[Step, ...]


def blocks(text: str) -> list[Block]:
    """Every marked transcript of a page, in order."""
    return [
        Block(
            found["stage"],
            int(found["status"] or 0),
            found["indent"],
            found.start("body"),
            found.end("body"),
            tuple(_steps(re.sub(rf"^{found['indent']}", "", found["body"], flags=re.MULTILINE))),
        )
        for found in _BLOCK.finditer(text)
    ]


def _steps(body: str) -> Iterator[Step]:
    for command in re.split(r"^(?=\$ )", body, flags=re.MULTILINE):
        if not command.startswith("$ "):
            continue
        lines = command[2:].splitlines()
        last = 1
        while lines[last:] and (lines[last].startswith("> ") or lines[last] == ">"):
            last += 1
        yield Step(_command(lines[:last]), "\n".join(lines[last:]).strip("\n"))


def _command(lines: list[str]) -> str:
    return "\n".join([lines[0], *(line[2:] for line in lines[1:])])


@dataclass(slots=True)
class Session:
    """A shell at `folder`, below `root`, the folder that outputs may name; its variables and folder carry over."""

    root: Path
    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    def run(self, command: str) -> tuple[str, int]:
        """Everything that a command prints, stderr with stdout, and its exit status."""
        left = self.root / ".left"
        script = f"{command}\nstatus=$?\n{{ pwd; env -0; }} > {shlex.quote(str(left))}\nexit $status\n"
        finished = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=_environment(self.root) | self.variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
            encoding="utf-8",
        )
        if left.exists():
            folder, _, variables = left.read_text("utf-8").partition("\n")
            self.folder = Path(folder)
            pairs = (pair.partition("=") for pair in variables.split("\0") if pair)
            self.variables = {name: value for name, _, value in pairs}
            left.unlink()
        printed = re.sub(r"\S*/site-packages/", "site-packages/", finished.stdout.replace(str(self.root), "/home/you"))
        return printed.strip("\n"), finished.returncode


def _environment(root: Path) -> dict[str, str]:
    commands = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    dated = {f"GIT_{who}_DATE": "2026-11-20T10:00:00Z" for who in ("AUTHOR", "COMMITTER")}
    named = {f"GIT_{who}_{what}": "you@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    return {
        "PATH": commands,
        "HOME": str(root),
        "XDG_CACHE_HOME": str(root / ".cache"),
        "PYTHONPATH": str(REPOSITORY),
        "COLUMNS": "80",
        "LANG": "C.UTF-8",
        "GIT_CONFIG_NOSYSTEM": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        **dated,
        **named,
    }


def same(shown: str, printed: str) -> bool:
    """Does a page show what was printed, but for times and versions, and for what `…` leaves out?"""
    parts = re.split(r"^…$\n?", normalised(shown), flags=re.MULTILINE)
    pattern = r"(?:.*\n)*?".join(re.escape(part) for part in parts)
    return re.fullmatch(pattern, normalised(printed)) is not None


def shortened(printed: str) -> str:
    """The output for a page: of tracebacks the first line and the last error."""
    first = printed.find("Traceback (most recent call last):")
    errors = list(re.finditer(r"^[\w.]+(?:Error|Detected): .*$", printed, re.MULTILINE))
    if first < 0 or not errors:
        return printed
    rest = "\n…" if errors[-1].end() < len(printed) else ""
    return f"{printed[:first]}Traceback (most recent call last):\n…\n{errors[-1][0]}{rest}"


def normalised(text: str) -> str:
    """The text without what is another in each run."""
    for pattern, name in _VOLATILE:
        text = pattern.sub(name, text)
    return text + "\n" if text and not text.endswith("\n") else text
