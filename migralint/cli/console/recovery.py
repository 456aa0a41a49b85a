"""The message after an interrupted prune or rebase was finished or undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from migralint.commands.prune.recover import Left


def left_words(left: Left, *, undo: bool) -> str:
    """Return the document, with its line end."""
    if left.leftovers:
        folders = "folder" if left.leftovers == 1 else "folders"
        return f"Nothing to undo: no revision file was changed; removed the leftovers ({left.leftovers} {folders})\n"
    done = "undone: every file is as it was before" if undo else "finished: every file is as planned"
    return f"The interrupted {left.command} is {done} ({left.files} files)\n"
