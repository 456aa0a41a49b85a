"""The loss report, as far as reading tells: what removed files make that create_all does not bring back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from migralint.history.file import RevisionFile
from migralint.history.operation import Operation
from migralint.source.location import Location


@dataclass(frozen=True, slots=True)
class Loss:
    """Something a removed revision made, with the place that made it."""

    revision: str
    location: Location
    kind: str
    """rows, view, trigger, function, sequence, extension, enum type, version table (its width), or unknown (code that
    cannot be read)."""
    name: str
    """What it is called; empty if that cannot be read."""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


_NAME = r"(?:if\s+not\s+exists\s+)?(?P<name>[^\s(;]+)"
# First words of a statement, comments in front skipped. The order matters: the first that matches decides.
_STATEMENTS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(rf"^\s*{pattern}", re.IGNORECASE))
    for kind, pattern in (
        ("rows", r"(?:with\b.*?\b)?insert\s+(?:or\s+\w+\s+|ignore\s+)?into\s+" + _NAME),
        ("rows", r"(?:replace|merge)\s+into\s+" + _NAME),
        ("rows", r"copy\s+(?P<name>[^\s(;]+).*\bfrom\b"),
        ("rows", r"(?:with\b.*?\b)?update\s+(?:only\s+)?(?P<name>[^\s(;]+)"),
        (
            "view",
            r"create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+)?(?:recursive\s+|materialized\s+)?view\s+" + _NAME,
        ),
        ("trigger", r"create\s+(?:or\s+replace\s+)?(?:constraint\s+|temp(?:orary)?\s+|event\s+)?trigger\s+" + _NAME),
        ("function", r"create\s+(?:or\s+replace\s+)?(?:aggregate|function|procedure)\s+" + _NAME),
        ("sequence", r"create\s+(?:temp(?:orary)?\s+|unlogged\s+)?sequence\s+" + _NAME),
        ("extension", r"create\s+extension\s+" + _NAME),
        ("enum type", r"create\s+(?:type|domain)\s+" + _NAME),
        ("schema", r"create\s+schema\s+" + _NAME),
        ("policy", r"create\s+policy\s+" + _NAME),
        ("version table", r"alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?(?P<name>[^\s(;]+)\s.*\bversion_num\b"),
    )
)
_COMMENT = re.compile(r"^(?:\s+|--[^\n]*\n|/\*.*?\*/)+", re.DOTALL)
_DROPS = re.compile(
    r"^\s*drop\s+(?P<kind>(?:materialized\s+)?view|trigger|function|procedure|aggregate|sequence|extension|type|domain"
    r"|schema|policy|table)\s+(?:concurrently\s+)?(?:if\s+exists\s+)?(?P<name>[^\s(;,]+)",
    re.IGNORECASE,
)


def losses(files: Iterable[RevisionFile]) -> Iterator[Loss]:
    """What the upgrades of `files` make, in the order given, less what a later one of them drops again.

    Oldest file first. Reading cannot know everything: work through a connection whose SQL is not literal is reported as
    kind "unknown". verify knows better, where it runs.
    """
    made: dict[tuple[str, str], Loss] = {}
    anonymous: list[Loss] = []
    for file in files:
        if file.as_revision is None:
            continue
        for operation in file.operations:
            if operation.function != "upgrade":
                continue
            _forget_dropped(operation, made)
            for kind, name in _made(operation):
                loss = Loss(file.as_revision.id, operation.location, kind, name)
                if name:
                    made.setdefault((kind, _plain(name)), loss)
                else:
                    anonymous.append(loss)
    yield from sorted(
        (*made.values(), *anonymous), key=lambda loss: (loss.location.path, loss.location.line, loss.kind)
    )


def _made(operation: Operation) -> Iterator[tuple[str, str]]:
    if operation.name == "bulk_insert":
        yield "rows", operation.table or ""
        return
    if operation.name == "alter_column" and "version_num" in operation.arguments:
        yield "version table", operation.table or ""
        return
    for sql in operation.sql:
        statement = _COMMENT.sub("", sql)
        for kind, pattern in _STATEMENTS:
            if found := pattern.match(statement):
                yield kind, found["name"]
                break
    if operation.name in ("execute", "get_bind", "run_async") and not operation.sql:
        yield "unknown", ""


def _forget_dropped(operation: Operation, made: dict[tuple[str, str], Loss]) -> None:
    dropped = [operation.table] if operation.name == "drop_table" and operation.table else []
    for sql in operation.sql:
        if found := _DROPS.match(_COMMENT.sub("", sql)):
            kind = found["kind"].lower().split()[-1]
            if kind == "table":
                dropped.append(found["name"])
            else:
                known = {"type": "enum type", "domain": "enum type", "procedure": "function", "aggregate": "function"}
                made.pop((known.get(kind, kind), _plain(found["name"])), None)
    for table in dropped:
        made.pop(("rows", _plain(table)), None)


def _plain(name: str) -> str:
    return name.replace('"', "").replace("`", "").replace("[", "").replace("]", "").rsplit(".", 1)[-1].lower()
