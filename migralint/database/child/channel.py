"""The child's end of the message pipe: one JSON object per line on a descriptor of its own."""

from __future__ import annotations

import json
import os
from typing import Any


class Channel:
    """Sends messages to the parent; whatever the project prints goes elsewhere and does no harm."""

    def __init__(self, descriptor: int) -> None:
        """`descriptor` is the pipe's write end; processes that the project starts do not inherit it."""
        self._descriptor = descriptor
        self._owner = os.getpid()
        os.set_inheritable(descriptor, False)

    def send(self, kind: str, **fields: Any) -> None:
        """Write one message; a forked copy of this process is silent, it is not the child that was asked."""
        if os.getpid() != self._owner:
            return
        data = json.dumps({"message": kind, **fields}, default=str).encode() + b"\n"
        while data:
            data = data[os.write(self._descriptor, data) :]
