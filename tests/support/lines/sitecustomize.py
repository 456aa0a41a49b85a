"""Writes down which lines of migralint a process runs, as soon as each has run once; see `report.py` beside it.

Python loads this by itself where this folder is on PYTHONPATH: in pytest, its workers, the command line and the child
that runs project code. coverage cannot measure that child: it keeps its data in SQLite, which the child's guard refuses
to open, and it writes at the end, which killed processes do not reach.
"""

from __future__ import annotations

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(HERE))), "migralint") + os.sep


class Lines:
    """The file of one process: a line with a path, then the numbers of lines of that file, one a line."""

    def __init__(self, folder):
        self.folder = folder
        self.process = 0
        self.seen = {}
        self.last = ""

    def add(self, path, line):
        """Write the line down unless it is known. A fork continues in a file of its own."""
        known = self.seen.setdefault(path, set())
        if line in known:
            return
        known.add(line)
        if self.process != os.getpid():
            self.process, self.last = os.getpid(), ""
            self.file = os.path.join(self.folder, f"{self.process}-{os.urandom(4).hex()}.lines")
        text = f"{line}\n" if path == self.last else f"{path}\n{line}\n"
        self.last = path
        # Kept open, it could be closed by what runs here, and its number given to another file.
        stream = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        os.write(stream, text.encode())
        os.close(stream)


def trace_by_monitoring(lines):
    """From Python 3.12 on: every line is reported once, so the rest of the run costs nothing."""
    monitoring = sys.monitoring
    monitoring.use_tool_id(monitoring.COVERAGE_ID, "migralint-lines")

    def at_line(code, line):
        if code.co_filename.startswith(PACKAGE):
            lines.add(code.co_filename, line)
        return monitoring.DISABLE

    monitoring.register_callback(monitoring.COVERAGE_ID, monitoring.events.LINE, at_line)
    monitoring.set_events(monitoring.COVERAGE_ID, monitoring.events.LINE)


def trace_by_settrace(lines):
    """Before: a function whose lines have all run is not looked at again."""
    import threading

    left = {}

    def at_line(frame, event, argument):
        code = frame.f_code
        open_lines = left[code]
        if frame.f_lineno in open_lines:
            open_lines.discard(frame.f_lineno)
            lines.add(code.co_filename, frame.f_lineno)
        return at_line

    def at_call(frame, event, argument):
        code = frame.f_code
        open_lines = left.get(code)
        if open_lines is None:
            ours = code.co_filename.startswith(PACKAGE)
            open_lines = left[code] = {line for _, _, line in code.co_lines() if line} if ours else set()
            open_lines.discard(code.co_firstlineno)  # of a function: its definition, which ran in the module
            if ours and code.co_name == "<module>":
                open_lines.add(code.co_firstlineno)
        return at_line if open_lines else None

    threading.settrace(at_call)
    sys.settrace(at_call)


folder = os.environ.get("LINES_FOLDER")
if folder and os.path.isdir(folder) and hasattr(os, "register_at_fork"):
    if hasattr(sys, "monitoring"):
        trace_by_monitoring(Lines(folder))
    elif sys.version_info >= (3, 10):  # noqa: UP036 -- the child may be older; before, code does not know its lines
        trace_by_settrace(Lines(folder))
