"""The result of `drift` as JSON; `migralint/json_schemas/drift.schema.json` describes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from migralint import __version__
from migralint.database.drift.result import Drift, Group, NotJudged
from migralint.reporting.drift.wording import side_of
from migralint.reporting.json_text import json_lines_of
from migralint.schema.compare import Difference

VERSION = 1


def drift_json_lines(drift: Drift) -> Iterator[str]:
    """Yield the document line by line."""
    yield from json_lines_of(drift_document(drift))


def drift_document(drift: Drift) -> dict[str, Any]:
    """Return the document; keys and their meaning are part of the contract, added keys do not change the version."""
    return {
        "version": VERSION,
        "tool_version": __version__,
        "status": drift.status,
        "groups": [_group(one, strict=drift.strict) for one in drift.groups],
        "not_judged": [_not_judged(one) for one in drift.not_judged],
        "notices": [_text(one) for one in drift.notices],
    }


def _group(group: Group, *, strict: bool) -> dict[str, Any]:
    return {
        "entry": _text(group.entry),
        "target": _text(group.target),
        "server": _text(group.server),
        "stamps": [_text(one) for one in group.stamps],
        "status": "drift" if group.is_drift(strict=strict) else "match",
        "count": len(group.databases),
        "databases": [_text(one) for one in group.databases if one],
        "differences": [_difference(one) for one in group.differences],
        "accepted": [{**_difference(one), "reason": _text(entry.reason)} for one, entry in group.accepted],
    }


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "code": one.code,
        "kind": one.kind,
        "table": _or_none(one.table),
        "object": _or_none(one.object),
        "side": side_of(one),
        "migrations": _or_none(one.models),
        "database": _or_none(one.migrations),
        "mend": _text(one.mend),
        "reason": _text(one.reason),
        "note": one.note,
    }


def _not_judged(one: NotJudged) -> dict[str, Any]:
    return {
        "entry": _text(one.entry),
        "kind": one.kind,
        "count": len(one.databases),
        "databases": [_text(name) for name in one.databases if name],
        "stamps": [_text(stamp) for stamp in one.stamps],
        "why": _text(one.why),
        "help": _text(one.help),
    }


def _or_none(text: str | None) -> str | None:
    return None if text is None else _text(text)


def _text(text: str) -> str:
    """The text without lone surrogates (undecodable names), which UTF-8 cannot encode."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
