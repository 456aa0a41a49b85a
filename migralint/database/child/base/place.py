"""Finds the line of project code that is responsible for a call: the nearest frame outside libraries."""

from __future__ import annotations

import os
import sys
import sysconfig
import threading
from collections.abc import Iterator
from types import CodeType, FrameType

_CHILD = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_OURS = (_CHILD, os.path.join(os.path.dirname(os.path.dirname(_CHILD)), "sql"))
_LIBRARIES = tuple({path + os.sep for name, path in sysconfig.get_paths().items() if name in ("stdlib", "platstdlib")})
_SITE = (os.sep + "site-packages" + os.sep, os.sep + "dist-packages" + os.sep)


def is_project(filename: str, root: str) -> bool:
    """Return whether `filename` belongs to the project: below `root`, and neither a library nor part of migralint."""
    if filename.startswith(("<", *_OURS)) or any(part in filename for part in _SITE):
        return False
    return filename.startswith(root + os.sep) or not filename.startswith(_LIBRARIES)


def calling_place(root: str) -> tuple[str | None, int | None]:
    """Return the path and line of the innermost running frame of the project, in this thread or the main thread.

    Without a frame of the project itself, frames of installed packages count; (None, None) if there is none of these.
    """
    frames = list(_frames(sys._getframe(1)))
    frames += _of_greenlets()
    if threading.current_thread() is not threading.main_thread():  # an async driver connects in its own thread
        main = sys._current_frames().get(threading.main_thread().ident or 0)
        frames += _frames(main)
    for code, line in frames:
        if is_project(code.co_filename, root):
            return code.co_filename, line
    for code, line in frames:
        name = code.co_filename
        if not name.startswith(("<", *_OURS)) and "sqlalchemy" not in name and "alembic" not in name:
            if name.startswith(_LIBRARIES) and not any(part in name for part in _SITE):
                continue
            return name, line
    return None, None


def _of_greenlets() -> Iterator[tuple[CodeType, int]]:
    """Yield the frames that wait for this one: SQLAlchemy's asyncio extension runs connections in greenlets."""
    greenlet = sys.modules.get("greenlet")
    waiting = None if greenlet is None else greenlet.getcurrent().parent
    while waiting is not None:
        yield from _frames(waiting.gr_frame)
        waiting = waiting.parent


def _frames(frame: FrameType | None) -> Iterator[tuple[CodeType, int]]:
    while frame is not None:
        yield frame.f_code, frame.f_lineno
        frame = frame.f_back
