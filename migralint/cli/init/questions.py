"""The questions of `init`, on a terminal: what is proposed is the answer to an empty line."""

from __future__ import annotations

import os
import sys

import typer
from msgspec.structs import replace

from migralint.commands.init.options import NewEnvironment, Wishes
from migralint.commands.init.survey import Survey
from migralint.loading.settings.file import DIALECTS
from migralint.source.paths import shortest
from migralint.source.visible import visible


def can_ask() -> bool:
    """Whether stdin and stderr are terminals, so that a user can answer."""
    try:
        return os.isatty(sys.stdin.fileno()) and os.isatty(sys.stderr.fileno())
    except (OSError, ValueError, AttributeError):
        return False


def answered(survey: Survey, wishes: Wishes) -> Wishes:
    """Ask about each part; existing parts are skipped."""
    folder = os.getcwd()
    if survey.settings.path is None:
        file = visible(shortest(survey.settings_file, folder))
        wishes = replace(wishes, settings=confirmed(f"Settings in {file}?"))
        if wishes.settings:
            wishes = replace(wishes, dialects=_dialects(wishes.dialects))
    if not os.path.lexists(survey.manifest):
        wishes = replace(wishes, environments=_environments(wishes))
    if survey.hosting is not None and wishes.pre_commit:
        wishes = replace(wishes, pre_commit=confirmed("A pre-commit hook?"))
    if wishes.guard:
        what = "A guard with which env.py refuses a database that this code cannot upgrade?"
        wishes = replace(wishes, guard=confirmed(what))
    if wishes.ci is not None and not confirmed(f"A job for {wishes.ci}?"):
        wishes = replace(wishes, ci=None)
    return wishes


def confirmed(question: str) -> bool:
    """Ask a yes-or-no question."""
    try:
        return bool(typer.confirm(question, default=True, err=True))
    except typer.Abort:  # Ctrl-C, or the end of the input
        raise KeyboardInterrupt from None


def _text(question: str, default: str, *, shown: bool) -> str:
    try:
        return str(typer.prompt(question, default=default, show_default=shown, err=True)).strip()
    except typer.Abort:
        raise KeyboardInterrupt from None


def _dialects(proposed: tuple[str, ...]) -> tuple[str, ...]:
    while True:
        answer = _text(
            "  which databases it runs on (separated by commas, empty: not set)", ", ".join(proposed), shown=True
        )
        names = tuple(dict.fromkeys(name.strip().lower() for name in answer.split(",") if name.strip()))
        wrong = [name for name in names if name not in DIALECTS]
        if not wrong:
            return names
        typer.echo(f"  unknown: {visible(', '.join(wrong))}; known are {', '.join(DIALECTS)}", err=True)


def _environments(wishes: Wishes) -> tuple[NewEnvironment, ...]:
    if not confirmed("A list of the environments, to be recorded later?"):
        return ()
    kept = [one for one in wishes.environments if confirmed(f"  {visible(one.name)} ({_source(one)})?")]
    while name := _text("  Another one (name, empty: none)", "", shown=False):
        if any(one.name == name for one in kept):
            typer.echo("  that one is already listed", err=True)
            continue
        default = "".join(c if c.isascii() and c.isalnum() else "_" for c in name.upper()) + "_DATABASE_URL"
        variable = _text("    the environment variable that holds its URL", default, shown=True)
        kept.append(NewEnvironment(name, url_env=variable))
    return tuple(kept)


def _source(environment: NewEnvironment) -> str:
    if environment.git_tags is not None:
        return f"git tags {visible(environment.git_tags)}"
    return f"URL in {visible(environment.url_env or '')}"
