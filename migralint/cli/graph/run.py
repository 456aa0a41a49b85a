"""Runs `migralint graph`: its documents, the pager, the exit code."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Sequence

from msgspec.structs import replace

from migralint import __version__
from migralint.cli.console.color import wants_colour
from migralint.cli.console.output import Output
from migralint.cli.console.pager import page
from migralint.cli.console.streams import parse_outputs, put_out, refuse_unwritable
from migralint.cli.exits import Exit
from migralint.commands.graph import DrawnHistory, GraphCommand, graph
from migralint.commands.windows import Window
from migralint.drawing.text.tree import Screen, most_lanes, tree_lines
from migralint.reporting.segments import Line, line, plain
from migralint.source.errors import InputError
from migralint.source.paths import relative

FORMATS = ("tree", "mermaid", "dot", "html", "json")


def run_graph(command: GraphCommand, output: Output, *, ascii_only: bool = False) -> int:
    """Run the command and return its exit code; raises InputError for wrong usage or unreadable input."""
    outputs = parse_outputs(output.outputs, FORMATS)
    refuse_unwritable(outputs)
    if command.window != Window() and "html" in (output.format, *(name for name, _ in outputs)):
        raise InputError(
            "the page always shows the whole history",
            hint="omit --last, --around, --branch, --from and --to; a link to the page may end in #rev=REVISION",
        )
    if {"json", "html"} & {output.format, *(name for name, _ in outputs)}:
        command = replace(command, kinds=True)
    collecting = gc.isenabled()
    gc.disable()  # a short process: searching for cycles takes a third of the time and finds none worth freeing
    try:
        return _run(command, output, outputs, ascii_only=ascii_only)
    finally:
        if collecting:
            gc.enable()


def _run(command: GraphCommand, output: Output, outputs: Sequence[tuple[str, str]], *, ascii_only: bool) -> int:
    histories = graph(command)
    size = shutil.get_terminal_size()
    screen = Screen(size.columns, ascii_only or not _is_utf8())
    colour = output.format == "tree" and wants_colour(output.color)
    text = graph_document(histories, output.format, screen, colour=colour)
    files = [(path, graph_document(histories, name, screen, colour=False)) for name, path in outputs]
    if output.format == "tree" and text.count("\n") >= size.lines:
        put_out("", files)
        page(text)
    else:
        put_out(text, files)
    return Exit.OK


def graph_document(histories: Sequence[DrawnHistory], name: str, screen: Screen, *, colour: bool) -> str:
    """All histories in the format, with the last line end."""
    if name == "tree":
        return _tree(histories, screen, colour=colour)
    if name == "html":
        return _page(histories)
    roots = {history.script.root for history in histories}
    folder = os.path.commonpath(roots) if len(histories) > 1 else None  # the names of several histories must differ
    pictures = [history.picture(folder=folder) for history in histories]
    if name == "json":
        from migralint.drawing.json import graph_json

        return graph_json(pictures, __version__)
    if name == "mermaid":
        from migralint.drawing.mermaid import mermaid_lines

        around = tuple(node for history in histories for node in history.view.around)
        return "".join(f"{text}\n" for text in mermaid_lines(pictures, around=around))
    from migralint.drawing.dot import dot_lines

    return "".join(f"{text}\n" for text in dot_lines(pictures))


def _page(histories: Sequence[DrawnHistory]) -> str:
    from migralint.drawing.html import html_document
    from migralint.drawing.html_page import history_page

    if len(histories) > 1:
        listed = ", ".join(relative(history.script.path, os.getcwd()) for history in histories)
        raise InputError(f"a page shows one history, but there are several: {listed}", hint="name one of them")
    one = histories[0]
    plan = one.plan if one.plan is not None and one.plan.removed else None
    return html_document(
        history_page(
            one.history,
            one.facts,
            one.files,
            name=one.name(),
            root=one.script.root,
            tool_version=__version__,
            after=plan.after if plan is not None else None,
        )
    )


def _tree(histories: Sequence[DrawnHistory], screen: Screen, *, colour: bool) -> str:
    lines: list[Line] = []
    for history in histories:
        if lines:
            lines.append(())
        picture = history.picture(most_lanes=most_lanes(screen.columns), folder=os.getcwd())
        lines += (line(*texts) for texts in tree_lines(picture, screen))
    if not colour:
        return "".join(f"{text}\n" for text in plain(lines))
    from migralint.reporting.paint import painted

    return painted(lines)


def _is_utf8() -> bool:
    """Whether the locale uses UTF-8; also if no locale is set."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_CTYPE") or os.environ.get("LANG") or "UTF-8"
    return "utf8" in locale.lower().replace("-", "")
