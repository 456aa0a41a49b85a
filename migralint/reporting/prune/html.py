"""A prune plan as the page of its history: the plan's text is one of its views."""

from __future__ import annotations

import os
from collections.abc import Sequence

from msgspec.structs import replace

from migralint import __version__
from migralint.commands.plan_facts import plan_facts
from migralint.drawing.html import html_document
from migralint.drawing.html_page import history_page
from migralint.history.file import RevisionFile
from migralint.reporting.page.html import body_lines
from migralint.reporting.prune.page import prune_page
from migralint.reporting.prune.request import PruneRequest


def prune_html(request: PruneRequest, files: Sequence[RevisionFile]) -> str:
    """Return the document, with its last line end; `files` are the revision files before the prune."""
    plan, page = request.plan, prune_page(request)
    facts = plan_facts(plan)
    if request.applied:
        facts = replace(facts, why_removable="that the prune removed")
    return html_document(
        history_page(
            plan.history,
            facts,
            files,
            name=os.path.basename(request.script.path),
            root=request.script.root or request.folder,
            tool_version=__version__,
            after=plan.after if plan.removed else None,
            applied=request.applied,
            title="".join(page.title),
            plan="\n".join(body_lines(page)),
        )
    )
