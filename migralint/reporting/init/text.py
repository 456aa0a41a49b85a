"""What `init` found, what it would write, and what to do next, as text; pure."""

from __future__ import annotations

import difflib
import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from migralint.commands.init.part import Part
from migralint.commands.init.proposal import Proposal
from migralint.commands.init.survey import Survey
from migralint.reporting.counted import counted
from migralint.reporting.segments import Line, line, visible
from migralint.source.file_change import FileChange
from migralint.source.paths import relative, shortest

_COLUMN = 14
_STYLES = {"+": "green", "-": "red", "@": "cyan"}
_PLACES = 3
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_LINE_END = re.compile(r"\r\n|\r|\n")


def survey_lines(survey: Survey, folder: str) -> Iterator[Line]:
    """Yield what the survey found; paths are relative to `folder`."""
    script = survey.script
    by = f", by {shortest(script.config, folder)}" if script.config is not None else ""
    heads = counted(len(survey.heads), "head")
    yield _row("Project", f"{shortest(script.path, folder)}{by}: {counted(survey.revisions, 'revision')}, {heads}")
    signs = [f"{sign.what} ({_place(sign.path, sign.line, folder)})" for sign in survey.dialects]
    yield _row("Databases", ", ".join(signs) or "not found in the project")
    models = survey.models
    yield _row(
        "Models",
        f"{models.what} ({_place(models.path, models.line, folder)})"
        if models is not None
        else "env.py declares no target metadata; `migralint verify` needs the setting verify.metadata",
    )
    if survey.hosting is not None:
        tags = (
            f", {counted(survey.hosting.tags, 'release tag')} {survey.hosting.pattern}" if survey.hosting.tags else ""
        )
        yield _row("Git", (survey.hosting.host or "no remote") + tags)
    else:
        yield _row("Git", "no repository")
    if survey.callers:
        yield _row("Upgraded by", _callers(survey, folder))
    if survey.deploys:
        names = [shortest(sign.path, folder) for sign in survey.deploys]
        more = f" and {len(names) - _PLACES} more" if len(names) > _PLACES else ""
        yield _row("Deployed by", ", ".join(names[:_PLACES]) + more)
    for number, guess in enumerate(survey.environments):
        because = guess.because
        what = f"{because.what} in " if because.what else ""
        yield _row(
            "Environments" if not number else "", f"{guess.name} ({what}{_place(because.path, because.line, folder)})"
        )


def proposal_lines(proposal: Proposal, folder: str, *, written: bool) -> Iterator[Line]:
    """Yield one row per file: written, or skipped and why; then the texts to insert by hand."""
    yield line("")
    for part in proposal.parts:
        name = visible(shortest(part.path, folder))
        if part.change is None:
            yield line(("skipped  ", "dim"), f"{name}  ", (f"{part.title}: {visible(part.kept)}", "dim"))
        else:
            verb = "new" if part.change.before is None else "changed"
            if written:
                verb = "wrote" if part.change.before is None else "changed"
            yield line((verb.ljust(9), "green"), f"{name}  ", (part.title, "dim"))
    for part in proposal.parts:
        if part.by_hand:
            yield from _by_hand(part, folder)


def diff_lines(changes: Sequence[FileChange], top: str) -> Iterator[Line]:
    """Yield the changes as a unified diff that `patch -p1` accepts at `top`."""
    for change in changes:
        name = relative(os.path.realpath(change.path), os.path.realpath(top))
        before, after = (_texts(data) for data in (change.before or b"", change.after))
        source = "/dev/null" if change.before is None else f"a/{name}"
        for text in difflib.unified_diff(before, after, source, f"b/{name}", lineterm="\n"):
            style = "bold" if text[:3] in ("---", "+++") else _STYLES.get(text[:1], "")
            yield line((visible(text.removesuffix("\n")), style))
            if not text.endswith("\n"):
                yield line("\\ No newline at end of file")


def next_lines(survey: Survey) -> Iterator[Line]:
    """Yield the next steps for a new user."""
    yield line("")
    yield line(("Next", "bold underline"))
    rows = [
        ("migralint env record --all", "read the stamps of the databases, once their variables are set"),
        ("migralint check", "list the present findings"),
        ("migralint prune", "show the revisions no longer needed"),
        ("migralint rebase --diff", "after a merge with two heads: move yours on top (docs: hook and merge driver)"),
    ]
    widest = max(len(command) for command, _ in rows)
    for command, why in rows:
        yield line(f"  {command.ljust(widest)}  ", (why, "dim"))


def _by_hand(part: Part, folder: str) -> Iterator[Line]:
    yield line("")
    yield line(
        (f"Add by hand to {visible(shortest(part.path, folder))}:" if part.change is None else "Add by hand:", "")
    )
    yield from (line(f"  {visible(text)}") for text in part.by_hand.split("\n"))


def _callers(survey: Survey, folder: str) -> str:
    kinds = Counter(caller.kind for caller in survey.callers)
    shown = [_place(caller.path, caller.line, folder) for caller in survey.callers if caller.kind != "tests"][:_PLACES]
    words = ", ".join(f"{count} in {kind}" for kind, count in kinds.items())
    return f"{words}{': ' if shown else ''}{', '.join(shown)}"


def _row(title: str, text: str) -> Line:
    return line((title.ljust(_COLUMN), "bold"), visible(text))


def _place(path: str, number: int, folder: str) -> str:
    return f"{shortest(path, folder)}:{number}"


def _texts(data: bytes) -> list[str]:
    """The lines, each with a line feed, except the last if the text does not end with one."""
    return _LINE.findall(_LINE_END.sub("\n", data.decode("utf-8", "replace")))
