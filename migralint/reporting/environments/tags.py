"""The stamps of released versions, as text and as JSON; pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from migralint import __version__
from migralint.environments.stamp_sets import group
from migralint.loading.records.tags import TagHeads
from migralint.reporting.environments.manifest import stamp_set_document
from migralint.reporting.segments import Line, line, visible, width

VERSION = 1


def tags_lines(tags: Sequence[TagHeads]) -> Iterator[Line]:
    """Yield a line per tag, oldest first."""
    names = [visible(one.tag) for one in tags]
    column = max(map(width, names), default=0)
    for name, one in zip(names, tags, strict=True):
        heads = visible(", ".join(sorted(one.heads)))
        what = (f"it {visible(one.flaw)}", "bold red") if one.flaw else heads
        yield line((name, "bold"), " " * (column - width(name) + 2), what)


def tags_document(tags: Sequence[TagHeads], glob: str) -> dict[str, Any]:
    """The same as JSON; `migralint/json_schemas/env-from-tags.schema.json` describes it."""
    return {
        "version": VERSION,
        "tool_version": __version__,
        "git_tags": glob,
        "tags": [{"tag": one.tag, "heads": sorted(one.heads), "flaw": one.flaw or None} for one in tags],
        "stamp_sets": [stamp_set_document(one) for one in group({one.tag: one.heads for one in tags if not one.flaw})],
    }
