"""GitHub's runner as far as annotations go: reads the workflow commands of a log, written after its documentation."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

KINDS = ("error", "warning", "notice")
KEPT = 10
"""Annotations of a kind that the runner keeps of one step."""


@dataclass(frozen=True)
class Command:
    """One line of a log that the runner obeys."""

    name: str
    properties: dict[str, str]
    data: str


def parse_command(line: str) -> Command | None:
    """Return the command that a line is; None: it is text."""
    text = line.lstrip()
    if not text.startswith("::"):
        return None
    end = text.find("::", 2)
    if end < 0:
        return None
    name, _, rest = text[2:end].partition(" ")
    properties = {}
    for part in rest.strip().split(","):
        key, equals, value = part.partition("=")
        if equals and value:
            properties[key.strip()] = _unescaped(value, {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"})
    return Command(name, properties, _unescaped(text[end + 2 :], {"%0D": "\r", "%0A": "\n", "%25": "%"}))


def annotations(log: str) -> list[Command]:
    """Return the annotations that the runner makes of a log; raises AssertionError if it would drop one."""
    found = [command for line in log.split("\n") if (command := parse_command(line)) and command.name in KINDS]
    counts = Counter(command.name for command in found)
    assert all(count < KEPT for count in counts.values()), counts  # the runner adds an error of its own
    return found


def _unescaped(text: str, mapping: dict[str, str]) -> str:
    for escaped, character in mapping.items():
        text = text.replace(escaped, character)
    return text
