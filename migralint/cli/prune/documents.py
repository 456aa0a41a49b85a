"""Writes a prepared prune down in any format."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence

from migralint.commands.prune.prepare import PreparedPrune
from migralint.linting.sources import Sources
from migralint.reporting.page.markdown import markdown_lines
from migralint.reporting.prune.html import prune_html
from migralint.reporting.prune.json import explanation_json_lines, prune_json_lines
from migralint.reporting.prune.page import prune_page
from migralint.reporting.prune.request import PruneRequest
from migralint.reporting.prune.text import explanation_lines, prune_text_lines
from migralint.reporting.segments import Line, plain
from migralint.source.errors import InputError
from migralint.source.spelling import did_you_mean

_MOST = 6
"""The maximum number of ids that an error lists."""


def plan_document(prepared: PreparedPrune, name: str, *, colour: bool, verbose: bool) -> str:
    """The whole plan, or its result, in the format, with its last line end."""
    request = PruneRequest(
        plan=prepared.plan,
        script=prepared.script,
        sources=Sources(),
        folder=os.getcwd(),
        edits=prepared.edits,
        losses=prepared.losses,
        applied=prepared.applied,
        squashed_into=tuple(squash.revision.id for squash in prepared.plan.squashes),
        generated=prepared.generated,
        has_stamp_options=bool(prepared.command.stamps),
        columns=shutil.get_terminal_size().columns,
        verbose=verbose,
    )
    if name == "json":
        return _joined(prune_json_lines(request))
    if name == "markdown":
        return _joined(markdown_lines(prune_page(request)))
    if name == "html":
        return prune_html(request, prepared.loaded.files)
    return _shown(prune_text_lines(request), colour=colour)


def explanation_document(prepared: PreparedPrune, symbols: Sequence[str], name: str, *, colour: bool) -> str:
    """Why revisions are removed or kept, in the format; `symbols` are full ids or labels. Raises InputError for any
    other."""
    plan = prepared.plan
    revisions = [_resolved(prepared, symbol) for symbol in symbols]
    if plan.explanation is None:
        first = plan.blockers[0].problem
        raise InputError(
            f"the history is not sound, so nothing can be explained: {first.message}",
            hint="`migralint prune` and `migralint check` list all flaws",
        )
    if name == "json":
        return _joined(explanation_json_lines(plan, revisions))
    return _shown(explanation_lines(plan, revisions), colour=colour)


def _resolved(prepared: PreparedPrune, symbol: str) -> str:
    history = prepared.plan.history
    revision = history.resolve(symbol)
    if revision is not None:
        return revision
    if symbol in prepared.environments.ledger.pruned:
        raise InputError(
            f"--explain {symbol}: it was pruned", hint=f"`migralint rescue {symbol}` shows where it is kept"
        )
    longer = [node for node in history.revisions if symbol and node.startswith(symbol)]
    if len(longer) == 1:
        return longer[0]
    if longer:
        listing = ", ".join(longer[:_MOST]) + (f" and {len(longer) - _MOST} more" if len(longer) > _MOST else "")
        raise InputError(
            f"--explain {symbol}: several revisions begin like this", hint=f"write one of {listing} in full"
        )
    raise InputError(
        f"--explain {symbol}: there is no such revision",
        hint=did_you_mean(symbol, [*history.revisions, *history.labels]) or "write the full id, or a branch label",
    )


def _shown(lines: Iterable[Line], *, colour: bool) -> str:
    if not colour:
        return _joined(plain(lines))
    from migralint.reporting.paint import painted

    return painted(lines)


def _joined(lines: Iterator[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
