"""A reader in the project's interpreter that answers questions about one live database; it can only read."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from migralint.source.redaction import Redactor

ENTRY = Path(__file__).parent / "reader" / "entry.py"
_GRACE = 15
"""Seconds that a reader gets beyond the limit of a statement before it is ended: it may still be connecting."""


class LiveError(Exception):
    """The database could not be read."""

    def __init__(self, kind: str, message: str) -> None:
        """`kind` as in `stamps.request.Unread`; `message` is the end of a sentence, without secrets."""
        super().__init__(message)
        self.kind = kind
        self.message = message


class Session:
    """One reader process for one database."""

    def __init__(self, url: str, *, python: str, timeout: int, redactor: Redactor) -> None:
        """Start the reader; `timeout` is in seconds, for each statement. Raises LiveError."""
        self._timeout = timeout
        self._redactor = redactor
        self._python = python
        self._line = b""
        self._answers, channel = os.pipe()
        self._printed = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by `close`
        try:
            self._process = subprocess.Popen(
                [python, str(ENTRY), str(channel)],
                stdin=subprocess.PIPE,
                stdout=self._printed,
                stderr=subprocess.STDOUT,
                pass_fds=[channel],
                start_new_session=True,
            )
        except OSError as error:
            os.close(self._answers)
            self._printed.close()
            raise LiveError("error", f"{python} cannot be started: {error.strerror}") from None
        finally:
            os.close(channel)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._answers, selectors.EVENT_READ)
        try:
            self._send({"url": url, "timeout": timeout})  # through a pipe, never through arguments or a file
            self.about: dict[str, Any] = self._answer()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Session:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def server(self) -> str:
        """The server's name and version: "postgresql 15.18"."""
        return f"{self.about['dialect']} {self.about['version']}".strip()

    def ask(self, question: str, **details: Any) -> Any:
        """Return the reader's answer to one question. Raises LiveError."""
        self._send({"ask": question, **details})
        return self._answer()

    def rows(self, sql: str) -> list[list[Any]]:
        """Return the rows of one SELECT, in the transaction that "begin" has started."""
        result: list[list[Any]] = self.ask("rows", sql=sql)
        return result

    def close(self) -> None:
        """End the reader process."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        with contextlib.suppress(KeyError, OSError, ValueError):
            self._selector.close()
            os.close(self._answers)
        self._printed.close()

    def _send(self, question: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(question).encode() + b"\n")
            self._process.stdin.flush()
        except OSError:
            raise self._crashed() from None

    def _answer(self) -> Any:
        deadline = time.monotonic() + self._timeout + _GRACE
        chunks = [self._line]
        while b"\n" not in chunks[-1]:
            if not self._selector.select(max(0.0, deadline - time.monotonic())):
                raise LiveError("timeout", f"it did not answer within {self._timeout} seconds")
            data = os.read(self._answers, 1 << 20)
            if not data:
                raise self._crashed()
            chunks.append(data)
        line, _, self._line = b"".join(chunks).partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        if "failed" in answer:
            kind, message = answer["failed"], self._redactor.redact(answer["message"])
            if kind.startswith("missing-"):
                message = f"{self._python} cannot connect: {message}; pass the project's interpreter with --python"
            raise LiveError(kind, message)
        return answer["answer"]

    def _crashed(self) -> LiveError:
        status = self._process.wait()
        self._printed.seek(0)
        lines = [line for line in self._printed.read().decode("utf-8", "replace").split("\n") if line.strip()]
        how = f"signal {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
        output = f": {self._redactor.redact(lines[-1].strip())}" if lines else ""
        return LiveError("crashed", f"the reader in {self._python} ended with {how}{output}")
