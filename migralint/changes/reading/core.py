"""Reads statements of SQLAlchemy Core, `users.update().where(…).values(…)`, by their source text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.changes.change import Change, Origin
from migralint.changes.definitions import TableName
from migralint.changes.reading.arguments import table_of
from migralint.changes.values.data import ChangeData, Select
from migralint.changes.values.objects import CreateObject, DropObject
from migralint.history.expression import SourceText
from migralint.history.operation import Operation

# Few projects execute such a statement: Python compiles each pattern on first use, and keeps it.
_WHERE = r"\.(?:where|filter|filter_by)\s*\(|\bwhereclause\s*="
_VERB = r"(?:^|[.\s(])(insert|update|delete|select)\s*\("
_LIMITED = r"\.(?:limit|fetch|slice)\s*\(|\bbetween\s*\("
_SCHEMA = r"\b(Create|Drop)(Schema|Sequence)\s*\(\s*[\"']([^\"']+)[\"']"
_WORDS = r"[A-Za-z_]\w*"
_STRINGS = r"""(?<![\w])(?:"([^"\\\n]*)"|'([^'\\\n]*)')"""
_ASSIGNED = r"\.values\s*\(\s*\{?([^)]*)"
_KEY = r"""(?:^|,|\{)\s*["']?(\w+)["']?\s*[=:]"""


def read_core(operation: Operation, origin: Origin) -> Iterator[Change]:
    """The changes of an executed SQLAlchemy Core statement; nothing if its verb is not known."""
    text = operation.around.executed or _source(operation)
    schema = re.search(_SCHEMA, text)
    if schema is not None:
        construct, kind, name = schema.groups()
        maker = CreateObject if construct == "Create" else DropObject
        yield maker(origin, kind.lower(), TableName(name))
        return
    verb = operation.verb
    if not verb:
        verb_match = re.search(_VERB, text)
        verb = verb_match.group(1) if verb_match is not None else ""
    words = frozenset(word.lower() for word in re.findall(_WORDS, text))
    limited = re.search(_LIMITED, text) is not None
    where = "" if re.search(_WHERE, text) is not None else None
    if verb == "select":
        yield Select(origin, words=words, where=where is not None, limited=limited)
    elif verb in ("insert", "update", "delete"):
        selects = "from_select" in words
        assigned = re.search(_ASSIGNED, text)
        yield ChangeData(
            origin,
            table_of(operation),
            verb,  # type: ignore[arg-type]
            where,
            selects,
            columns=tuple(re.findall(_KEY, assigned.group(1))) if assigned is not None else (),
            words=words,
            values=tuple(one or other for one, other in re.findall(_STRINGS, text)),
            limited=limited,
            rows=verb == "insert" and not selects,
        )


def _source(operation: Operation) -> str:
    first = operation.arguments[0] if operation.arguments else None
    return first.text if isinstance(first, SourceText) else ""
