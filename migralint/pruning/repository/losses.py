"""The loss report: what removed files create that create_all may not create, and what verify has shown about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from migralint.history.file import RevisionFile
from migralint.history.operation import OPAQUE, Operation, SourceText
from migralint.loading.operations.directives import DIRECTIVES
from migralint.pruning.repository.sql_effects import UNKNOWN, Created, Dropped, Effect, Renamed, effects
from migralint.source.location import Location


class Loss(Struct, frozen=True):
    """An object that a removed revision created, with the place that created it."""

    revision: str
    location: Location
    kind: str
    """rows, view, trigger, function, sequence, extension, enum type, version table (its width), or unknown (code that
    cannot be read)."""
    name: str
    """Its name; empty if that cannot be read."""
    seen: bool = False
    """verify has found that create_all does not create it. False: not checked, create_all may create it."""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}".strip()


_SILENT = frozenset(
    {
        "commit", "rollback", "flush", "query", "delete", "get_bind", "get_context", "drop_type", "drop_all",
        "inline_literal", "f",
    }
)  # fmt: skip
"""Operations that create nothing by themselves; if a connection is passed on, the call that receives it is opaque."""
_BATCH_OR_KNOWN = frozenset(DIRECTIVES) | {"create_type", "create_table", "drop_table", "invoke"}
_KNOWN_DIRECTIVES = _BATCH_OR_KNOWN - {"run_async", "invoke", "execute", "bulk_insert"}
_FAMILIES = {"type": "type", "enum type": "type", "domain": "type", "foreign table": "table"}
"""Kinds of objects that share one DROP word."""


_VERSION_TABLE = re.compile(
    r"\balter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?(?P<name>[^\s(;]+)\s[^;]*\bversion_num\b", re.IGNORECASE
)


def losses(files: Iterable[RevisionFile]) -> Iterator[Loss]:
    """The objects that the upgrades of `files` create, in the given order, without those that a later one drops again.

    Oldest file first. Reading is incomplete: operations that cannot be followed are reported as kind "unknown". verify,
    where it runs, is more exact.
    """
    state = _State()
    for file in files:
        if file.as_revision is None:
            continue
        for operation in file.operations:
            if operation.function == "upgrade":
                state.take(file.as_revision.id, operation)
    everything = (*state.created.values(), *state.anonymous)
    yield from sorted(everything, key=lambda loss: (loss.location.path, loss.location.line, loss.kind))


class _State:
    """The result of the revisions so far."""

    def __init__(self) -> None:
        self.created: dict[tuple[str, str], Loss] = {}
        self.anonymous: list[Loss] = []

    def take(self, revision: str, operation: Operation) -> None:
        for effect in self._effects(operation):
            match effect:
                case Created(kind, name):
                    loss = Loss(revision, operation.location, kind, name)
                    if name:
                        self.created.setdefault((_family(kind), plain(name)), loss)
                    else:
                        self.anonymous.append(loss)
                case Dropped("table", name):
                    self.created.pop(("rows", plain(name)), None)
                case Dropped(kind, name):
                    self.created.pop((_family(kind), plain(name)), None)
                case Renamed(old, new):
                    moved = self.created.pop(("rows", plain(old)), None)
                    if moved is not None:
                        self.created[("rows", plain(new))] = replace(moved, name=new)

    def _holds_rows(self, table: str) -> bool:
        """Whether a table of a new database may contain rows: those inserted so far, or any rows, by unreadable
        code."""
        return ("rows", plain(table)) in self.created or any(loss.kind in (UNKNOWN, "rows") for loss in self.anonymous)

    def _effects(self, operation: Operation) -> Iterator[Effect]:
        name = operation.name
        if name == OPAQUE:
            yield Created(UNKNOWN, "")
        elif name == "alter_column" and "version_num" in operation.arguments:
            yield Created("version table", operation.table or "")
        elif operation.sql:
            for sql in operation.sql:
                if widened := _VERSION_TABLE.search(sql):
                    yield Created("version table", widened["name"])
                yield from effects(sql, self._holds_rows)
        elif name == "bulk_insert" and operation.arguments[1:2] != ([],):
            yield Created("rows", operation.table or _dotted(operation.arguments))
        elif operation.verb:
            if operation.verb == "insert":
                yield Created("rows", operation.table or "")
        elif name in ("create_type", "drop_type"):
            created = name == "create_type"
            yield (
                Created("enum type", str(operation.arguments[0]))
                if created
                else Dropped("type", str(operation.arguments[0]))
            )
        elif name == "drop_table" and operation.table:
            yield Dropped("table", operation.table)
        elif name == "rename_table" and operation.table:
            names = (*operation.arguments[1:2], operation.keywords.get("new_table_name"))
            yield Renamed(operation.table, str(next(filter(None, names), "")))
        elif not operation.batch and name not in _SILENT and (operation.bind or name not in _KNOWN_DIRECTIVES):
            yield Created(UNKNOWN, "")  # SQL built at run time, objects of a session, other directives


def makers_of(read: Iterable[Loss], kind: str, name: str) -> tuple[Loss, ...]:
    """The operations that create a given object."""
    return tuple(loss for loss in read if _family(loss.kind) == _family(kind) and plain(loss.name) == plain(name))


def plain(name: str) -> str:
    """A name for comparison: without schema, quotes, arguments and case."""
    bare = name.partition("(")[0].strip()
    for mark in "\"`[]'":
        bare = bare.replace(mark, "")
    return bare.rsplit(".", 1)[-1].lower()


def _family(kind: str) -> str:
    return _FAMILIES.get(kind, kind)


def _dotted(arguments: tuple[object, ...]) -> str:
    """`tables.roles`, if the object of the table is written that way: better than no name."""
    first = arguments[0] if arguments else None
    text = first.text if isinstance(first, SourceText) else ""
    return text if all(part.isidentifier() for part in text.split(".")) else ""
