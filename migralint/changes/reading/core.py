"""Reads statements of SQLAlchemy Core, `users.update().where(…).values(…)`, by their source text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.changes.change import Change, Origin
from migralint.changes.parts import TableName
from migralint.changes.reading.arguments import table_of
from migralint.changes.values.data import ChangeData, Select
from migralint.changes.values.objects import CreateObject, DropObject
from migralint.history.expression import SourceText
from migralint.history.operation import Operation

_WHERE = re.compile(r"\.(?:where|filter|filter_by)\s*\(|\bwhereclause\s*=")
_VERB = re.compile(r"(?:^|[.\s(])(insert|update|delete|select)\s*\(")
_LIMITED = re.compile(r"\.(?:limit|fetch|slice)\s*\(|\bbetween\s*\(")
_SCHEMA = re.compile(r"\b(Create|Drop)(Schema|Sequence)\s*\(\s*[\"']([^\"']+)[\"']")
_WORDS = re.compile(r"[A-Za-z_]\w*")
_STRINGS = re.compile(r"""(?<![\w])(?:"([^"\\\n]*)"|'([^'\\\n]*)')""")
_ASSIGNED = re.compile(r"\.values\s*\(\s*\{?([^)]*)")
_KEY = re.compile(r"""(?:^|,|\{)\s*["']?(\w+)["']?\s*[=:]""")


def read_core(operation: Operation, origin: Origin) -> Iterator[Change]:
    """The changes of a statement that is executed; nothing if its verb is not known."""
    text = operation.around.executed or _source(operation)
    schema = _SCHEMA.search(text)
    if schema is not None:
        made, kind, name = schema.groups()
        maker = CreateObject if made == "Create" else DropObject
        yield maker(origin, kind.lower(), TableName(name))
        return
    verb = operation.verb
    if not verb:
        found = _VERB.search(text)
        verb = found.group(1) if found is not None else ""
    words = frozenset(word.lower() for word in _WORDS.findall(text))
    limited = _LIMITED.search(text) is not None
    where = "" if _WHERE.search(text) is not None else None
    if verb == "select":
        yield Select(origin, words=words, where=where is not None, limited=limited)
    elif verb in ("insert", "update", "delete"):
        selects = "from_select" in words
        assigned = _ASSIGNED.search(text)
        yield ChangeData(
            origin,
            table_of(operation),
            verb,  # type: ignore[arg-type]
            where,
            selects,
            columns=tuple(_KEY.findall(assigned.group(1))) if assigned is not None else (),
            words=words,
            values=tuple(one or other for one, other in _STRINGS.findall(text)),
            limited=limited,
            rows=verb == "insert" and not selects,
        )


def _source(operation: Operation) -> str:
    first = operation.arguments[0] if operation.arguments else None
    return first.text if isinstance(first, SourceText) else ""
